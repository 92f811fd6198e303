from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from roles.models import Role, RoleAlias


class RoleAliasInline(admin.TabularInline):
    model = RoleAlias
    extra = 1


@admin.register(Role)
class RoleAdmin(admin.ModelAdmin):
    list_display = ("name", "family", "abbreviation", "slug", "postings", "updated_at")
    list_filter = ("family", "is_demo")
    search_fields = ("name", "slug", "abbreviation", "aliases__phrase")
    inlines = (RoleAliasInline,)
    list_per_page = 50
    fieldsets = (
        (None, {"fields": ("name", "slug", "plural", "abbreviation", "family", "definition")}),
        (
            "Reading titles",
            {
                "fields": ("exclusions",),
                "description": "Aliases below are phrases in a title that mean this role; "
                "exclusions veto it. Both count from the next sync on.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Role]:
        return super().get_queryset(request).annotate(posting_count=Count("listings"))

    @admin.display(description="postings", ordering="posting_count")
    def postings(self, role: Role) -> int:
        return role.posting_count  # type: ignore[attr-defined]

    def get_readonly_fields(self, request: HttpRequest, obj: Role | None = None) -> tuple[str, ...]:
        """The slug stands in addresses: it is chosen once."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Role | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("name",)}
