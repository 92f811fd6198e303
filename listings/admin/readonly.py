"""What is looked at and never typed: the ledger, figures of pay and demand, exchange rates."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.contrib import admin
from django.db.models import Q

from jobboard.admin_forms.form_pages import FilterCondition
from jobboard.site import dates
from listings.admin.shared import NothingToChange, PostingColumn, ReadOnlyAdmin, StateFilter
from listings.insights.demand_figures import skill_names
from listings.models import (
    Demand,
    ExchangeRate,
    IndexPay,
    ListingEvent,
    PartKind,
    PayDifference,
    Statistic,
)
from listings.models.snapshot import Snapshot
from listings.pay.money import full_amount
from listings.reading.countries import country_name


def snapshot_filter(shown: Q) -> type[StateFilter]:
    """A filter by the figures that hold, or those that they took the place of."""
    latest = Q(superseded_at__isnull=True)

    class SnapshotFilter(StateFilter):
        conditions = {
            "latest": FilterCondition("Hold now", latest),
            "shown": FilterCondition("Hold now and are shown", latest & shown),
            "past": FilterCondition("Of the past", ~latest),
        }

    return SnapshotFilter


class SnapshotAdmin(ReadOnlyAdmin):
    """Rows that a command writes and nobody changes: of one run, the largest first."""

    list_select_related: ClassVar[tuple[str, ...]] = ("role",)
    search_fields = ("role__name", "role__slug", "country")
    date_hierarchy = "taken_at"
    ordering = ("-taken_at", "-n", "-pk")
    list_per_page = 50

    @admin.display(description="country", ordering="country")
    def where(self, row: Snapshot) -> str:
        return country_name(row.country) if row.country else "everywhere"

    @admin.display(description="level", ordering="level")
    def who(self, row: Snapshot) -> str:
        return row.get_level_display() if row.level else "all levels"


@admin.register(Statistic)
class StatisticAdmin(SnapshotAdmin):
    """What roles pay."""

    list_display = (
        "role",
        "where",
        "who",
        "part_in_words",
        "series",
        "figure",
        "n",
        "employers",
        "total",
        "taken_at",
    )
    list_filter = (
        snapshot_filter(Q(withheld="")),
        *("series", "part_kind", "level", "withheld", "currency", "is_demo"),
    )

    @admin.display(description="part", ordering="part")
    def part_in_words(self, row: Statistic) -> str:
        if row.part_kind != PartKind.WEEKS:
            return row.part
        first, last = (date.fromisoformat(day) for day in row.part.split("/"))
        return f"{dates.short(first)} – {dates.short(last)}"

    @admin.display(description="median a year", ordering="median")
    def figure(self, row: Statistic) -> str:
        if row.median is None:
            return row.get_withheld_display()
        return f"{row.currency} {full_amount(row.median)}"


@admin.register(Demand)
class DemandAdmin(SnapshotAdmin):
    """What roles are asked for."""

    list_display = ("role", "where", "who", "openings", "n", "employers", "top", "taken_at")
    list_filter = (snapshot_filter(Q(skills__isnull=False)), "level", "is_demo")

    @admin.display(description="named most")
    def top(self, row: Demand) -> str:
        if row.skills is None:
            return "Too few postings"
        names = skill_names()
        named = ((names.get(slug, slug), count) for slug, count in row.skills.items())
        most = sorted(named, key=lambda one: (-one[1], one[0]))[:3]
        return ", ".join(f"{name} {count / row.n:.0%}" for name, count in most)


@admin.register(PayDifference)
class PayDifferenceAdmin(SnapshotAdmin):
    """How far apart the pay of two roles is."""

    list_display = ("role", "other", "where", "gap", "like_gap", "n", "other_n", "taken_at")
    list_filter = (snapshot_filter(Q(raw__isnull=False)), "currency", "is_demo")
    list_select_related: ClassVar[tuple[str, ...]] = ("role", "other")

    @admin.display(description="median less median", ordering="raw")
    def gap(self, row: PayDifference) -> str:
        return _amount(row.currency, row.raw)

    @admin.display(description="of like postings", ordering="alike")
    def like_gap(self, row: PayDifference) -> str:
        return _amount(row.currency, row.alike)


def _amount(currency: str, amount: Decimal | None) -> str:
    return "" if amount is None else f"{currency} {full_amount(amount)}"


@admin.register(IndexPay)
class IndexPayAdmin(ReadOnlyAdmin):
    """What the imported salary index says, apart from posted pay."""

    list_display = ("role", "year", "country", "level", "currency", "median", "n", "imported_at")
    list_filter = ("year", "level", "currency")
    list_select_related = ("role",)
    search_fields = ("role__name", "role__slug", "country")
    ordering = ("-year", "-n", "-pk")


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReadOnlyAdmin):
    """Reference rates of the European Central Bank, loaded by a command."""

    list_display = ("currency", "on", "per_euro")
    list_filter = ("currency",)
    date_hierarchy = "on"
    ordering = ("-on", "currency")


@admin.register(ListingEvent)
class ListingEventAdmin(PostingColumn, ReadOnlyAdmin):
    """The ledger: append-only, so there is nothing to type."""

    list_display = ("at", "kind", "posting", "before", "after", "reason")
    list_filter = ("kind",)
    list_select_related = ("listing",)
    search_fields = ("listing__title", "listing__company__name")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    list_per_page = 50


class ListingEventInline(NothingToChange, admin.TabularInline):
    model = ListingEvent
    fields = ("at", "kind", "fields", "before", "after", "reason")
    readonly_fields = fields
    ordering = ("-at", "-pk")
    extra = 0
    verbose_name_plural = "ledger"
