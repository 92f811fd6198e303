"""Exchange rates, as lists and pages compare pay by them."""

from datetime import date

from jobboard.http.changes import Kind
from jobboard.http.parts import KeptParts
from listings.models.rate import Rate, latest_rates

_kept: KeptParts[date, dict[str, Rate]] = KeptParts(2)


def rates_of(day: date) -> dict[str, Rate]:
    """The rates that hold on a day; a query only after one was written."""
    return _kept.get(day, lambda: latest_rates(day), Kind.FIGURES)
