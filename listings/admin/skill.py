from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from jobboard.admin_forms.saving import NothingLost
from listings.models import Skill, SkillAlias


class SkillAliasInline(admin.TabularInline):
    model = SkillAlias
    extra = 1


@admin.register(Skill)
class SkillAdmin(NothingLost):
    list_display = ("name", "slug", "is_case_sensitive", "postings")
    list_filter = ("is_case_sensitive",)
    search_fields = ("name", "slug", "aliases__phrase")
    ordering = ("sort_name", "pk")  # rows that are counted together lose the model's own
    inlines = (SkillAliasInline,)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Skill]:
        return super().get_queryset(request).annotate(posting_count=Count("listings"))

    @admin.display(description="postings", ordering="posting_count")
    def postings(self, skill: Skill) -> int:
        return skill.posting_count  # type: ignore[attr-defined]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Skill | None = None
    ) -> tuple[str, ...]:
        """The slug stands in addresses: it is chosen once."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Skill | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("name",)}
