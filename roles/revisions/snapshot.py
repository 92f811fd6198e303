"""A row with its parts as a person reads it: groups of named texts, at one moment."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, Field, ForeignKey, ManyToManyField, Model
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from reversion.models import Version

from jobboard.site import dates
from roles.models.role import SECTION_ORDER
from roles.revisions.keeping import TREES, UNKEPT, Branch, Record, Records

type Ours = Field[Any, Any]
POINTERS = (ForeignKey, ManyToManyField)


@dataclass
class RowNames:
    """What rows are called that others point at; of a deleted one the last name that was kept."""

    known: dict[type[Model], dict[str, str]] = field(default_factory=dict)
    gone: set[tuple[type[Model], str]] = field(default_factory=set)

    def of(self, model: type[Model], pk: Any) -> str:
        name = self.known[model].get(str(pk)) or f"{model._meta.verbose_name} {pk}"
        return f"{name} (deleted)" if (model, str(pk)) in self.gone else name

    def look_up(self, model: type[Model], pks: set[str]) -> None:
        rows = model._default_manager.filter(pk__in=[pk for pk in pks if pk.isdigit()])
        found = self.known[model] = {str(row.pk): str(row) for row in rows}
        gone = pks - found.keys()
        self.gone |= {(model, pk) for pk in gone}
        if gone:
            kind = ContentType.objects.get_for_model(model)
            kept = Version.objects.filter(content_type=kind, object_id__in=gone).order_by("pk")
            found.update(kept.values_list("object_id", "object_repr"))


def names_in(moments: Iterable[Records]) -> RowNames:
    """Look up every row that is pointed at; at most two queries for each of their models."""
    wanted: dict[type[Model], set[str]] = {}
    for records in moments:
        for model, rows in records.items():
            for row in rows:
                for target, pk in pointers(model, row.fields):
                    wanted.setdefault(target, set()).add(str(pk))
    names = RowNames()
    for model, pks in wanted.items():
        names.look_up(model, pks)
    return names


def pointers(model: type[Model], fields: dict[str, Any]) -> Iterator[tuple[type[Model], Any]]:
    """Yield the rows that kept values point at, as model and number."""
    for name, value in fields.items():
        ours = field_of(model, name)
        if isinstance(ours, POINTERS) and value is not None:
            many = value if isinstance(value, list) else [value]
            yield from ((ours.related_model, pk) for pk in many)


def field_of(model: type[Model], name: str) -> Ours | None:
    """Return the model's field, or None when it has none of that name any more."""
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def label_of(model: type[Model], name: str) -> str:
    ours = field_of(model, name)
    if ours is None:
        return f"{name.replace('_', ' ').capitalize()} (no longer a field)"
    return str(ours.verbose_name).capitalize()


def shown(model: type[Model], name: str, value: Any, names: RowNames) -> str:
    """Say a kept value in words. What fits no rule is shown as it was kept."""
    ours = field_of(model, name)
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(ours, POINTERS):
        many = value if isinstance(value, list) else [value]
        target = ours.related_model
        return "\n".join(sorted(names.of(target, pk) for pk in many))
    if isinstance(ours, DateTimeField):
        return _moment(str(value))
    if isinstance(ours, ArrayField):
        return _listed(value)
    choices = dict(ours.flatchoices) if ours is not None else {}
    return str(choices.get(value, value)).replace("\r\n", "\n")


def _moment(value: str) -> str:
    try:
        at = parse_datetime(value)
    except ValueError:
        return value
    return dates.minute(at) if at and timezone.is_aware(at) else value


def _listed(value: Any) -> str:
    """Show one member a line; arrays are kept as JSON within JSON."""
    try:
        members = json.loads(value) if isinstance(value, str) else value
        return "\n".join(str(member) for member in members)
    except (ValueError, TypeError):
        return str(value)


HIDDEN = frozenset({*UNKEPT, "position", "is_demo", "user"})  # an order is shown as moves


@dataclass(frozen=True, slots=True)
class TextGroup:
    """The fields of one row, text by label. ``key`` finds the same row in another moment,
    ``heading`` one that was made anew in its place.
    """

    key: str
    heading: str
    kind: str
    texts: dict[str, str]


type Snapshot = list[TextGroup]


def snapshots(root: type[Model], moments: Iterable[Records]) -> list[Snapshot]:
    """Make several readable; at most two queries for each kind of row that they point at."""
    moments = list(moments)
    names = names_in(moments)
    return [list(_groups(root, records, names)) for records in moments]


def _groups(root: type[Model], records: Records, names: RowNames) -> Iterator[TextGroup]:
    for record in records.get(root, []):
        texts = _texts(root, record, records, names, branches=TREES[root])
        yield TextGroup(record.pk, "", "", texts)
    for branch in TREES[root]:
        if branch.is_listed:
            continue
        for record in sorted(records.get(branch.model, []), key=_place):
            yield _part(branch, record, records, names)


def _place(record: Record) -> tuple[int, int]:
    kind = SECTION_ORDER.get(str(record.fields.get("kind")), 0)
    position = record.fields.get("position")
    return (position if isinstance(position, int) else kind, int(record.pk))


def _part(branch: Branch, record: Record, records: Records, names: RowNames) -> TextGroup:
    model = branch.model
    heading = shown(model, branch.name, record.fields.get(branch.name), names)
    texts = _texts(model, record, records, names, branches=branch.branches, without=branch.parent)
    kind = str(model._meta.verbose_name)
    return TextGroup(f"{model.__name__} {record.pk}", heading, kind, texts)


def _texts(
    model: type[Model],
    record: Record,
    records: Records,
    names: RowNames,
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


def _lines(branch: Branch, above: Record, records: Records, names: RowNames) -> list[str]:
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
