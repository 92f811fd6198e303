"""Rows as plain values, now and in each revision; a revision for each thing that is done.

A version is read as the JSON that was written then: also when the model has changed since, or its
row is gone.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import reversion
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db.models import Model
from reversion.models import Version

from jobboard.models.user import Person
from roles.models import (
    Author,
    Guide,
    GuideChange,
    GuideRole,
    GuideSection,
    Role,
    RoleAlias,
    RoleSection,
    SectionSource,
    Series,
    SeriesPart,
    Term,
)

UNKEPT = ("updated_at",)  # of no use in the past
# Decisions and addresses, not text: going back to an earlier text leaves them as they are.
STAYING = frozenset({"status", "published_at", "slug", "is_demo", "user"})


@dataclass(frozen=True, slots=True)
class Branch:
    """Rows that are part of another: ``parent`` is their field, ``name`` what tells them apart.

    Those that are ``listed`` read as lines of their parent, the others stand for themselves.
    Those that are ``staying`` do not go back with a text: what readers were told was told.
    """

    model: type[Model]
    parent: str
    accessor: str
    name: str
    branches: "tuple[Branch, ...]" = ()
    is_listed: bool = False
    is_staying: bool = False


SOURCES = Branch(SectionSource, "section", "sources", "url", is_listed=True)
TREES: dict[type[Model], tuple[Branch, ...]] = {
    Guide: (
        Branch(GuideRole, "guide", "compared", "role"),
        Branch(GuideSection, "guide", "sections", "heading"),
        Branch(GuideChange, "guide", "changes", "text", is_listed=True, is_staying=True),
    ),
    Role: (
        Branch(RoleSection, "role", "sections", "kind", (SOURCES,)),
        Branch(RoleAlias, "role", "aliases", "phrase", is_listed=True),
    ),
    Series: (Branch(SeriesPart, "series", "parts", "guide"),),
    Term: (),
    Author: (),
}


def flat(branches: tuple[Branch, ...]) -> Iterator[Branch]:
    for branch in branches:
        yield branch
        yield from flat(branch.branches)


def register_all() -> None:
    """Let django-reversion keep every model of the trees; once, when the program starts."""
    for root, branches in TREES.items():
        for model in (root, *(branch.model for branch in flat(branches))):
            names = {field.name for field in model._meta.get_fields()}
            reversion.register(model, exclude=tuple(name for name in UNKEPT if name in names))


type Records = dict[type[Model], list["Record"]]


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its number and its fields by name, as JSON holds them."""

    pk: str
    fields: dict[str, Any]


def rows_now(model: type[Model], roots: list[Model]) -> dict[type[Model], list[Model]]:
    """Read the parts of rows; one query for each kind of part. The rows themselves come first."""
    found = {model: roots}
    waiting = [(branch, model) for branch in TREES[model]]
    for branch, above in waiting:
        parents = {f"{branch.parent}__in": found[above]}
        found[branch.model] = list(branch.model._default_manager.filter(**parents))
        waiting += [(below, branch.model) for below in branch.branches]
    return found


def records_now(root: Model) -> Records:
    """Read the row and its parts as they stand."""
    return {model: _serialised(rows) for model, rows in rows_now(type(root), [root]).items()}


def _serialised(rows: Sequence[Model]) -> list[Record]:
    if not rows:
        return []
    fields = reversion.revisions._get_options(type(rows[0])).fields  # noqa: SLF001
    return [_record(one) for one in json.loads(serializers.serialize("json", rows, fields=fields))]


def _record(one: dict[str, Any]) -> Record:
    return Record(str(one["pk"]), one["fields"])


def records_of(model: type[Model], pk: str, revision: int) -> Records:
    """Read the row and its parts as one revision kept them; one query, and types of content.

    Empty if the revision does not hold the row. What cannot be read any more is left out.
    """
    types = {ContentType.objects.get_for_model(one).pk: one for one in _models(model)}
    versions = Version.objects.filter(revision=revision, content_type__in=types).order_by("pk")
    everything: Records = {}
    for version in versions:
        everything.setdefault(types[version.content_type_id], []).extend(_read(version))
    roots = [record for record in everything.get(model, []) if record.pk == str(pk)]
    return _own(everything, model, roots) if roots else {}


def _models(model: type[Model]) -> Iterator[type[Model]]:
    yield model
    yield from (branch.model for branch in flat(TREES[model]))


def _read(version: Version) -> Iterator[Record]:
    try:
        [one] = json.loads(version.serialized_data)
        yield Record(version.object_id, dict(one["fields"]))
    except (ValueError, KeyError, TypeError):
        return


def _own(everything: Records, model: type[Model], roots: list[Record]) -> Records:
    """Leave out what belongs to other rows: a revision may hold a whole import."""
    found: Records = {model: roots}
    waiting = [(branch, model) for branch in TREES[model]]
    for branch, above in waiting:
        keys = {record.pk for record in found[above]}
        rows = everything.get(branch.model, [])
        found[branch.model] = [row for row in rows if str(row.fields.get(branch.parent)) in keys]
        waiting += [(below, branch.model) for below in branch.branches]
    return found


def are_same(one: Records, other: Records) -> bool:
    """Tell whether both hold the same rows with the same values, in whatever order."""
    return _comparable(one) == _comparable(other)


def _comparable(records: Records) -> dict[tuple[type[Model], str], dict[str, Any]]:
    return {
        (model, row.pk): {
            name: sorted(value, key=str) if isinstance(value, list) else value
            for name, value in row.fields.items()
        }
        for model, rows in records.items()
        for row in rows
    }


BEFORE = "As it stood before"


@contextmanager
def revision(comment: str = "", person: Person | None = None) -> Iterator[None]:
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
    fresh = model._base_manager.filter(pk__in=[row.pk for row in rows])
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
