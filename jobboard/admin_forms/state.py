"""What a form of the admin says, row by row and field by field, in a shape to compare.

A ``Row`` is one object of the form: the main one, or a row of an inline. Its values are what a
browser would send, so that what is stored and what was typed are compared like with like.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms import BaseInlineFormSet
from django.forms.widgets import ChoiceWidget
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

type Value = str | list[Any]

MOST_ROWS = 1_000
DIGEST_LETTERS = 12
NO_FILES: MultiValueDict[str, Any] = MultiValueDict()


@dataclass(frozen=True, slots=True)
class FormRow:
    """``prefix`` is "" for the object itself; ``pk`` is "" while it is not saved.

    ``form`` is an unbound form that knows the fields; ``name`` is the prefix of its inputs.
    """

    prefix: str
    pk: str
    name: str
    form: forms.BaseForm
    values: dict[str, Value]
    is_deleted: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.prefix, self.pk

    def input_name(self, field: str) -> str:
        return f"{self.name}-{field}" if self.name else field


def stored(form: forms.BaseForm, formsets: Sequence[BaseInlineFormSet]) -> list[FormRow]:
    """The rows as the database has them, read from unbound forms."""
    rows = [FormRow("", "", "", form, dict(initial(form)))]
    for formset in formsets:
        hidden = _hidden(formset)
        prefix = formset.prefix or ""
        rows += [
            FormRow(prefix, str(one.instance.pk), one.prefix or "", one, dict(initial(one, hidden)))
            for one in formset.initial_forms
        ]
    return rows


def typed(
    form: forms.BaseForm, formsets: Sequence[BaseInlineFormSet], data: QueryDict
) -> list[FormRow]:
    """The rows as they were sent, read with the fields of the same unbound forms."""
    rows = [FormRow("", "", "", form, dict(_sent(form, "", set(), data)))]
    for formset in formsets:
        empty, hidden, prefix = formset.empty_form, _hidden(formset), formset.prefix or ""
        for number in range(_number_of_rows(prefix, data)):
            name = f"{prefix}-{number}"
            values = dict(_sent(empty, name, hidden, data))
            pk, is_deleted = data.get(f"{name}-id", ""), f"{name}-DELETE" in data
            rows.append(FormRow(prefix, pk, name, empty, values, is_deleted))
    return rows


def version(rows: Sequence[FormRow]) -> dict[str, dict[str, dict[str, str]]]:
    """A digest of every field: prefix → key → field → digest. Small enough for a hidden input."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows:
        found.setdefault(row.prefix, {})[row.pk] = digests_of(row)
    return found


def digests_of(row: FormRow) -> dict[str, str]:
    """A digest of every field of a row."""
    return {name: digest(value) for name, value in row.values.items()}


def digest(value: Value) -> str:
    return sha256(json.dumps(value).encode()).hexdigest()[:DIGEST_LETTERS]


def row_number(text: str) -> int:
    """The number of a row that a text names; 0, which no row has, where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def as_get(request: HttpRequest) -> HttpRequest:
    """The same request as if it only asked for the page."""
    asked = copy(request)
    asked.method = "GET"
    return asked


def put(data: QueryDict, name: str, value: Value, widget: forms.Widget) -> None:
    """Write a value into ``data`` as a browser would send it."""
    inner = inner_widget(widget)
    if isinstance(inner, forms.MultiWidget):
        for number, part in enumerate(value):
            data[f"{name}_{number}"] = part
    elif isinstance(value, list):
        data.setlist(name, value)
    elif isinstance(inner, forms.CheckboxInput) and not value:
        data.pop(name, None)
    else:
        data[name] = value


def _hidden(formset: Any) -> set[str]:
    """Fields that a person does not see: they tie the row to its object."""
    return {"id", "DELETE", "ORDER", formset.fk.name}


def _number_of_rows(prefix: str, data: Mapping[str, str]) -> int:
    try:
        return max(0, min(int(data.get(f"{prefix}-TOTAL_FORMS", 0)), MOST_ROWS))
    except ValueError:
        return 0


def initial(form: forms.BaseForm, hidden: Collection[str] = ()) -> Iterator[tuple[str, Value]]:
    """What a form that nobody has typed into would send."""
    for name, field in _own_fields(form, hidden):
        yield name, _as_sent(field.widget, form[name].value())


def _sent(
    form: forms.BaseForm, prefix: str, hidden: set[str], data: QueryDict
) -> Iterator[tuple[str, Value]]:
    for name, field in _own_fields(form, hidden):
        input_name = f"{prefix}-{name}" if prefix else name
        value = field.widget.value_from_datadict(data, NO_FILES, input_name)
        yield name, _as_sent(field.widget, value)


def _own_fields(form: forms.BaseForm, hidden: Collection[str]) -> Iterator[tuple[str, forms.Field]]:
    """The fields that a person fills in and that can be compared."""
    for name, field in form.fields.items():
        if name not in hidden and not field.disabled and not is_secret(field.widget):
            yield name, field


def is_secret(widget: forms.Widget) -> bool:
    return isinstance(widget, forms.PasswordInput)


def _as_sent(widget: forms.Widget, value: Any) -> Value:
    """The strings that a browser sends for this value, alike for Python's values and for them."""
    inner = inner_widget(widget)
    if isinstance(inner, forms.MultiWidget):
        parts = value if isinstance(value, list) else inner.decompress(value)
        return [_as_sent(one, part) for one, part in zip(inner.widgets, parts or (), strict=False)]
    if isinstance(inner, forms.CheckboxInput):
        return "on" if value else ""
    if isinstance(inner, ChoiceWidget) and inner.allow_multiple_selected:
        return sorted(str(getattr(one, "pk", one)) for one in value or ())
    if isinstance(inner, forms.Select):
        return "" if value is None else str(getattr(value, "pk", value))
    shown = inner.format_value(value)
    return "" if shown is None else str(shown).replace("\r\n", "\n")


def inner_widget(widget: forms.Widget) -> Any:
    """Return the widget itself, without the links that the admin puts beside it."""
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget
