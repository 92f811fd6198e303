"""For what time a stated amount is: the period that is named, the usual one, payments a year.

No Django. The words are content: ``reading/data/pay_phrases.toml``.
"""

import re
from decimal import Decimal

from listings.pay.money import Period
from listings.pay.patterns import phrases_of_pay
from listings.pay.plausibility import HIGH_WAGES
from listings.pay.typed import TypedPay

# A year's pay in money of high wages is above this, a month's and less is below.
LEAST_YEARLY = Decimal(12_000)
LARGEST_HOURLY = Decimal(200)
LARGEST_YEARLY = Decimal(3_000_000)
# Of currencies whose unit is small: a year's pay in yen or won has two or three digits more.
LARGEST_IN_SMALL_UNITS = Decimal(3_000_000_000)
MOST_APART = 10  # a maximum above so many times the minimum is no range of one job


def period_of(
    typed: TypedPay, each: str, before: str, after: str
) -> tuple[Period | None, int | None]:
    """The period of an amount, and how often a year a month's is paid where the text says it.

    "€ 3.800 x 13" is a month's pay; "€ 45.000 in 13 instalments" is a year's.
    """
    phrases = phrases_of_pay()
    times = phrases.times_after.match(after) or phrases.times_before.search(before)
    if times:
        return Period.MONTH, _number(times)
    instalments = phrases.instalments.search(after)
    after = phrases.instalments.sub(" ", after)
    period = nearest_period(each, "") or nearest_period(before, after) or _usual_period(typed)
    if not instalments:
        return period, None
    period = period or Period.MONTH
    return period, _number(instalments) if period is Period.MONTH else None


def _number(found: re.Match[str]) -> int:
    return next(int(one) for one in found.groups() if one)


def nearest_period(before: str, after: str) -> Period | None:
    """The period that is named nearest: behind the amount, else before it."""
    for text, chosen in ((after[:40], min), (before, max)):
        places = [
            (match.start(), period)
            for period, pattern in phrases_of_pay().periods.items()
            for match in pattern.finditer(text)
        ]
        if places:
            return chosen(places)[1]
    return None


def _usual_period(typed: TypedPay) -> Period | None:
    """A year or an hour, where the amount can be nothing else; none where it might be a month's."""
    if _least(typed) <= LARGEST_HOURLY and typed.currencies[0] in HIGH_WAGES:
        return Period.HOUR
    return Period.YEAR if _least(typed) >= LEAST_YEARLY else None


def is_of_one_job(typed: TypedPay, period: Period, currency: str) -> bool:
    """Whether amounts can be what one job pays for a period."""
    low, high = typed.minimum, typed.maximum
    largest = LARGEST_IN_SMALL_UNITS if currency in phrases_of_pay().small_units else LARGEST_YEARLY
    if low and high and (high < low or high > MOST_APART * low):
        return False
    if period is Period.YEAR:
        return LEAST_YEARLY / 12 <= _least(typed) <= largest
    return _least(typed) <= largest


def _least(typed: TypedPay) -> Decimal:
    return min(amount for amount in (typed.minimum, typed.maximum) if amount is not None)
