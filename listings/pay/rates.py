"""Exchange rates for comparing pay across currencies. Stored pay is never converted."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from listings.models.rate import ExchangeRate

FRESH_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units of a currency one euro buys, and of which day that is."""

    per_euro: Decimal
    on: date


def latest_rates(on: date) -> dict[str, Rate]:
    """Return the newest rate of each currency that is at most 30 days old on ``on``.

    The euro itself is always there. One query.
    """
    rows = (
        ExchangeRate.objects.filter(on__gt=on - FRESH_FOR, on__lte=on)
        .order_by("currency", "-on")
        .distinct("currency")
        .values_list("currency", "per_euro", "on")
    )
    return {"EUR": Rate(Decimal(1), on)} | {code: Rate(rate, day) for code, rate, day in rows}
