"""Reference rates of the European Central Bank, kept as rows.

Source: https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from listings.models import ExchangeRate

EURO = "EUR"
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
