"""Statistics of samples in which some employers have many postings.

A sample is postings in employers, not postings alone: every interval here takes the employer as
the unit that was drawn, so that twenty postings of one firm say less than twenty of twenty.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from math import atan, cos, erf, floor, log1p, pi, sin, sqrt

import numpy as np

from listings.insights.statistics.columns import Floats, Numbers
from listings.models.snapshot import Share

CONFIDENCE = 0.95
FALSE_DISCOVERIES = 0.05
MANY = 50  # degrees of freedom

HALF = Fraction(1, 2)


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
    return quantile(values, HALF)


def three_digits(amount: Decimal) -> Decimal:
    """Round to three significant digits, half up: 142,500 → 143,000."""
    return amount.quantize(Decimal(1).scaleb(amount.adjusted() - 2), ROUND_HALF_UP)


def effective_employers(sizes: Iterable[int]) -> Decimal:
    """Return how many employers of equal size would weigh like these: (Σn)² ÷ Σn².

    Kish, Survey Sampling (1965), section 8.2. Ten employers with one posting each are ten; with
    one of them at ninety postings, little more than one.
    """
    counted = list(sizes)
    total, squares = sum(counted), sum(n * n for n in counted)
    return Decimal((200 * total**2 + squares) // (2 * squares) if squares else 0).scaleb(-2)


def effective_of(totals: Numbers, squares: Numbers) -> Floats:
    """The same of many samples: of each Σn and Σn²."""
    found: Floats = rounded(100 * totals * totals, squares) / 100
    return found


def rounded(value: Numbers, of: Numbers | int) -> Numbers:
    """Return value ÷ of, rounded half up; 0 of nothing."""
    found: Numbers = (2 * value + of) // np.maximum(2 * of, 1)
    return found


def in_hundredths(values: Floats) -> Floats:
    """Return each as ``round(value, 2)`` has it."""
    times = 100 * values
    found: Floats = np.rint(times) / 100
    unsure = np.flatnonzero(np.abs(times - np.floor(times) - 0.5) < 1e-6)
    found[unsure] = [round(one, 2) for one in values[unsure].tolist()]
    return found


def median_interval(
    sample: Iterable[tuple[Decimal, Hashable]],
) -> tuple[Decimal | None, Decimal | None]:
    """Return the 95% interval of the median of ``sample``: (value, employer) of each posting.

    Woodruff, "Confidence Intervals for Medians" (Journal of the American Statistical Association
    47, 1952): an interval of the share below the median, carried over to the values at its ends,
    rounded outwards to whole postings. The share's variance is clustered by employer, the factor
    Student's t on employers - 1. An end beyond the sample is None.
    """
    ordered = sorted(sample, key=lambda pair: pair[0])
    values = [value for value, _ in ordered]
    n, middle = len(values), median(values)
    above = Counter[Hashable]()
    for value, employer in ordered:
        above[employer] += 1 if value <= middle else -1
    if len(above) < 2:
        return None, None
    k = len(above)
    error = sqrt(k / (k - 1) * sum(total**2 for total in above.values())) / 2  # in postings
    reach = student_t(k - 1) * error
    low, high = floor(n / 2 - reach), floor(n / 2 + reach) + 1
    return (values[low - 1] if low >= 1 else None, values[high - 1] if high <= n else None)


@dataclass(frozen=True, slots=True)
class Clustered:
    """Of each sample of postings: how many name a thing, and sums over employers.

    With c of an employer's s postings naming it: ``named`` Σc, ``squares`` Σc², ``cross`` Σcs;
    ``total`` Σs, ``size_squares`` Σs², both also over employers none of whose postings name it.
    """

    named: Numbers
    squares: Numbers
    cross: Numbers
    total: Numbers
    size_squares: Numbers
    employers: Numbers

    def design_effects(self) -> Floats:
        """Return how many times the variance of a share is that of postings drawn one by one.

        At least 1; 1 too where all or none name it, since then nothing can be measured. Kish,
        Survey Sampling (1965), section 5.4.
        """
        k = self.employers
        with np.errstate(divide="ignore", invalid="ignore"):
            share = self.named / self.total
            spread = self.squares - 2 * share * self.cross + share**2 * self.size_squares
            alone = self.total**2 * share * (1 - share) / (self.total - 1)
            found = k / (k - 1) * spread / alone
        is_known = (k >= 2) & (self.named > 0) & (self.named < self.total)
        effects: Floats = np.where(is_known, np.maximum(1.0, found), 1.0)
        return effects


def inside(t: float, freedom: int) -> float:
    """Return how likely Student's t on so many degrees of freedom lies between -t and t.

    Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4: exact, one step
    for each two degrees; above 50 of them Hill, "Algorithm 395: Student's t-Distribution"
    (Communications of the ACM 13, 1970), exact to ten digits and more.
    """
    if freedom > MANY:
        return erf(_as_normal(t, freedom) / sqrt(2))
    angle = atan(t / sqrt(freedom))
    term = total = cos(angle) if freedom % 2 else 1.0
    for k in range(3 if freedom % 2 else 2, freedom - 1, 2):
        term *= cos(angle) ** 2 * (k - 1) / k
        total += term
    if freedom % 2:
        return 2 / pi * (angle + (sin(angle) * total if freedom > 1 else 0))
    return sin(angle) * total


def _as_normal(t: float, freedom: int) -> float:
    """Return the standard score that is as unlikely as ``t``."""
    a = freedom - 0.5
    b = 48 * a * a
    y = a * log1p(t * t / freedom)
    correction = ((-0.4 * y - 3.3) * y - 24.0) * y - 85.5
    return ((correction / (0.8 * y * y + 100.0 + b) + y + 3.0) / b + 1.0) * sqrt(y)


@cache
def student_t(freedom: int) -> float:
    """Return the t between whose two sides 95% lie: 2.262 on 9 degrees of freedom."""
    low, high = 0.0, 13.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if inside(middle, freedom) < CONFIDENCE else (low, middle)
    return high


def discoveries[Key: Hashable](chances: Mapping[Key, float]) -> set[Key]:
    """Return whose differences are real, at most 5% of them by mistake.

    ``chances``: how likely each difference would be by chance alone. Benjamini and Hochberg,
    "Controlling the False Discovery Rate" (Journal of the Royal Statistical Society B 57, 1995).
    """
    ordered = sorted(chances, key=lambda key: chances[key])
    allowed = FALSE_DISCOVERIES / len(ordered) if ordered else 0
    last = max((k for k, key in enumerate(ordered, 1) if chances[key] <= k * allowed), default=0)
    return set(ordered[:last])


type Shares = Mapping[str, float]
"""By skill, the share of a role's postings that name it."""


