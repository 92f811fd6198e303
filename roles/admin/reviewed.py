"""When a text was last checked: the button "checked, still right", filters and a warning."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jobboard.site import dates
from roles.models import Role, RoleSection, SectionSource
from roles.models.guide import due_if_before
from roles.models.profile import FIGURES_KEEP_YEARS

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
        self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        sections = _sections_of(form.instance)
        for section in sections.filter(pk=_number(request.POST.get(STILL_RIGHT, ""))):
            section.reviewed_on = dates.today()
            section.save(update_fields=["reviewed_on", "updated_at"])
            text = f"“{section.get_kind_display()}” is checked, still right: reviewed today."
            self.message_user(request, text)
        warn_of_old_figures(self, request, sections)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if STILL_RIGHT in request.POST:
            return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)


def _sections_of(row: Role | RoleSection) -> QuerySet[RoleSection]:
    if isinstance(row, Role):
        return RoleSection.objects.filter(role=row)
    return RoleSection.objects.filter(pk=row.pk)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def warn_of_old_figures(
    desk: admin.ModelAdmin, request: HttpRequest, sections: QuerySet[RoleSection]
) -> None:
    """Name each source whose figures are older than they should be."""
    old = SectionSource.objects.outdated().filter(section__in=sections).select_related("section")
    for source in old:
        text = (
            f"{source.section.get_kind_display()}: “{source}” gives figures of "
            f"{source.figure_year}, more than {FIGURES_KEEP_YEARS} years old. Are there newer ones?"
        )
        desk.message_user(request, text, messages.WARNING)


class OldFiguresFilter(SimpleListFilter):
    title = "figures of the outside world"
    parameter_name = "figures"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("old", f"More than {FIGURES_KEEP_YEARS} years old")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RoleSection]) -> Any:
        if self.value() != "old":
            return queryset
        return queryset.filter(pk__in=SectionSource.objects.outdated().values("section"))


YEAR_AGO = Now() - timedelta(days=365)
AGES = {
    "never": ("Never", Q(reviewed_on__isnull=True)),
    "due": ("Due: after 9 to 12 months", Q(reviewed_on__lt=due_if_before())),
    "old": ("More than 12 months ago", Q(reviewed_on__lt=YEAR_AGO)),
    "fresh": ("Within 12 months", Q(reviewed_on__gte=YEAR_AGO)),
}


class AgeFilter(admin.SimpleListFilter):
    title = "last reviewed"
    parameter_name = "reviewed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, label) for name, (label, _) in AGES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        age = AGES.get(self.value() or "")
        return queryset.filter(age[1]) if age else queryset
