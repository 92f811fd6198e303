from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from listings.admin.readonly import ReadOnlyAdmin
from listings.models import Demand, Statistic
from listings.pay.money import full_amount


class StandingFilter(admin.SimpleListFilter):
    """The figures that hold, or those that they took the place of."""

    shown = Q(withheld="")

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("latest", "Hold now"),
            ("shown", "Hold now and are shown"),
            ("past", "Of the past"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        conditions = {
            "latest": Q(superseded_at__isnull=True),
            "shown": Q(superseded_at__isnull=True) & self.shown,
            "past": Q(superseded_at__isnull=False),
        }
        return queryset.filter(conditions.get(self.value() or "", Q()))


@admin.register(Statistic)
class StatisticAdmin(ReadOnlyAdmin):
    """Snapshots of pay: written by a command, never by hand."""

    list_display = ("role", "where", "who", "figure", "n", "employers", "total", "taken_at")
    list_filter = (StandingFilter, "level", "withheld", "currency", "is_demo")
    list_select_related = ("role",)
    search_fields = ("role__name", "role__slug", "country")
    date_hierarchy = "taken_at"
    ordering = ("-taken_at", "-n", "-pk")  # of one run, the largest first
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="country", ordering="country")
    def where(self, row: Statistic) -> str:
        return row.country or "everywhere"

    @admin.display(description="level", ordering="level")
    def who(self, row: Statistic) -> str:
        return row.get_level_display() if row.level else "all levels"

    @admin.display(description="median a year", ordering="median")
    def figure(self, row: Statistic) -> str:
        if row.median is None:
            return row.get_withheld_display()
        return f"{row.currency} {full_amount(row.median)}"


class DemandStandingFilter(StandingFilter):
    shown = Q(skills__isnull=False)


@admin.register(Demand)
class DemandAdmin(ReadOnlyAdmin):
    """Snapshots of openings and shares: written by a command, never by hand."""

    list_display = ("role", "where", "who", "openings", "n", "employers", "top", "taken_at")
    list_filter = (DemandStandingFilter, "level", "is_demo")
    list_select_related = ("role",)
    search_fields = ("role__name", "role__slug", "country")
    date_hierarchy = "taken_at"
    ordering = ("-taken_at", "-n", "-pk")  # of one run, the largest first
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="country", ordering="country")
    def where(self, row: Demand) -> str:
        return row.country or "everywhere"

    @admin.display(description="level", ordering="level")
    def who(self, row: Demand) -> str:
        return row.get_level_display() if row.level else "all levels"

    @admin.display(description="named most")
    def top(self, row: Demand) -> str:
        if row.skills is None:
            return "Too few postings"
        most = sorted(row.skills.items(), key=lambda one: (-one[1], one[0]))[:3]
        return ", ".join(f"{slug} {count / row.n:.0%}" for slug, count in most)
