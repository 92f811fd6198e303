"""What keeps a form from being saved, in one list whose lines lead to their fields."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper


@dataclass(frozen=True, slots=True)
class FormProblem:
    """``anchor`` is the id of the input that it is about; empty where it is about several."""

    label: str
    message: str
    anchor: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.message}" if self.label else self.message


def problems_of(form: Any, formsets: Sequence[Any]) -> list[FormProblem]:
    """Everything that is wrong with a form of the admin and its rows, in the page's order."""
    found = list(_of_form(form))
    for formset in formsets:
        noun = str(formset.model._meta.verbose_name).capitalize()  # noqa: SLF001
        for number, row in enumerate(formset.forms, start=1):
            found += _of_form(row, f"{noun} {number}")
        found += [FormProblem(noun, str(said)) for said in formset.non_form_errors()]
    return found


def _of_form(form: Any, place: str = "") -> Iterator[FormProblem]:
    for name, said in form.errors.items():
        field = form.fields.get(name)
        label = str(field.label or name).capitalize() if field else ""
        where = ", ".join(filter(None, (place, label.lower() if place else label)))
        anchor = _anchor(form[name]) if field else ""
        yield from (FormProblem(where, str(message), anchor) for message in said)


def _anchor(bound: Any) -> str:
    widget = bound.field.widget
    inner = widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget
    return f"{bound.auto_id}_0" if isinstance(inner, forms.MultiWidget) else bound.auto_id
