"""What a role pays in one place, with its medians drawn anew by employer: a Poisson bootstrap.

One draw of employers serves all roles of all places: each employer is drawn as often as chance has
it, always the same for the same employer, so that the figures of an unchanged market stay. The
medians of each draw are found once for each role, whatever it is compared with.
"""

from dataclasses import dataclass
from functools import cached_property
from math import exp, factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listings.insights.columns import Numbers

DRAWS = 400
SHARED = 0.05
"""Of a role's postings, so many may be of both roles before the error is drawn without them.

Medians are always those without them. An error from 400 draws is itself unsure by 3.5% (1 ÷ √800),
and one posting in twenty moves it by less.
"""
_CHANCES = np.cumsum([exp(-1) / factorial(times) for times in range(10)])
_BLOCK = 4_000_000  # numbers at once

type Draws = NDArray[np.float64]
"""A figure of each draw; not a number where no employer behind it was drawn."""


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


@dataclass(frozen=True, slots=True)
class Times:
    """How often each employer is drawn."""

    employers: Numbers
    table: NDArray[np.uint8]  # (employers, draws)

    @classmethod
    def of(cls, employers: Numbers) -> "Times":
        parts = [drawn(part) for part in np.array_split(employers, len(employers) // 4_000 + 1)]
        return cls(employers, np.concatenate(parts))

    def medians(self, rows: Compared) -> Draws:
        """Return the median of each draw, in half cents."""
        step = max(1, _BLOCK // max(1, len(rows.employer)))
        starts = range(0, DRAWS, step)
        blocks = (self.table[rows.employer, start : start + step] for start in starts)
        return np.concatenate([_medians(rows.midpoint, times) for times in blocks])


class RolePay:
    """What counts of one role, by midpoint; its medians are drawn once for all comparisons."""

    def __init__(self, rows: Compared, times: Times) -> None:
        self.rows, self.times = rows, times
        self._draws: dict[int, Draws] = {}
        self._middles: dict[int, int] = {}

    def without(self, places: Numbers) -> "RolePay":
        if not len(places):
            return self
        keep = np.ones(self.n, bool)
        keep[places] = False
        is_rare = len(places) <= SHARED * self.n
        return _Without(self, keep) if is_rare else RolePay(self.rows.take(keep), self.times)

    @property
    def n(self) -> int:
        return len(self.rows.posting)

    @cached_property
    def employers(self) -> int:
        return self._different(self.rows.employer)

    def employers_in(self, strata: NDArray[np.bool_]) -> int:
        return self._different(self.rows.employer[strata[self.rows.stratum]])

    def _different(self, employers: Numbers) -> int:
        is_there = np.zeros(len(self.times.employers), bool)
        is_there[employers] = True
        return int(np.count_nonzero(is_there))

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


class _Without(RolePay):
    """A role without some of its postings, whose error is drawn with them."""

    def __init__(self, whole: RolePay, keep: NDArray[np.bool_]) -> None:
        super().__init__(whole.rows.take(keep), whole.times)
        self.whole, self.keep = whole, keep

    @property
    def draws(self) -> Draws:  # the whole's, kept there
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
    draws = np.arange(1, DRAWS + 1, dtype=np.uint64)
    keys: NDArray[np.uint64] = employers.astype(np.uint64)[:, None] * np.uint64(DRAWS) + draws
    mixed: NDArray[np.uint64] = keys * np.uint64(0x9E3779B97F4A7C15)
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
