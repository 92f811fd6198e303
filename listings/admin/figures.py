"""Figures of pay and demand, and the exchange rates behind them: looked at, never typed."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from listings.admin.readonly import ReadOnlyAdmin
from listings.models import Demand, ExchangeRate, Statistic
from listings.pay.money import full_amount


class SupersededFilter(admin.SimpleListFilter):
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


class SnapshotAdmin(ReadOnlyAdmin):
    """Rows that a command writes and nobody changes: of one run, the largest first."""

    list_select_related = ("role",)
    search_fields = ("role__name", "role__slug", "country")
    date_hierarchy = "taken_at"
    ordering = ("-taken_at", "-n", "-pk")
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="country", ordering="country")
    def where(self, row: Statistic | Demand) -> str:
        return row.country or "everywhere"

    @admin.display(description="level", ordering="level")
    def who(self, row: Statistic | Demand) -> str:
        return row.get_level_display() if row.level else "all levels"


@admin.register(Statistic)
class StatisticAdmin(SnapshotAdmin):
    """What roles pay."""

    list_display = ("role", "where", "who", "figure", "n", "employers", "total", "taken_at")
    list_filter = (SupersededFilter, "level", "withheld", "currency", "is_demo")

    @admin.display(description="median a year", ordering="median")
    def figure(self, row: Statistic) -> str:
        if row.median is None:
            return row.get_withheld_display()
        return f"{row.currency} {full_amount(row.median)}"


class DemandSupersededFilter(SupersededFilter):
    shown = Q(skills__isnull=False)


@admin.register(Demand)
class DemandAdmin(SnapshotAdmin):
    """What roles are asked for."""

    list_display = ("role", "where", "who", "openings", "n", "employers", "top", "taken_at")
    list_filter = (DemandSupersededFilter, "level", "is_demo")

    @admin.display(description="named most")
    def top(self, row: Demand) -> str:
        if row.skills is None:
            return "Too few postings"
        most = sorted(row.skills.items(), key=lambda one: (-one[1], one[0]))[:3]
        return ", ".join(f"{slug} {count / row.n:.0%}" for slug, count in most)


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReadOnlyAdmin):
    """Reference rates of the European Central Bank, loaded by a command."""

    list_display = ("currency", "on", "per_euro")
    list_filter = ("currency",)
    date_hierarchy = "on"
    ordering = ("-on", "currency")
    show_full_result_count = False
