"""Medians, quantiles and the median's confidence interval, exact on decimal amounts. No Django."""

from collections.abc import Sequence
from decimal import Decimal
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
