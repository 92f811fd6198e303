"""What the board knows of pay beside postings: exchange rates, laws on pay, an imported index.

Rates are those of the European Central Bank:
https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/
Laws are rows, not code. What an imported salary index says is never mixed with posted pay.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jobboard.site import dates
from listings.models.choices import Level
from listings.pay.money import EURO
from listings.reading.countries import country_name, expand
from roles.models import Role


class ExchangeRate(models.Model):
    """A reference rate of the European Central Bank."""

    currency = models.CharField(max_length=3)
    on = models.DateField()
    per_euro = models.DecimalField(
        max_digits=18, decimal_places=6, help_text="How many units one euro buys."
    )

    class Meta:
        ordering = ("currency", "-on")
        constraints = [
            models.UniqueConstraint(
                fields=("currency", "on"), name="%(app_label)s_%(class)s_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(per_euro__gt=0), name="%(app_label)s_%(class)s_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.per_euro} {self.currency} for one euro, {dates.short(self.on)}"


OLDEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units of a currency one euro bought, and on which day."""

    per_euro: Decimal
    on: date


def latest_rates(on: date) -> dict[str, Rate]:
    """Return each currency's last rate up to ``on`` that is at most 30 days old. One query."""
    rows = (
        ExchangeRate.objects.filter(on__lte=on, on__gte=on - OLDEST)
        .order_by("currency", "-on")
        .distinct("currency")
    )
    rates = {row.currency: Rate(row.per_euro, row.on) for row in rows}
    return rates | {EURO: Rate(Decimal(1), on)}


def save_rates(rates: dict[str, dict[date, Decimal]]) -> int:
    """Add rates that are not known yet; known ones stay as they are. Returns how many were new."""
    before = ExchangeRate.objects.count()
    rows = [
        ExchangeRate(currency=currency, on=on, per_euro=value)
        for currency, days in rates.items()
        for on, value in days.items()
    ]
    ExchangeRate.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5_000)
    return ExchangeRate.objects.count() - before


NUMBER = re.compile(r"\d[\d,.\u202f ]*")


class Disclosure(models.TextChoices):
    """What an advertisement must hold."""

    PAY = "pay", "Pay: one sum, or a range with both ends"
    OTHER_PAY = "other-pay", "Bonus, commission, equity"
    BENEFITS = "benefits", "Benefits"
    LAST_DAY = "last-day", "The last day to apply"


class Moment(models.TextChoices):
    """Until when it has to be said."""

    ADVERTISEMENT = "advertisement", "In the advertisement"
    INTERVIEW = "interview", "Before the interview; the advertisement is one way"


class PayTransparencyRuleQuerySet(models.QuerySet["PayTransparencyRule"]):
    def in_force(self, on: date | None = None) -> "PayTransparencyRuleQuerySet":
        """Rules that are switched on and hold on a day; today where none is named."""
        return self.filter(is_on=True, since_on__lte=on or dates.today())


