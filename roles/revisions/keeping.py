"""Making revisions: one for each thing that a person or a command does."""

from collections.abc import Iterator
from contextlib import contextmanager

import reversion
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from reversion.models import Version

from roles.revisions.records import are_same, records_now, records_of, rows_now

BEFORE = "As it stood before"


@contextmanager
def revision(
    comment: str = "", person: AbstractBaseUser | AnonymousUser | None = None
) -> Iterator[None]:
    """Make one revision, all or nothing, of what is handed to ``keep`` inside."""
    with reversion.create_revision(manage_manually=True):
        if comment:
            reversion.set_comment(comment)
        if person is not None and person.is_authenticated:
            reversion.set_user(person)
        yield


def keep(*rows: Model) -> None:
    """Take rows of one model with their parts, as they stand now, into the revision being made.

    One query for each kind of part, and one for each row's many-to-many relations.
    """
    if not rows:
        return
    model = type(rows[0])
    fresh = model._base_manager.filter(pk__in=[row.pk for row in rows])  # noqa: SLF001
    for those in rows_now(model, list(fresh)).values():
        for row in those:
            reversion.add_to_revision(row)


def keep_as_it_stands(row: Model) -> None:
    """Before a change: keep what no revision holds yet, such as a row made by a script.

    Does nothing inside a revision that is being made: it would become part of that one.
    """
    if reversion.is_active():
        return
    last = Version.objects.get_for_object(row).order_by("-pk").values_list("revision").first()
    if last and are_same(records_of(type(row), str(row.pk), last[0]), records_now(row)):
        return
    with revision(BEFORE):
        keep(row)
