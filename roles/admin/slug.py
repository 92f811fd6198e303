"""Slugs stand in addresses: they follow the name until the row is saved, and stay."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from roles.admin.writing import RoomToWrite


class SlugOnce(RoomToWrite, admin.ModelAdmin):
    """A ModelAdmin whose slug is made from ``slug_source`` and chosen once."""

    slug_source = "name"

    def is_slug_fixed(self, obj: Any) -> bool:
        return obj is not None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "slug") if self.is_slug_fixed(obj) else fields

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Any = None
    ) -> dict[str, Sequence[str]]:
        return {} if self.is_slug_fixed(obj) else {"slug": (self.slug_source,)}

    def view_on_site(self, obj: Any) -> str:
        return obj.get_absolute_url()
