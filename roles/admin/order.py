"""Rows that have an order: a number typed beside each, and numbered anew when they are saved."""

from typing import Any

from django import forms
from django.db.models import Model, QuerySet

LAST = 32_767  # what a PositiveSmallIntegerField holds at most


class OrderedForm(forms.ModelForm):
    """For inlines: a row without a number goes last."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("position")
        if field is None:  # who may only look has no fields
            return
        field.required = False
        field.help_text = "Empty: last."
        if self.instance.pk is None:
            field.initial = None
            self.initial.pop("position", None)

    def clean_position(self) -> int:
        position = self.cleaned_data.get("position")
        return LAST if position is None else position


def number_anew(rows: QuerySet[Any], *, step: int) -> None:
    """Give the rows positions 0, ``step``, 2 × ``step`` … in their order; two queries at most."""
    changed: list[Model] = []
    for place, row in enumerate(rows.order_by("position", "pk")):
        if row.position != place * step:
            row.position = place * step
            changed.append(row)
    if changed:
        rows.bulk_update(changed, ["position"])
