"""How far apart the pay of two roles is, allowing for employers that post for both.

One draw of employers serves all roles of all places: each employer is drawn as often as chance has
it (a Poisson bootstrap), always the same for the same employer, so that the figures of an unchanged
market stay. The medians of each draw are found once for each role, whatever it is compared with.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from math import exp, factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listings.insights.columns import Numbers
from listings.insights.estimates import Shares, jaccard
from listings.insights.pay_cells import cents

MIN_EMPLOYERS = 10  # of each role
MIN_IN_STRATUM = 5  # postings of each role
MIN_COVERAGE = 0.6
DRAWS = 400
SHARED = 0.05
"""Of a role's postings, so many may be of both roles before the error is drawn without them.

Medians are always those without them. An error from 400 draws is itself unsure by 3.5 % (1 ÷ √800),
and one posting in twenty moves it by less.
"""
MOST_PAIRS = 2_500
"""So many pairs of roles are compared in one country, those most alike first; everywhere, all."""

_CHANCES = np.cumsum([exp(-1) / factorial(times) for times in range(10)])
_BLOCK = 4_000_000  # numbers at once

type Pair = tuple[int, int]
type Draws = NDArray[np.float64]
"""A figure of each draw; not a number where no employer behind it was drawn."""


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


@dataclass(frozen=True, slots=True)
class Compared:
    """What counts of one role in one place, by midpoint (in half cents)."""

    posting: Numbers
    employer: Numbers
    stratum: Numbers  # level and countries: what is alike but for the role
    midpoint: Numbers

    def take(self, which: NDArray[Any]) -> "Compared":
        return Compared(
            self.posting[which], self.employer[which], self.stratum[which], self.midpoint[which]
        )


def differences_of(
    roles: Mapping[int, Compared], pairs: Collection[Pair] | None = None
) -> Iterator[tuple[Pair, PayDifferenceFigures]]:
    """Compare every two roles, or those of ``pairs``, in one place and currency."""
    enough = {
        role: rows for role, rows in roles.items() if len(np.unique(rows.employer)) >= MIN_EMPLOYERS
    }
    times = _Times.of(enough.values())
    large = {role: _Role(rows, times) for role, rows in _renumbered(enough).items()}
    shared = _shared({role: one.rows.posting for role, one in large.items()})
    none = np.empty(0, np.int64)
    for pair in combinations(sorted(large), 2):
        if pairs is not None and pair not in pairs:
            continue
        both = shared.get(pair, (none, none))
        one, other = (large[role].without(at) for role, at in zip(pair, both, strict=True))
        if min(one.employers, other.employers) >= MIN_EMPLOYERS:
            yield pair, _difference(one, other, in_both=len(both[0]))


def _renumbered(roles: Mapping[int, Compared]) -> dict[int, Compared]:
    """Number the strata that two roles have enough postings of from 1 on; all others are 0."""
    enough = [np.unique(rows.stratum, return_counts=True) for rows in roles.values()]
    large = [strata[counts >= MIN_IN_STRATUM] for strata, counts in enough]
    strata, roles_with = np.unique(
        np.concatenate([*large, np.empty(0, np.int64)]), return_counts=True
    )
    known = np.append(strata[roles_with > 1], np.iinfo(np.int64).max)
    found = {}
    for role, rows in roles.items():
        at = np.searchsorted(known, rows.stratum)
        found[role] = replace(rows, stratum=np.where(known[at] == rows.stratum, at + 1, 0))
    return found


def most_alike(roles: Collection[int], shares: Mapping[int, Shares]) -> set[Pair] | None:
    """Return the pairs of roles that are compared in a country, by their skills; None: all."""
    pairs = list(combinations(sorted(roles), 2))
    if len(pairs) <= MOST_PAIRS:
        return None
    nothing: Shares = {}
    likeness = {pair: jaccard(*(shares.get(role, nothing) for role in pair)) for pair in pairs}
    return set(sorted(pairs, key=lambda pair: -likeness[pair])[:MOST_PAIRS])


def _shared(postings: Mapping[int, Numbers]) -> dict[Pair, tuple[Numbers, Numbers]]:
    """Return by pair of roles where the postings of both stand in each."""
    if not postings:
        return {}
    role = np.concatenate([np.full(len(own), key) for key, own in postings.items()])
    place = np.concatenate([np.arange(len(own)) for own in postings.values()])
    posting = np.concatenate(list(postings.values()))
    order = np.lexsort((role, posting))
    role, place, posting = role[order], place[order], posting[order]
    found: defaultdict[Pair, list[tuple[int, int]]] = defaultdict(list)
    for step in range(1, len(postings)):
        again = np.flatnonzero(posting[step:] == posting[:-step])
        if not len(again):
            break
        for at in again.tolist():
            pair = int(role[at]), int(role[at + step])
            found[pair].append((int(place[at]), int(place[at + step])))
    return {pair: _columns(at) for pair, at in found.items()}


def _columns(pairs: list[tuple[int, int]]) -> tuple[Numbers, Numbers]:
    table = np.array(pairs, np.int64)
    return table[:, 0], table[:, 1]


@dataclass(frozen=True, slots=True)
class _Times:
    """How often each employer is drawn."""

    employers: Numbers
    table: NDArray[np.uint8]  # (employers, draws)

    @classmethod
    def of(cls, samples: Iterable[Compared]) -> "_Times":
        known = [np.unique(one.employer) for one in samples]
        employers = np.unique(np.concatenate(known)) if known else np.empty(0, np.int64)
        parts = [drawn(part) for part in np.array_split(employers, len(employers) // 4_000 + 1)]
        return cls(employers, np.concatenate(parts))

    def medians(self, rows: Compared) -> Draws:
        """Return the median of each draw, in half cents."""
        at = np.searchsorted(self.employers, rows.employer)
        step = max(1, _BLOCK // max(1, len(at)))
        blocks = (self.table[at, start : start + step] for start in range(0, DRAWS, step))
        return np.concatenate([_medians(rows.midpoint, times) for times in blocks])


class _Role:
    """What counts of one role, by midpoint; its medians are drawn once for all comparisons."""

    def __init__(self, rows: Compared, times: _Times) -> None:
        self.rows, self.times = rows, times
        self._draws: dict[int, Draws] = {}
        self._middles: dict[int, int] = {}

    def without(self, places: Numbers) -> "_Role":
        if not len(places):
            return self
        keep = np.ones(self.n, bool)
        keep[places] = False
        is_rare = len(places) <= SHARED * self.n
        return _Without(self, keep) if is_rare else _Role(self.rows.take(keep), self.times)

    @property
    def n(self) -> int:
        return len(self.rows.posting)

    @cached_property
    def employers(self) -> int:
        return len(np.unique(self.rows.employer))

    def employers_in(self, strata: NDArray[np.bool_]) -> int:
        return len(np.unique(self.rows.employer[strata[self.rows.stratum]]))

    @cached_property
    def middle(self) -> int:
        """Twice the median, in half cents."""
        return _twice_median(self.rows.midpoint)

    @cached_property
    def draws(self) -> Draws:
        return self.times.medians(self.rows)

    @cached_property
    def sizes(self) -> Numbers:
        """Postings by stratum."""
        return np.bincount(self.rows.stratum)

    @cached_property
    def _by_stratum(self) -> list[Numbers]:
        """Where the postings of each stratum stand, by midpoint."""
        order = np.argsort(self.rows.stratum, kind="stable")
        return np.split(order, np.cumsum(self.sizes)[:-1])

    def places_of(self, stratum: int) -> Numbers:
        return self._by_stratum[stratum]

    def middle_of(self, stratum: int) -> int:
        if stratum not in self._middles:
            self._middles[stratum] = _twice_median(self.rows.midpoint[self.places_of(stratum)])
        return self._middles[stratum]

    def draws_of(self, stratum: int) -> Draws:
        if stratum not in self._draws:
            own = self.rows.take(self.places_of(stratum))
            self._draws[stratum] = self.times.medians(own)
        return self._draws[stratum]


class _Without(_Role):
    """A role without some of its postings, whose error is drawn with them."""

    def __init__(self, whole: _Role, keep: NDArray[np.bool_]) -> None:
        super().__init__(whole.rows.take(keep), whole.times)
        self.whole, self.keep = whole, keep

    @property
    def draws(self) -> Draws:  # type: ignore[override]  # the whole's, kept there
        return self.whole.draws

    def middle_of(self, stratum: int) -> int:
        places = self.whole.places_of(stratum)
        is_kept = self.keep[places]
        if is_kept.all():
            return self.whole.middle_of(stratum)
        return _twice_median(self.whole.rows.midpoint[places[is_kept]])

    def draws_of(self, stratum: int) -> Draws:
        return self.whole.draws_of(stratum)


def _twice_median(values: Numbers) -> int:
    n = len(values)
    return int(values[(n - 1) // 2]) + int(values[n // 2])


def drawn(employers: Numbers) -> NDArray[np.uint8]:
    """(n, draws): how often each employer is drawn, once on average, by its own seed.

    The seed goes through SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
    Generators", OOPSLA 2014), whose output numbered by draw is as good as independent.
    """
    keys = employers.astype(np.uint64)[:, None] * np.uint64(DRAWS) + np.arange(
        1, DRAWS + 1, dtype=np.uint64
    )
    mixed = keys * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    chance = (mixed >> np.uint64(11)) * 2.0**-53
    return np.searchsorted(_CHANCES, chance).astype(np.uint8)


def _medians(values: Numbers, times: NDArray[np.uint8]) -> Draws:
    """Return the median of ascending values in each draw, each there so many times."""
    below = np.cumsum(times, axis=0, dtype=np.int32)
    whole = below[-1]
    ends = [(below > (whole + more - 1) // 2).argmax(axis=0) for more in (0, 1)]
    middles = (values[ends[0]] + values[ends[1]]) / 2
    return np.where(whole > 0, middles, np.nan)


def _difference(one: _Role, other: _Role, *, in_both: int) -> PayDifferenceFigures:
    size = max(len(one.sizes), len(other.sizes))
    sizes = [np.pad(role.sizes, (0, size - len(role.sizes))) for role in (one, other)]
    is_common = np.minimum(*sizes) >= MIN_IN_STRATUM
    is_common[0] = False
    common = np.flatnonzero(is_common).tolist()
    weights = (sizes[0] + sizes[1])[is_common]
    coverage = int(weights.sum()) / (one.n + other.n)
    freedom = min(
        max(0, role.employers_in(is_common[: len(role.sizes)]) - 1) for role in (one, other)
    )
    alike = alike_error = None
    if coverage >= MIN_COVERAGE and freedom >= MIN_EMPLOYERS - 1:
        gaps = [one.middle_of(stratum) - other.middle_of(stratum) for stratum in common]
        total = sum(gap * int(weight) for gap, weight in zip(gaps, weights, strict=True))
        alike = _amount(Decimal(total) / int(weights.sum()))
        alike_error = _error(_weighted(one, other, common, weights))
    return PayDifferenceFigures(
        n=one.n,
        other_n=other.n,
        in_both=in_both,
        raw=_amount(Decimal(one.middle - other.middle)),
        raw_error=_error(one.draws - other.draws),
        raw_freedom=min(one.employers, other.employers) - 1,
        alike=alike,
        alike_error=alike_error,
        alike_freedom=freedom,
        coverage=round(coverage, 4),
    )


def _weighted(one: _Role, other: _Role, common: list[int], weights: Numbers) -> Draws:
    """The difference within strata of each draw, by the size of those that were drawn."""
    totals, sizes = np.zeros(DRAWS), np.zeros(DRAWS)
    for stratum, weight in zip(common, weights.tolist(), strict=True):
        gap = one.draws_of(stratum) - other.draws_of(stratum)
        is_drawn = ~np.isnan(gap)
        totals += np.where(is_drawn, gap, 0) * weight
        sizes += is_drawn * weight
    return np.divide(totals, sizes, out=np.full(DRAWS, np.nan), where=sizes > 0)


def _error(draws: Draws) -> Decimal:
    return cents(Decimal(float(np.nanstd(draws, ddof=1))) / 200)


def _amount(twice: Decimal) -> Decimal:
    """From twice an amount in half cents."""
    return cents(twice / 400)
