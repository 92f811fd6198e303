"""Making revisions: one for each thing that a person or a command does."""

from collections.abc import Iterator
from contextlib import contextmanager

import reversion
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from reversion.models import Version

from roles.history.records import are_same, records_now, records_of, rows_now

BEFORE = "As it stood before"


@contextmanager
def revision(
    comment: str = "", person: AbstractBaseUser | AnonymousUser | None = None
) -> Iterator[None]:
    """Keep what changes inside as one revision, all or nothing."""
    with reversion.create_revision():
        if comment:
            reversion.set_comment(comment)
        if person is not None and person.is_authenticated:
            reversion.set_user(person)
        yield


def keep(row: Model) -> None:
    """Take the row with its parts, as they stand now, into the revision that is being made.

    Each part is named: what the revision has of it already is older.
    """
    fresh = type(row)._base_manager.get(pk=row.pk)  # noqa: SLF001 (nothing cached)
    reversion.add_to_revision(fresh)
    for rows in rows_now(fresh).values():
        for part in rows:
            reversion.add_to_revision(part)


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
