"""Sections of profiles, in their role and on pages of their own, and when they were checked."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Case, Count, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Now
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jobboard.admin_forms.form_pages import ConditionFilter, FilterCondition, action, say_done
from jobboard.admin_forms.state import row_number
from jobboard.site import dates
from roles.admin.forms import WideFields
from roles.admin.history import RecordedAdmin
from roles.admin.previews import SectionPreview
from roles.models import Role, RoleSection, SectionSource
from roles.models.guide import due_if_before
from roles.models.role import FIGURES_KEEP_YEARS, SECTION_ORDER

STILL_RIGHT = "_still_right"


def button(section: RoleSection) -> SafeString | str:
    """A button of the form around it: what else was typed is saved with it."""
    if section.pk is None:
        return "Once it is saved."
    return format_html(
        '<button class="button" name="{}" value="{}">Checked, still right: reviewed today</button>',
        STILL_RIGHT,
        section.pk,
    )


class StillRightAdmin(admin.ModelAdmin):
    """For the admin of roles and of sections."""

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm,
        formsets: Sequence[BaseInlineFormSet],
        change: bool,
    ) -> None:
        super().save_related(request, form, formsets, change)
        sections = _sections_of(form.instance)
        for section in sections.filter(pk=row_number(request.POST.get(STILL_RIGHT, ""))):
            section.reviewed_on = dates.today()
            section.save(update_fields=["reviewed_on", "updated_at"])
            text = f"“{section.get_kind_display()}” is checked, still right: reviewed today."
            self.message_user(request, text)
        warn_of_old_figures(self, request, sections)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        if STILL_RIGHT in request.POST:
            return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)


def _sections_of(row: Role | RoleSection) -> QuerySet[RoleSection]:
    if isinstance(row, Role):
        return RoleSection.objects.filter(role=row)
    return RoleSection.objects.filter(pk=row.pk)


def warn_of_old_figures(
    model_admin: admin.ModelAdmin, request: HttpRequest, sections: QuerySet[RoleSection]
) -> None:
    """Name each source whose figures are older than they should be."""
    old = SectionSource.objects.outdated().filter(section__in=sections).select_related("section")
    for source in old:
        text = (
            f"{source.section.get_kind_display()}: “{source}” gives figures of "
            f"{source.figure_year}, more than {FIGURES_KEEP_YEARS} years old. Are there newer ones?"
        )
        model_admin.message_user(request, text, messages.WARNING)


class OldFiguresFilter(ConditionFilter):
    title = "figures of the outside world"
    parameter_name = "figures"
    conditions = {
        "old": FilterCondition(
            f"More than {FIGURES_KEEP_YEARS} years old",
            Q(pk__in=SectionSource.objects.outdated().values("section")),
        )
    }


YEAR_AGO = Now() - timedelta(days=365)
AGES = {
    "never": FilterCondition("Never", Q(reviewed_on__isnull=True)),
    "due": FilterCondition("Due: after 9 to 12 months", Q(reviewed_on__lt=due_if_before())),
    "old": FilterCondition("More than 12 months ago", Q(reviewed_on__lt=YEAR_AGO)),
    "fresh": FilterCondition("Within 12 months", Q(reviewed_on__gte=YEAR_AGO)),
}


class AgeFilter(ConditionFilter):
    title = "last reviewed"
    parameter_name = "reviewed"
    conditions = AGES


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

    @admin.display(description="checked")
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
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
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

    @admin.display(description="checked")
    def checked(self, section: RoleSection) -> SafeString | str:
        return button(section)

    @action("Checked, still right: reviewed today")
    def still_right(self, request: HttpRequest, queryset: QuerySet[RoleSection]) -> None:
        sections = list(queryset.select_related("role"))
        with self.kept_action(request):
            for section in sections:
                section.reviewed_on = dates.today()
                section.save(update_fields=["reviewed_on", "updated_at"])
                self.log_change(request, section, "checked, still right")
        say_done(self, request, len(sections), ("section", "sections"), "reviewed today")
