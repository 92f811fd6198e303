"""How far apart the pay of two roles is, allowing for employers that post for both.

One draw of employers serves both roles: each is drawn as often as chance has it (a Poisson
bootstrap), always the same for the same employer, so that the figures of an unchanged market stay.
"""

from bisect import bisect, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import accumulate, combinations
from math import exp, factorial
from random import Random
from statistics import stdev

from listings.insights.estimates import median
from listings.insights.pay_cells import CENT, PayOffer

MIN_EMPLOYERS = 10  # of each role
MIN_IN_STRATUM = 5  # postings of each role
MIN_COVERAGE = 0.6
DRAWS = 400
_CHANCES = list(accumulate(exp(-1) / factorial(times) for times in range(10)))

type Offers = Sequence[PayOffer]
type Draws = Sequence[float | None]
"""A figure of each draw; None where no employer behind it was drawn."""


@dataclass(frozen=True, slots=True)
class PayDifferenceFigures:
    """Names and meaning as in ``models.PayDifference``."""

    n: int = 0
    other_n: int = 0
    in_both: int = 0
    raw: Decimal | None = None
    raw_error: Decimal | None = None
    raw_freedom: int = 0
    alike: Decimal | None = None
    alike_error: Decimal | None = None
    alike_freedom: int = 0
    coverage: float = 0.0


def differences_of(
    roles: Mapping[int, Offers],
) -> Iterator[tuple[tuple[int, int], PayDifferenceFigures]]:
    """Compare every two roles, given what counts of each in one place and currency."""
    samples = {role: _Sample(offers) for role, offers in roles.items()}
    for one, other in combinations(sorted(samples), 2):
        both = samples[one].postings & samples[other].postings
        pair = [samples[role].without(both) for role in (one, other)]
        if all(sample.employers >= MIN_EMPLOYERS for sample in pair):
            yield (one, other), _difference(*pair, in_both=len(both))


class _Sample:
    """What counts of one role; its medians are drawn once for all comparisons."""

    def __init__(self, offers: Offers) -> None:
        self.offers = offers
        self.postings = {offer.posting for offer in offers}
        self.employers = len({offer.employer for offer in offers})
        self.strata: dict[str, _Sample] = {}
        self._draws: Draws | None = None

    def without(self, postings: set[int]) -> "_Sample":
        if not postings:
            return self
        return _Sample([offer for offer in self.offers if offer.posting not in postings])

    def stratum(self, name: str) -> "_Sample":
        """Those of one level and country."""
        if name not in self.strata:
            own = [offer for offer in self.offers if offer.stratum == name]
            self.strata[name] = _Sample(own)
        return self.strata[name]

    @property
    def median(self) -> Decimal:
        return median(sorted(offer.midpoint for offer in self.offers))

    @property
    def draws(self) -> Draws:
        """The median of each draw."""
        if self._draws is None:
            ordered = sorted(self.offers, key=lambda offer: offer.midpoint)
            values = [float(offer.midpoint) for offer in ordered]
            times = [drawn(offer.employer) for offer in ordered]
            self._draws = [_median_of(values, each) for each in zip(*times, strict=True)]
        return self._draws


@lru_cache(maxsize=20_000)
def drawn(employer: int) -> bytes:
    """Return how often an employer is drawn in each draw: once on average, by its own seed."""
    chance = Random(employer)  # noqa: S311 (no secret)
    return bytes(bisect(_CHANCES, chance.random()) for _ in range(DRAWS))


def _median_of(values: Sequence[float], times: Sequence[int]) -> float | None:
    """Return the median of ascending values, each there so many times."""
    below = list(accumulate(times))
    whole = below[-1]
    if not whole:
        return None
    ends = bisect_right(below, (whole - 1) // 2), bisect_right(below, whole // 2)
    return (values[ends[0]] + values[ends[1]]) / 2


def _difference(one: _Sample, other: _Sample, *, in_both: int) -> PayDifferenceFigures:
    common = _common_strata(one, other)
    pairs = [(one.stratum(name), other.stratum(name)) for name in common]
    sizes = [len(a.offers) + len(b.offers) for a, b in pairs]
    coverage = sum(sizes) / (len(one.offers) + len(other.offers))
    freedom = [_freedom([pair[side] for pair in pairs]) for side in (0, 1)]
    alike = alike_error = None
    if coverage >= MIN_COVERAGE and min(freedom) >= MIN_EMPLOYERS - 1:
        parts = [(a.median - b.median) * size for (a, b), size in zip(pairs, sizes, strict=True)]
        alike = sum(parts, Decimal(0)) / sum(sizes)
        alike_error = _error(_weighted(pairs, sizes))
    return PayDifferenceFigures(
        n=len(one.offers),
        other_n=len(other.offers),
        in_both=in_both,
        raw=_cents(one.median - other.median),
        raw_error=_cents(_error(_less(one, other))),
        raw_freedom=min(one.employers, other.employers) - 1,
        alike=None if alike is None else _cents(alike),
        alike_error=None if alike_error is None else _cents(alike_error),
        alike_freedom=min(freedom),
        coverage=round(coverage, 4),
    )


def _common_strata(one: _Sample, other: _Sample) -> list[str]:
    """Return the levels and countries that both have enough postings of."""
    counts = [Counter(offer.stratum for offer in sample.offers) for sample in (one, other)]
    return sorted(
        name
        for name in counts[0].keys() & counts[1].keys()
        if min(count[name] for count in counts) >= MIN_IN_STRATUM
    )


def _freedom(samples: Sequence[_Sample]) -> int:
    employers = {offer.employer for sample in samples for offer in sample.offers}
    return max(0, len(employers) - 1)


def _less(one: _Sample, other: _Sample) -> Draws:
    return [
        None if a is None or b is None else a - b
        for a, b in zip(one.draws, other.draws, strict=True)
    ]


def _weighted(pairs: Sequence[tuple[_Sample, _Sample]], sizes: Sequence[int]) -> Draws:
    """The difference within strata of each draw, by the size of those that were drawn."""
    totals: defaultdict[int, float] = defaultdict(float)
    weights: Counter[int] = Counter()
    for (one, other), size in zip(pairs, sizes, strict=True):
        for draw, found in enumerate(_less(one, other)):
            if found is not None:
                totals[draw] += found * size
                weights[draw] += size
    return [total / weights[draw] for draw, total in totals.items()]


def _error(draws: Draws) -> Decimal:
    return Decimal(stdev(found for found in draws if found is not None))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
