"""What forms of content share: wide fields, numbered rows, slugs that keep old addresses alive."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from jobboard.admin_forms.form_pages import SlugAdmin
from jobboard.admin_forms.markdown import LETTERS, LINES, LinesWidget, MarkdownWidget
from jobboard.markup import validate_markup
from roles.admin.history import HistoryAdmin

WIDTH = "min(40rem, 80vw)"


def text_line() -> forms.TextInput:
    """A field for a long title; the admin's own are 20 em wide."""
    return forms.TextInput(attrs={"size": 80})


def text_area(lines: int = LINES) -> LinesWidget:
    return LinesWidget(attrs={"rows": lines, "cols": LETTERS})


class WideFields(BaseModelAdmin):
    """For a ModelAdmin or an inline."""

    formfield_overrides = {models.TextField: {"widget": text_area()}}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if validate_markup in db_field.validators:
            kwargs.setdefault("widget", MarkdownWidget())
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.many_to_many:
            field.widget.can_add_related = False  # those are chosen here and written elsewhere
        return field

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field:
            field.widget.attrs["data-width"] = WIDTH  # read by the autocomplete's script
        return field


class NumberedRowsAdmin(admin.ModelAdmin):
    """A ModelAdmin whose rows are numbered anew once they are saved: accessor → step."""

    numbered: Mapping[str, int]

    def save_related(
        self,
        request: HttpRequest,
        form: forms.ModelForm,
        formsets: Sequence[forms.BaseInlineFormSet],
        change: bool,
    ) -> None:
        super().save_related(request, form, formsets, change)
        for accessor, step in self.numbered.items():
            number_anew(getattr(form.instance, accessor).all(), step=step)


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


ADDRESS = "Part of the page's address. Change it, and the old address redirects to the new one."


class ContentAdmin(WideFields, SlugAdmin, HistoryAdmin):
    """A ModelAdmin of content with pages of their own: a slug may change, old addresses lead on."""

    def is_slug_fixed(self, request: HttpRequest, obj: Any) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "slug":
            field.help_text = ADDRESS
        return field

    def view_on_site(self, obj: Any) -> str:
        return obj.get_absolute_url()
