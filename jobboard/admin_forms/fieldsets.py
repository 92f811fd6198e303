"""The form for a new object asks what is typed, and shows nothing that it cannot have yet."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

type Fieldset = tuple[Any, Mapping[str, Any]]


class TypedWhenNew(admin.ModelAdmin):
    """A ModelAdmin that shows its read-only fields once there is an object."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj:
            return fieldsets
        return list(_without(set(self.get_readonly_fields(request)), fieldsets))


def _without(names: Collection[Any], fieldsets: Any) -> Iterator[Fieldset]:
    """The fieldsets without these fields; one that holds no other is left out."""
    for title, options in fieldsets:
        rows = [_row(field, names) for field in options["fields"]]
        if fields := [row for row in rows if row]:
            yield title, {**options, "fields": fields}


def _row(field: Any, names: Collection[Any]) -> Any:
    """A field, or a row of fields, as far as it is not left out."""
    if isinstance(field, (list, tuple)):
        return tuple(name for name in field if name not in names)
    return "" if field in names else field