class PayTransparencyRule(models.Model):
    """One law of one place. Without a source that somebody quoted and checked it stays off."""

    jurisdiction = models.CharField(max_length=80, help_text="As people call it: New York State.")
    law = models.CharField(max_length=120, help_text="As lawyers call it: Labor Law § 194-b.")
    country = models.CharField(
        max_length=10, help_text="ISO 3166-1 alpha-2, such as US, or a group, such as EU."
    )
    region_code = models.CharField(
        max_length=10, blank=True, default="", help_text="ISO 3166-2, such as US-NY; empty: all."
    )
    since_on = models.DateField("in force since")
    employees_from = models.PositiveIntegerField(
        default=1, help_text="The smallest employer that it binds, in people."
    )
    demands = ArrayField(models.CharField(max_length=20, choices=Disclosure), default=list)
    moment = models.CharField(max_length=20, choices=Moment, default=Moment.ADVERTISEMENT)
    why = models.CharField(
        max_length=300, help_text="Whom it binds, in a sentence of your own, for employers."
    )
    quote = models.TextField(blank=True, default="", help_text="The law's own words.")
    source_title = models.CharField(max_length=200, blank=True, default="")
    source_url = models.URLField(max_length=500, blank=True, default="")
    source_on = models.DateField(
        "date of the source", null=True, blank=True, help_text="When that text was published."
    )
    checked_on = models.DateField(
        null=True, blank=True, help_text="When somebody last read the source."
    )
    is_on = models.BooleanField("switched on", default=False)

    objects = PayTransparencyRuleQuerySet.as_manager()

    class Meta:
        ordering = ("jurisdiction", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("jurisdiction", "law"),
                name="%(app_label)s_%(class)s_once",
                violation_error_message="This law of that place is here already.",
            ),
            models.CheckConstraint(
                condition=Q(is_on=False)
                | ~Q(quote="")
                & ~Q(source_url="")
                & Q(source_on__isnull=False)
                & Q(checked_on__isnull=False),
                name="%(app_label)s_%(class)s_on_needs_source",
                violation_error_message=(
                    "To switch it on, quote the law, name the source with its date, and say when "
                    "you checked it."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(demands=[]),
                name="%(app_label)s_%(class)s_demands_something",
                violation_error_message="Say what the advertisement must hold.",
            ),
            models.CheckConstraint(
                condition=Q(region_code="") | Q(region_code__regex=r"^[A-Z]{2}-[A-Z0-9]{1,3}$"),
                name="%(app_label)s_%(class)s_region_code",
                violation_error_message="A region is an ISO 3166-2 code, such as US-NY.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction}: {self.law}"

    @property
    def countries(self) -> frozenset[str]:
        """ISO codes of the countries that it holds in, or that its region lies in."""
        return expand([self.country])

    def spares(self, size: str) -> bool:
        """Tell whether an employer of this size ("11–50") is surely below the rule's smallest."""
        numbers = [int(re.sub(r"\D", "", found)) for found in NUMBER.findall(size)]
        return len(numbers) > 1 and numbers[-1] < self.employees_from

    @property
    def demand_labels(self) -> list[str]:
        return [Disclosure(demand).label for demand in self.demands]


class IndexPay(models.Model):
    """The quartiles of the entries of one role, year, country and level, in one currency.

    A later file replaces all rows. There is no interval: entries are survey answers and ends of
    posted ranges, which nobody can tell apart.
    """

    role = models.ForeignKey(Role, models.CASCADE, related_name="index_pay", db_index=False)
    year = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2, blank=True, default="", help_text="Of residence.")
    level = models.CharField(max_length=10, choices=Level, blank=True, default="")
    currency = models.CharField(max_length=3)
    n = models.PositiveIntegerField(help_text="Entries in this currency.")
    p25 = models.DecimalField(max_digits=14, decimal_places=2)
    median = models.DecimalField(max_digits=14, decimal_places=2)
    p75 = models.DecimalField(max_digits=14, decimal_places=2)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ("role", "country", "level", "-year")
        verbose_name = "pay in the open index"
        verbose_name_plural = "pay in the open index"
        constraints = [
            # also serves a role's page: its cell, all years
            models.UniqueConstraint(
                fields=("role", "country", "level", "year"),
                name="%(app_label)s_%(class)s_once",
                violation_error_message="A year of a cell stands once.",
            ),
            models.CheckConstraint(
                condition=Q(n__gte=10, p25__lte=F("median"), median__lte=F("p75")),
                name="%(app_label)s_%(class)s_in_order",
                violation_error_message="Quartiles need ten entries, and follow each other.",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$")
                & (Q(country="") | Q(country__regex=r"^[A-Z]{2}$")),
                name="%(app_label)s_%(class)s_codes",
                violation_error_message="Currency and country are codes, such as EUR and DE.",
            ),
        ]

    def __str__(self) -> str:
        place = country_name(self.country) if self.country else "everywhere"
        level = self.get_level_display().lower() if self.level else "all levels"
        return f"{self.role}, {place}, {level}, {self.year}"
