"""Slugs stand in addresses: made from the name once; a later change keeps the old address alive."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from roles.admin.history import HistoryAdmin
from roles.admin.writing import RoomToWrite

ADDRESS = "Part of the page's address. Change it, and the old address redirects to the new one."


class SlugOnce(RoomToWrite, HistoryAdmin):
    """A ModelAdmin whose slug is made from ``slug_source`` once, and changed by hand only."""

    slug_source = "name"

    def is_slug_fixed(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the slug is out of this person's hands."""
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "slug":
            field.help_text = ADDRESS
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "slug") if self.is_slug_fixed(request, obj) else fields

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Any = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": (self.slug_source,)}

    def view_on_site(self, obj: Any) -> str:
        return obj.get_absolute_url()
