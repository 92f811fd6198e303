"""From the postings of one cell to its figures, by the rules of the market. No Django.

A cell is role × country (or everywhere) × level (or all). Every posting weighs the same: a range
by its midpoint, a single amount as a range from itself to itself.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache

CONFIDENCE = Fraction(95, 100)


def quantile(values: Sequence[Decimal], share: Fraction) -> Decimal:
    """Return the quantile of ascending ``values`` below which ``share`` (0–1) of them lie.

    Definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (The American
    Statistician 50, 1996): linear between the two values next to position ``(n - 1) × share``.
    """
    position = (len(values) - 1) * share
    below = int(position)
    rest = position - below
    if not rest:
        return values[below]
    step = values[below + 1] - values[below]
    return values[below] + step * rest.numerator / rest.denominator


def median(values: Sequence[Decimal]) -> Decimal:
    """Return the middle of ascending ``values``, or the mean of the two middle ones."""
    return quantile(values, Fraction(1, 2))


def median_interval(values: Sequence[Decimal]) -> tuple[Decimal, Decimal] | None:
    """Return the order statistics of ascending ``values`` that enclose the median of the market.

    Exact and free of any assumption on the distribution: the number of values below the true
    median is binomial with share 1/2 (Conover, Practical Nonparametric Statistics, 3rd ed.,
    section 3.2). Covers at least 95 %; None for fewer than 6 values, which cannot.
    """
    rank = _lower_rank(len(values))
    return (values[rank - 1], values[-rank]) if rank else None


@cache
def _lower_rank(n: int) -> int:
    """Return the highest rank k (from 1) with P(fewer than k of n values below) ≤ 2.5 %, or 0."""
    allowed = int((1 - CONFIDENCE) / 2 * 2**n)
    rank, ways, outcomes = 0, 1, 1  # ways: n over rank; outcomes: their sum so far
    while outcomes <= allowed:
        rank += 1
        ways = ways * (n - rank + 1) // rank
        outcomes += ways
    return rank


METHOD_VERSION = 2

MIN_POSTINGS = 5  # below: nothing is shown
MIN_FOR_QUARTILES = 10  # and the typical range; below: the median alone
MIN_FOR_INTERVAL = 20
MIN_FOR_TENTHS = 50
MIN_EMPLOYERS = 3
MAX_SHARE = Fraction(1, 2)  # of the postings that one employer may have

CENT = Decimal("0.01")


class Reason(StrEnum):
    """Why a cell is withheld; the values of ``models.Withheld``."""

    NONE = ""
    FEW_POSTINGS = "few-postings"
    FEW_EMPLOYERS = "few-employers"
    ONE_EMPLOYER = "one-employer"


@dataclass(frozen=True, slots=True)
class PayOffer:
    """What one posting says of pay: yearly amounts in ``currency``, or what keeps it out."""

    employer: int
    currency: str = ""  # empty: no yearly pay
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    is_wide: bool = False
    is_open: bool = False  # "from" or "up to": one end is not known
    is_on_target: bool = False
    is_other_series: bool = False  # an hour or day rate of a contract: no year is meant


@dataclass(frozen=True, slots=True)
class PayFigures:
    """The figures of a cell; names and meaning as in ``models.Statistic``."""

    total: int
    n: int = 0
    employers: int = 0
    largest: int = 0
    on_target: int = 0
    wide: int = 0
    other_currency: int = 0
    other_series: int = 0
    currency: str = ""
    withheld: str = Reason.FEW_POSTINGS
    amounts: dict[str, Decimal] = field(default_factory=dict)


def figures_of(offers: Collection[PayOffer], home_currency: str) -> PayFigures:
    """Compute one cell. ``home_currency`` wins where two currencies are equally frequent."""
    paid = [offer for offer in offers if offer.currency]
    currency = most_frequent(Counter(offer.currency for offer in paid), home_currency)
    own = [offer for offer in paid if offer.currency == currency]
    counted = [offer for offer in own if not (offer.is_wide or offer.is_open)]
    employers = Counter(offer.employer for offer in counted)
    largest = max(employers.values(), default=0)
    withheld = reason(len(counted), len(employers), largest)
    return PayFigures(
        total=len(offers),
        n=len(counted),
        employers=len(employers),
        largest=largest,
        on_target=sum(offer.is_on_target for offer in counted),
        wide=len(own) - len(counted),
        other_currency=len(paid) - len(own),
        other_series=sum(offer.is_other_series for offer in offers),
        currency=currency,
        withheld=withheld,
        amounts={} if withheld else amounts_of(counted),
    )


def most_frequent(currencies: Counter[str], home_currency: str) -> str:
    """Return the currency of most postings; of equals the board's own, else the first by name."""
    return min(
        currencies, key=lambda code: (-currencies[code], code != home_currency, code), default=""
    )


def reason(n: int, employers: int, largest: int) -> Reason:
    """Return why nothing may be shown, or ``Reason.NONE``."""
    if n < MIN_POSTINGS:
        return Reason.FEW_POSTINGS
    if employers < MIN_EMPLOYERS:
        return Reason.FEW_EMPLOYERS
    if largest > MAX_SHARE * n:
        return Reason.ONE_EMPLOYER
    return Reason.NONE


def amounts_of(offers: Collection[PayOffer]) -> dict[str, Decimal]:
    """Return as many amounts as the sample size allows, in cents."""
    n = len(offers)
    midpoints = sorted((offer.low + offer.high) / 2 for offer in offers)
    found = {"median": median(midpoints)}
    if n >= MIN_FOR_QUARTILES:
        found["typical_low"] = median(sorted(offer.low for offer in offers))
        found["typical_high"] = median(sorted(offer.high for offer in offers))
        found["p25"] = quantile(midpoints, Fraction(1, 4))
        found["p75"] = quantile(midpoints, Fraction(3, 4))
    if n >= MIN_FOR_INTERVAL and (interval := median_interval(midpoints)):
        found["ci_low"], found["ci_high"] = interval
    if n >= MIN_FOR_TENTHS:
        found["p10"] = quantile(midpoints, Fraction(1, 10))
        found["p90"] = quantile(midpoints, Fraction(9, 10))
    return {name: amount.quantize(CENT, ROUND_HALF_UP) for name, amount in found.items()}


def three_digits(amount: Decimal) -> Decimal:
    """Round to three significant digits, half up: 142,500 → 143,000."""
    return amount.quantize(Decimal(1).scaleb(amount.adjusted() - 2), ROUND_HALF_UP)
