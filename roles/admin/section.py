"""Sections of profiles: within their role, and each on its own page with its sources."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Case, Count, Model, OuterRef, QuerySet, Subquery, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from jobboard.site import dates
from roles.admin.forms import WideFields
from roles.admin.history import RecordedAdmin
from roles.admin.previews import SectionPreview
from roles.admin.reviewed import AgeFilter, OldFiguresFilter, StillRightAdmin, button
from roles.models import RoleSection, SectionSource
from roles.models.profile import SECTION_ORDER

EVERYWHERE = [admin.ActionLocation.CHANGE_LIST, admin.ActionLocation.CHANGE_FORM]
IN_PAGE_ORDER = Case(*[When(kind=kind, then=Value(at)) for kind, at in SECTION_ORDER.items()])


def source_links(section: RoleSection) -> SafeString | str:
    """Name the sources of a section, each with its address and the year of its figures."""
    sources = [
        (source.url, source.title, f", figures of {source.figure_year}" * bool(source.figure_year))
        for source in section.sources.all()
    ]
    return format_html_join(" · ", '<a href="{}">{}</a>{}', sources) or "none yet"


class RoleSectionInline(WideFields, admin.StackedInline):
    model = RoleSection
    fields = ("kind", "body", ("reviewed_on", "still_right"), "sources")
    readonly_fields = ("still_right", "sources")
    extra = 0
    show_change_link = True
    verbose_name = "section"
    verbose_name_plural = "profile: sections in the order of the page"

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleSection]:
        rows = super().get_queryset(request).select_related("role").prefetch_related("sources")
        return rows.order_by(IN_PAGE_ORDER)

    @admin.display(description="")
    def still_right(self, section: RoleSection) -> SafeString | str:
        return button(section)

    @admin.display(description="sources")
    def sources(self, section: RoleSection) -> SafeString | str:
        if section.pk is None:
            return "Once it is saved, on the section's own page."
        return source_links(section)


class SectionSourceInline(admin.TabularInline):
    model = SectionSource
    extra = 1
    verbose_name = "source"
    verbose_name_plural = "sources"


@admin.register(RoleSection)
class RoleSectionAdmin(StillRightAdmin, SectionPreview, WideFields, RecordedAdmin):
    list_display = ("role", "kind", "reviewed_on", "sources", "old_figures", "updated_at")
    list_display_links = ("role", "kind")
    list_filter = ("kind", AgeFilter, OldFiguresFilter, "role__family")
    list_select_related = ("role",)
    search_fields = ("role__name", "body")
    autocomplete_fields = ("role",)
    readonly_fields = ("updated_at", "checked")
    save_on_top = True  # and first: what the Enter key does
    ordering = ("role__name", IN_PAGE_ORDER)
    inlines = (SectionSourceInline,)
    actions = ("still_right",)
    list_per_page = 50
    show_full_result_count = False
    fields = ("role", "kind", "body", ("reviewed_on", "checked"), "updated_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleSection]:
        old = (
            SectionSource.objects.outdated().filter(section=OuterRef("pk")).order_by("figure_year")
        )
        return (
            super()
            .get_queryset(request)
            .annotate(
                source_count=Count("sources"),
                old_year=Subquery(old.order_by("figure_year").values("figure_year")[:1]),
            )
        )

    def kept_row(self, obj: RoleSection) -> Model:
        return obj.role

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """A section's history is its role's."""
        section = self.get_object(request, unquote(object_id))
        if section is None:
            return super().history_view(request, object_id, extra_context)
        return redirect(reverse("admin:roles_role_history", args=[section.role_id]))

    def view_on_site(self, section: RoleSection) -> str:
        return f"{section.role.get_absolute_url()}#{section.kind.replace('_', '-')}"

    @admin.display(description="sources", ordering="source_count")
    def sources(self, section: RoleSection) -> int:
        return section.source_count  # type: ignore[attr-defined]

    @admin.display(description="old figures", ordering="old_year")
    def old_figures(self, section: RoleSection) -> str:
        year = section.old_year  # type: ignore[attr-defined]
        return f"of {year}" if year else "–"

    @admin.display(description="")
    def checked(self, section: RoleSection) -> SafeString | str:
        return button(section)

    @admin.action(
        description="Checked, still right: reviewed today",
        permissions=["change"],
        location=EVERYWHERE,
    )
    def still_right(self, request: HttpRequest, queryset: QuerySet[RoleSection]) -> None:
        sections = list(queryset.select_related("role"))
        with self.kept_action(request):
            for section in sections:
                section.reviewed_on = dates.today()
                section.save(update_fields=["reviewed_on", "updated_at"])
                self.log_change(request, section, "checked, still right")
        noun = "section" if len(sections) == 1 else "sections"
        level = messages.SUCCESS if sections else messages.WARNING
        self.message_user(request, f"{len(sections)} {noun} reviewed today.", level)
