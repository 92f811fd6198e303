"""Whether pay can be meant as typed, whether it is usual, and what a slip most likely meant."""

from dataclasses import replace
from decimal import Decimal

from listings.pay.money import FULL_TIME, PERIODS_A_YEAR, Engagement, Pay, Period

# What is plausible at all, in euro; outside of it a typing error is likelier than the pay:
# a yearly sum given as hourly, a thousand too few or too many.
PLAUSIBLE_EUR = {
    Period.HOUR: (Decimal("0.3"), Decimal(1_500)),
    Period.DAY: (Decimal(2), Decimal(10_000)),
    Period.WEEK: (Decimal(10), Decimal(50_000)),
    Period.MONTH: (Decimal(40), Decimal(250_000)),
    Period.YEAR: (Decimal(500), Decimal(3_000_000)),
}
# Where pay usually lies: what a slip is corrected to, and outside of which one is asked.
USUAL_YEAR_EUR = (Decimal(8_000), Decimal(400_000))
# In money of other countries, where a year of full-time work may pay less.
USUAL_ELSEWHERE_EUR = (Decimal(800), Decimal(400_000))
HIGH_WAGES = frozenset(
    [
        *("AED", "AUD", "CAD", "CHF", "DKK", "EUR", "GBP", "HKD", "ILS"),
        *("ISK", "JPY", "KRW", "NOK", "NZD", "SEK", "SGD", "USD"),
    ]
)
# Work that is part of a week or of an education pays a part of it.
OF_PART_TIME = Decimal("0.1")
LEARNING = frozenset({"internship", "apprenticeship", "volunteer", "temporary", "per-diem"})
# What the columns hold: an amount, and its yearly equivalent.
LARGEST_YEARLY = Decimal(10) ** 12


def is_plausible(pay: Pay, units_per_euro: Decimal | None) -> bool:
    """Tell whether the amounts can be meant as typed.

    ``units_per_euro``: how many units of the currency one euro buys; None when unknown, then
    nothing is held against the amounts.
    """
    if units_per_euro is None:
        return True
    lowest, highest = (bound * units_per_euro for bound in PLAUSIBLE_EUR[pay.period])
    return lowest <= pay.low and pay.high <= highest


def is_usual(pay: Pay, units_per_euro: Decimal | None, work: Engagement = FULL_TIME) -> bool:
    """Tell whether pay lies where that of such work usually does; else one asks who typed it.

    By currency and period; see ``is_plausible`` for ``units_per_euro``.
    """
    lowest, highest = USUAL_YEAR_EUR if pay.currency in HIGH_WAGES else USUAL_ELSEWHERE_EUR
    if (work.is_part_time or LEARNING & set(work.types)) and pay.period != Period.HOUR:
        lowest *= OF_PART_TIME
    return is_plausible(pay, units_per_euro) and _within(pay, units_per_euro, (lowest, highest))


def fits_column(pay: Pay) -> bool:
    """Tell whether the yearly equivalent can be kept."""
    return pay.high * PERIODS_A_YEAR[Period.HOUR] < LARGEST_YEARLY


def likely_meant(pay: Pay, units_per_euro: Decimal | None) -> Pay | None:
    """Return the nearest pay that is usual, for one that is not likely.

    Of too little a thousand is missing, or it is for a shorter time; of too much it is for a
    longer time, or a thousand or a hundred times too much.
    """
    periods = [replace(pay, period=period, payments_a_year=None) for period in reversed(Period)]
    less = [_times(pay, factor) for factor in (Decimal("0.001"), Decimal("0.01"))]
    is_little = units_per_euro is None or pay.low * PERIODS_A_YEAR.get(pay.period, 1) < (
        USUAL_YEAR_EUR[0] * units_per_euro
    )
    slips = [_times(pay, Decimal(1_000)), *periods] if is_little else [*periods, *less]
    fits = (slip for slip in slips if _within(slip, units_per_euro, USUAL_YEAR_EUR))
    return next((slip for slip in fits if slip != pay), None)


def _within(pay: Pay, units_per_euro: Decimal | None, bounds: tuple[Decimal, Decimal]) -> bool:
    if units_per_euro is None:
        return True
    factor = PERIODS_A_YEAR.get(pay.period, 1)
    lowest, highest = (bound * units_per_euro for bound in bounds)
    return lowest <= pay.low * factor and pay.high * factor <= highest


def _times(pay: Pay, factor: Decimal) -> Pay:
    return replace(
        pay,
        minimum=None if pay.minimum is None else pay.minimum * factor,
        maximum=None if pay.maximum is None else pay.maximum * factor,
    )
