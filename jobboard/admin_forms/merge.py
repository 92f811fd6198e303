"""Two people changed the same text: put what both did into one form, and overwrite nothing.

What only one of them changed is kept from that one. Where both changed a field, what I typed
stays in the form and theirs is shown beside it. A row that they deleted and I changed comes back
as a new one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.template.defaultfilters import date as written
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jobboard.admin_forms.state import (
    FormRow,
    Value,
    digest,
    digests_of,
    initial,
    inner_widget,
    put,
)
from jobboard.markup.differences import TextPiece, compare
from jobboard.site import dates

type Digests = Mapping[str, Mapping[str, Mapping[str, str]]]

ORDER = "position"


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field, as it is there and as it is here; ``input_name`` is its place in the form."""

    label: str
    theirs: str
    mine: str
    input_name: str = ""

    @property
    def marked(self) -> SafeString:
        """Mine, with what differs from theirs marked."""
        return marked(self.theirs, self.mine)


@dataclass(slots=True)
class Merge:
    """The form's data with both people's changes, and what there is to say about it."""

    data: QueryDict
    both: list[FieldConflict] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def needs_a_look(self) -> bool:
        """Whether the person who saves has to decide something."""
        return bool(self.both or self.notes)


def merge(
    base: Digests, theirs: Sequence[FormRow], mine: Sequence[FormRow], data: QueryDict
) -> Merge:
    """Merge what is stored by now and what was typed; ``base`` is what the typing began with."""
    done = Merge(data.copy())
    typed = {row.key: row for row in mine if row.pk or not row.prefix}
    prefixes = dict.fromkeys(row.prefix for row in [*theirs, *mine])
    for prefix in prefixes:
        there = [row for row in theirs if row.prefix == prefix]
        rows = [(row, typed.get(row.key)) for row in there]
        if not prefix:
            _fields(base, rows[0][0], typed["", ""], done, "")
            continue
        known = {row.pk for row in there}
        rest = [row for row in mine if row.prefix == prefix and row.pk not in known]
        _inline(base, prefix, rows, rest, done)
    return done


def differences(theirs: Sequence[FormRow], mine: Sequence[FormRow]) -> list[FieldConflict]:
    """Every field that differs between what is stored and what was typed."""
    there = {row.key: row for row in theirs}
    found = []
    for row in mine:
        other = there.get(row.key) if row.pk or not row.prefix else None
        for name, value in row.values.items():
            before: Value = other.values.get(name, "") if other else ""
            if value != before and name != ORDER and (value or other):
                told = (shown(row, name, before), shown(row, name, value))
                found.append(FieldConflict(label_of(row, name), *told))
    return found


def _inline(
    base: Digests,
    prefix: str,
    rows: Sequence[tuple[FormRow, FormRow | None]],
    rest: Sequence[FormRow],
    done: Merge,
) -> None:
    """Number the rows of one inline anew: those that are stored first, then the new ones."""
    before = done.data.copy()
    for name in [name for name in before if re.match(rf"{re.escape(prefix)}-\d+-", name)]:
        del done.data[name]
    number = 0
    for theirs, mine in rows:
        name = f"{prefix}-{number}"
        if mine is None:
            _add_theirs(name, theirs, done)
        else:
            _copy(before, mine.name, done.data, name)
            _fields(base, theirs, mine, done, name)
        number += 1
    done.data[f"{prefix}-INITIAL_FORMS"] = str(number)
    for row in rest:
        name = f"{prefix}-{number}"
        if row.pk and (row.is_deleted or _is_untouched(base, row)):
            done.notes.append(f"{label_of(row)} was deleted there.")
            continue
        _copy(before, row.name, done.data, name)
        if row.pk:
            done.data[f"{name}-id"] = ""
            done.notes.append(
                f"{label_of(row)} was deleted there while you changed it: saving adds it anew."
            )
        number += 1
    done.data[f"{prefix}-TOTAL_FORMS"] = str(number)


