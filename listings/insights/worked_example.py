"""The example of the method page: twenty invented midpoints, and each step to their figure."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor, sqrt

from listings.insights.estimates import (
    effective_employers,
    median,
    median_interval,
    quantile,
    student_t,
)

BY_EMPLOYER = {
    "A": (58, 62), "B": (60, 71), "C": (65, 74), "D": (66, 68), "E": (69, 78),
    "F": (72, 80), "G": (73, 90), "H": (76, 84), "I": (82, 95), "J": (88, 110),
}  # fmt: skip
"""Midpoints in thousands a year."""


@dataclass(frozen=True, slots=True)
class Employer:
    """``balance``: half for each of its midpoints up to the median, less half for each above it."""

    name: str
    low: int
    high: int
    balance: float


@dataclass(frozen=True, slots=True)
class Example:
    """Every number that the method page shows of it."""

    midpoints: list[Decimal]
    p25: Decimal
    median: Decimal
    p75: Decimal
    effective: Decimal
    employers: list[Employer]
    squares: float
    error: float
    t: float
    reach: float
    ranks: tuple[int, int]
    interval: tuple[Decimal | None, Decimal | None]


def worked_example() -> Example:
    """Compute the example by the functions of the figures."""
    pairs = [(Decimal(one), name) for name, own in BY_EMPLOYER.items() for one in own]
    midpoints = sorted(one for one, _ in pairs)
    middle, n, k = median(midpoints), len(midpoints), len(BY_EMPLOYER)
    employers = [
        Employer(name, *own, sum(0.5 if one <= middle else -0.5 for one in own))
        for name, own in BY_EMPLOYER.items()
    ]
    squares = sum(one.balance**2 for one in employers)
    error, t = sqrt(k / (k - 1) * squares), student_t(k - 1)
    return Example(
        midpoints=midpoints,
        p25=quantile(midpoints, Fraction(1, 4)),
        median=middle,
        p75=quantile(midpoints, Fraction(3, 4)),
        effective=effective_employers(map(len, BY_EMPLOYER.values())),
        employers=employers,
        squares=squares,
        error=error,
        t=t,
        reach=t * error,
        ranks=(floor(n / 2 - t * error), floor(n / 2 + t * error) + 1),
        interval=median_interval(pairs),
    )
