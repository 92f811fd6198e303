"""Room to write: wide fields for text, and for rows that are chosen by name."""

from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.http import HttpRequest

from jobboard.admin_forms.markdown_widget import LETTERS, LINES, Lines, MarkdownWidget
from jobboard.markup import validate_markup

WIDTH = "min(40rem, 80vw)"


def text_line() -> forms.TextInput:
    """A field for a long title; the admin's own are 20 em wide."""
    return forms.TextInput(attrs={"size": 80})


def text_area(lines: int = LINES) -> Lines:
    return Lines(attrs={"rows": lines, "cols": LETTERS})


class RoomToWrite(BaseModelAdmin):
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
