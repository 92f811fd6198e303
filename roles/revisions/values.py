"""Kept values in the words of the desk: labels, names of what they point at, dates."""

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
from roles.revisions.records import Records

type Ours = Field[Any, Any]
POINTERS = (ForeignKey, ManyToManyField)


@dataclass
class Names:
    """What rows are called that others point at; of a deleted one the last name that was kept."""

    known: dict[type[Model], dict[str, str]] = field(default_factory=dict)
    gone: set[tuple[type[Model], str]] = field(default_factory=set)

    def of(self, model: type[Model], pk: Any) -> str:
        name = self.known[model].get(str(pk)) or f"{model._meta.verbose_name} {pk}"  # noqa: SLF001
        return f"{name} (deleted)" if (model, str(pk)) in self.gone else name

    def look_up(self, model: type[Model], pks: set[str]) -> None:
        rows = model._default_manager.filter(pk__in=[pk for pk in pks if pk.isdigit()])  # noqa: SLF001
        found = self.known[model] = {str(row.pk): str(row) for row in rows}
        gone = pks - found.keys()
        self.gone |= {(model, pk) for pk in gone}
        if gone:
            kind = ContentType.objects.get_for_model(model)
            kept = Version.objects.filter(content_type=kind, object_id__in=gone).order_by("pk")
            found.update(kept.values_list("object_id", "object_repr"))


def names_in(moments: Iterable[Records]) -> Names:
    """Look up every row that is pointed at; at most two queries for each of their models."""
    wanted: dict[type[Model], set[str]] = {}
    for records in moments:
        for model, rows in records.items():
            for row in rows:
                for target, pk in pointers(model, row.fields):
                    wanted.setdefault(target, set()).add(str(pk))
    names = Names()
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
        found = model._meta.get_field(name)  # noqa: SLF001
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def label_of(model: type[Model], name: str) -> str:
    ours = field_of(model, name)
    if ours is None:
        return f"{name.replace('_', ' ').capitalize()} (no longer a field)"
    return str(ours.verbose_name).capitalize()


def shown(model: type[Model], name: str, value: Any, names: Names) -> str:
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
