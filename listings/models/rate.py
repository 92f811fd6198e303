"""Exchange rates of the European Central Bank, as rows.

Source: https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import Q

from listings.pay.currencies import EURO


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
        return f"{self.currency} {self.per_euro} ({self.on})"


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
