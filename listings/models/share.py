"""Shares of samples, with what a reader needs to judge them."""

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

Z = 1.959964
"""Standard score of a 95 % interval."""

MIN_POSTINGS = 20
MIN_EMPLOYERS = 5
MAX_OF_ONE = Fraction(1, 4)
"""A share of fewer postings or employers, or with more of them from one employer, is withheld."""


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``n`` postings, which come from ``employers`` companies.

    ``effect``: how many times the variance is that of postings drawn one by one, because those of
    one employer are alike (design effect, at least 1).
    """

    count: int
    n: int
    employers: int
    effect: float = 1.0

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.count / self.n

    @property
    def percent(self) -> str:
        """In whole per cent; below one per cent says so."""
        return (
            f"{self.share:.0%}".removesuffix("%") if self.share >= 0.01 or not self.count else "< 1"
        )

    @property
    def interval_percent(self) -> str:
        """The interval in whole per cent: ``61 to 78``."""
        low, high = self.interval
        return f"{100 * low:.0f} to {100 * high:.0f}"

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % score interval, each end from 0 to 1, of n ÷ design effect postings.

        Wilson, "Probable Inference" (Journal of the American Statistical Association 22, 1927).
        """
        n = self.n / self.effect
        weight = Z**2 / n
        middle = self.share + weight / 2
        reach = Z * sqrt(self.share * (1 - self.share) / n + weight / (4 * n))
        low, high = (middle - reach) / (1 + weight), (middle + reach) / (1 + weight)
        return max(0.0, low), min(1.0, high)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillShare(Share):
    """Of ``n`` postings ``count`` name the skill."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class MedianYears:
    """The median of the years of experience that ``n`` postings state."""

    median: float
    n: int
    employers: int


@dataclass(frozen=True, slots=True)
class GettingIn:
    """How hard it is to get in; a figure is None where too few postings stand behind it.

    ``entry``: entry-level among the postings that state a level. ``years``: of those that state
    years. ``degree``: those that insist on one among all ``n``, since silence insists on nothing.
    """

    n: int
    employers: int
    entry: Share | None
    years: MedianYears | None
    degree: Share | None