@dataclass(frozen=True, slots=True)
class ShareTable:
    """Shares of many roles side by side. ``shares`` (R, S): a row a role, a column a skill."""

    rows: Mapping[int, int]
    shares: Floats
    sums: Floats

    @classmethod
    def of(cls, roles: Mapping[int, Shares]) -> "ShareTable":
        """Make it of each role's shares; O(R · S)."""
        skills = {skill for own in roles.values() for skill in own}
        column = {skill: at for at, skill in enumerate(sorted(skills))}
        table = np.zeros((len(roles), len(column)))
        for row, own in enumerate(roles.values()):
            table[row, [column[skill] for skill in own]] = list(own.values())
        return cls({role: row for row, role in enumerate(roles)}, table, table.sum(axis=1))

    def likeness(self, role: int) -> dict[int, float]:
        """Return of each other role how alike it is, from 0 (nothing in common) to 1; O(R · S).

        Σ min(a, b) / Σ max(a, b) over all skills, the weighted Jaccard similarity; S. Ioffe,
        "Improved Consistent Sampling, Weighted Minhash and L1 Sketching" (ICDM 2010).
        """
        own = self.rows[role]
        both = np.minimum(self.shares, self.shares[own]).sum(axis=1)
        either = self.sums + self.sums[own] - both  # min + max is the sum of the two
        alike = np.divide(both, either, out=np.zeros_like(both), where=either > 0).tolist()
        return {other: alike[row] for other, row in self.rows.items() if other != role}


def coverage(one: Shares, other: Shares) -> float:
    """Return how much of what ``other`` is asked for ``one`` is asked for too: Σ min ÷ Σ other."""
    whole = sum(other.values())
    both = sum(min(share, other.get(skill, 0)) for skill, share in one.items())
    return both / whole if whole else 0.0


LEAST_NAMED = 0.05
"""Of the postings of both roles; rarer skills are not tried, since they can tell nothing apart."""


def least_named(postings: int) -> float:
    """Return how many of both samples' postings must name a skill that is tried at all."""
    return LEAST_NAMED * postings


def difference(one: Share, other: Share) -> float:
    """Return how many standard errors the first share is above the second."""
    gap, error = _gap(one, other)
    return gap / error


def interval_of_difference(one: Share, other: Share) -> tuple[float, float]:
    """Return the 95% interval of how far the first share is above the second."""
    gap, error = _gap(one, other)
    reach = student_t(one.employers + other.employers - 2) * error
    return gap - reach, gap + reach


def _gap(one: Share, other: Share) -> tuple[float, float]:
    """Return how far the first share is above the second, and the standard error of that.

    The error is clustered by employer: each sample counts as n ÷ design effect postings, and where
    one cannot be measured, since all or none name the skill, the other's effect stands for both.
    That employers may post for both roles is not deducted, which makes a difference less sure.
    Agresti and Caffo, "Simple and Effective Confidence Intervals for Proportions" (The American
    Statistician 54, 2000): one posting that names it and one that does not are added to each.
    """
    known = [share.effect if 0 < share.count < share.n else None for share in (one, other)]
    widest = max((effect for effect in known if effect), default=1.0)
    shares, variances = [], []
    for share, effect in zip((one, other), known, strict=True):
        n = share.n / (effect or widest)
        shares.append((share.share * n + 1) / (n + 2))
        variances.append(shares[-1] * (1 - shares[-1]) / (n + 2))
    return shares[0] - shares[1], sqrt(sum(variances))
