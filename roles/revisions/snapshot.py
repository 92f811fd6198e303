"""A row with its parts as a person reads it: groups of named texts, at one moment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Model

from roles.models.profile import SECTION_ORDER
from roles.revisions.records import Record, Records
from roles.revisions.tree import TREES, UNKEPT, Branch
from roles.revisions.values import Names, label_of, names_in, shown

HIDDEN = frozenset({*UNKEPT, "position", "is_demo", "user"})  # an order is shown as moves


@dataclass(frozen=True, slots=True)
class Group:
    """The fields of one row, text by label. ``key`` finds the same row in another moment,
    ``heading`` one that was made anew in its place.
    """

    key: str
    heading: str
    kind: str
    texts: dict[str, str]


type Snapshot = list[Group]


def snapshot_of(root: type[Model], records: Records) -> Snapshot:
    return snapshots(root, [records])[0]


def snapshots(root: type[Model], moments: Iterable[Records]) -> list[Snapshot]:
    """Make several readable; at most two queries for each kind of row that they point at."""
    moments = list(moments)
    names = names_in(moments)
    return [list(_groups(root, records, names)) for records in moments]


def _groups(root: type[Model], records: Records, names: Names) -> Iterator[Group]:
    for record in records.get(root, []):
        texts = _texts(root, record, records, names, branches=TREES[root])
        yield Group(record.pk, "", "", texts)
    for branch in TREES[root]:
        if branch.is_listed:
            continue
        for record in sorted(records.get(branch.model, []), key=_place):
            yield _part(branch, record, records, names)


def _place(record: Record) -> tuple[int, int]:
    kind = SECTION_ORDER.get(str(record.fields.get("kind")), 0)
    position = record.fields.get("position")
    return (position if isinstance(position, int) else kind, int(record.pk))


def _part(branch: Branch, record: Record, records: Records, names: Names) -> Group:
    model = branch.model
    heading = shown(model, branch.name, record.fields.get(branch.name), names)
    texts = _texts(model, record, records, names, branches=branch.branches, without=branch.parent)
    kind = str(model._meta.verbose_name)  # noqa: SLF001
    return Group(f"{model.__name__} {record.pk}", heading, kind, texts)


def _texts(
    model: type[Model],
    record: Record,
    records: Records,
    names: Names,
    *,
    branches: Iterable[Branch],
    without: str = "",
) -> dict[str, str]:
    texts = {
        label_of(model, name): shown(model, name, value, names)
        for name, value in record.fields.items()
        if name not in HIDDEN and name != without
    }
    for branch in branches:
        if branch.is_listed:
            texts[branch.accessor.capitalize()] = "\n".join(_lines(branch, record, records, names))
    return texts


def _lines(branch: Branch, above: Record, records: Records, names: Names) -> list[str]:
    rows = [
        row
        for row in records.get(branch.model, [])
        if str(row.fields.get(branch.parent)) == above.pk
    ]
    return sorted(
        " · ".join(
            shown(branch.model, name, value, names)
            for name, value in row.fields.items()
            if name != branch.parent
        )
        for row in rows
    )
