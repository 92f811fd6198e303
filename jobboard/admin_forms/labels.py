"""What fields are called in forms, in words, and by which of them a list is narrowed."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Field
from django.db.models.constants import LOOKUP_SEP
from django.forms import ModelForm
from django.http import HttpRequest

from jobboard.templatetags.site import field_heading


class ShownLookupsAdmin(admin.ModelAdmin):
    """A ModelAdmin whose list is narrowed by what it shows or filters by, and by nothing else.

    Django lets any column of the row into an address: ``?text__startswith=K`` would tell, letter by
    letter, a code that no page shows.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        name = lookup.partition(LOOKUP_SEP)[0]
        is_column = name == "pk" or any(name in _names(one) for one in self.opts.get_fields())
        is_shown = name in {"pk", "id", self.date_hierarchy, *self._shown(request)}
        return (is_shown or not is_column) and super().lookup_allowed(lookup, value, request)

    def _shown(self, request: HttpRequest) -> Iterator[str]:
        yield from (one for one in self.get_list_display(request) if isinstance(one, str))
        for one in self.get_list_filter(request):
            column = one[0] if isinstance(one, (list, tuple)) else one
            if isinstance(column, str):
                yield column.partition(LOOKUP_SEP)[0]


def _names(field: Any) -> set[str]:
    return {field.name, getattr(field, "attname", field.name)}


class PlainLabelsAdmin(ShownLookupsAdmin):
    """A ModelAdmin that calls a field ``is_demo`` “Demo”; what its form names stays."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        given = getattr(getattr(self.form, "_meta", None), "labels", None) or {}
        labels = _plain(self.opts.get_fields()) | given | kwargs.pop("labels", {})
        return super().get_form(request, obj, change=change, labels=labels, **kwargs)


def _plain(fields: Any) -> dict[str, str]:
    named = {one.name: str(one.verbose_name) for one in fields if isinstance(one, Field)}
    return {name: field_heading(said) for name, said in named.items() if said.startswith("is ")}