def _fields(base: Digests, theirs: FormRow, mine: FormRow, done: Merge, name: str) -> None:
    known = base.get(theirs.prefix, {}).get(theirs.pk, {})
    for field_name, value in mine.values.items():
        stored = theirs.values.get(field_name, "")
        is_theirs_old = digest(stored) == known.get(field_name)
        if value == stored or is_theirs_old:
            continue
        input_name = f"{name}-{field_name}" if name else field_name
        if digest(value) == known.get(field_name):
            widget = theirs.form.fields[field_name].widget
            put(done.data, input_name, stored, widget)
            done.taken += [label_of(theirs, field_name)] if field_name != ORDER else []
        elif field_name != ORDER:
            told = (shown(theirs, field_name, stored), shown(theirs, field_name, value))
            done.both.append(FieldConflict(label_of(theirs, field_name), *told, input_name))
    if mine.is_deleted and digests_of(theirs) != known:
        done.notes.append(f"You delete {label_of(theirs)}, which was changed there.")


def is_touched(base: Digests, row: FormRow) -> bool:
    """Whether a row was changed, deleted or begun by whoever typed."""
    if row.prefix and not row.pk:
        blank = dict(initial(row.form))
        return any(value != blank[name] for name, value in row.values.items() if name != ORDER)
    return row.is_deleted or not _is_untouched(base, row)


def _is_untouched(base: Digests, row: FormRow) -> bool:
    return digests_of(row) == base.get(row.prefix, {}).get(row.pk)


def _add_theirs(name: str, row: FormRow, done: Merge) -> None:
    for field_name, value in row.values.items():
        put(done.data, f"{name}-{field_name}", value, row.form.fields[field_name].widget)
    done.data[f"{name}-id"] = row.pk
    done.notes.append(f"{label_of(row)} was added there.")


def _copy(before: QueryDict, old: str, data: QueryDict, new: str) -> None:
    for name in before:
        if name.startswith(f"{old}-"):
            data.setlist(new + name[len(old) :], before.getlist(name))


TAGS = {"removed": "del", "added": "ins"}


def label_of(row: FormRow, field: str = "") -> str:
    """Name a row, or a field of it: "Section “Tools”, body"."""
    label = str(row.form.fields[field].label or field).lower() if field else ""
    if not row.prefix:
        return label.capitalize()
    place = f"“{_name(row)}”"
    return f"{place}, {label}" if label else place


def _name(row: FormRow) -> str:
    instance = getattr(row.form, "instance", None)
    if instance is not None and instance.pk and row.prefix:
        return str(instance)
    for name in ("heading", "title", "kind", "phrase", "role"):
        if value := row.values.get(name):
            return shown(row, name, value)
    return "new row"


def shown(row: FormRow, field: str, value: Value) -> str:
    """Write a value for reading: names in place of keys."""
    widget = row.form.fields[field].widget
    choices = getattr(row.form.fields[field], "queryset", None)
    if choices is not None and value:
        return ", ".join(_names(choices, value if isinstance(value, list) else [value]))
    if isinstance(value, list):
        labels = _labels(widget)
        glue = ", " if labels else " "
        return glue.join(labels.get(str(one), str(one)) for one in value if one)
    if isinstance(widget, forms.CheckboxInput):
        return "yes" if value else "no"
    return _labels(widget).get(value, value) if value else value


def _labels(widget: forms.Widget) -> dict[str, str]:
    """The words of a widget's choices by their keys; empty for a widget without choices."""
    choices = getattr(inner_widget(widget), "choices", ())
    return {str(key): str(label) for key, label in choices}


def _names(choices: Any, keys: list[str]) -> list[str]:
    wanted = [key for key in keys if key.isdecimal()]
    return [str(one) for one in choices.filter(pk__in=wanted)]


def marked(before: str, after: str) -> SafeString:
    """``after`` with ``ins`` around what is new and ``del`` around what is gone."""
    return format_html_join("", "{}", ((_marked(one),) for one in compare(before, after)))


def _marked(piece: TextPiece) -> SafeString | str:
    tag = TAGS.get(piece.kind)
    return format_html("<{0}>{1}</{0}>", tag, piece.text) if tag else piece.text


def moment(at: datetime) -> str:
    """Write a time of today as "14:05", of another day with the day before it."""
    local = dates.local(at)
    is_today = local.date() == dates.today()
    return written(local, "H:i" if is_today else "j M, H:i")
