"""What all roles pay in one place, with medians drawn anew by employer: a Poisson bootstrap.

One draw of employers serves all roles of all places: each employer is drawn as often as chance has
it, always the same for the same employer, so that the figures of an unchanged market stay. The
medians of each draw are found once for each role, whatever it is compared with.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import exp, factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listings.insights.statistics.columns import Flags, Links, Numbers, firsts

MIN_IN_STRATUM = 5  # postings of each role
_RUNS = 250  # at once
DRAWS = 400
_CHANCES = np.cumsum([exp(-1) / factorial(times) for times in range(10)]).tolist()
_EMPLOYERS = 1_000  # drawn at once
RUN = 16  # values; each is there ten times at most

type Draws = NDArray[np.float64]
"""(roles or pairs, draws): a figure of each draw; not a number where no employer behind it was."""


@dataclass(frozen=True, slots=True)
class RoleMidpoints:
    """What counts of one role in one place, by midpoint (in half cents)."""

    posting: Numbers
    employer: Numbers
    stratum: Numbers  # level and countries: what is alike but for the role
    midpoint: Numbers

    def take(self, which: NDArray[Any]) -> "RoleMidpoints":
        return RoleMidpoints(
            self.posting[which], self.employer[which], self.stratum[which], self.midpoint[which]
        )


class ComparedPlace:
    """What counts of all roles in one place: rows by role, of each by midpoint.

    ``times``: how often each employer is drawn (see ``drawn``). Strata are numbers from 1 on; 0: no
    two roles have enough of it.
    """

    def __init__(self, rows: Sequence[RoleMidpoints], times: NDArray[np.uint8]) -> None:
        self.times, self.n_roles = times, len(rows)
        self.sizes: Numbers = np.array([len(one.posting) for one in rows], np.int64)
        self.starts: Numbers = np.concatenate(([0], np.cumsum(self.sizes)))
        self.role = np.repeat(np.arange(len(rows)), self.sizes)
        self.posting = np.concatenate([one.posting for one in rows])
        self.employer = np.concatenate([one.employer for one in rows])
        self.stratum = np.concatenate([one.stratum for one in rows])
        self.midpoint = np.concatenate([one.midpoint for one in rows])

    @classmethod
    def of(cls, roles: Sequence[RoleMidpoints]) -> "ComparedPlace":
        """From rows as the sample numbers them, of at least one role."""
        employers = np.unique(np.concatenate([one.employer for one in roles]))
        enough = [np.unique(one.stratum, return_counts=True) for one in roles]
        large = np.concatenate([strata[n >= MIN_IN_STRATUM] for strata, n in enough])
        strata, roles_with = np.unique(large, return_counts=True)
        known = np.append(strata[roles_with > 1], np.iinfo(np.int64).max)
        rows = []
        for one in roles:
            at = np.searchsorted(known, one.stratum)
            stratum = np.where(known[at] == one.stratum, at + 1, 0)
            employer = np.searchsorted(employers, one.employer)
            rows.append(replace(one, stratum=stratum, employer=employer))
        return cls(rows, drawn(employers))

    def rows_of(self, role: int) -> RoleMidpoints:
        own = slice(self.starts[role], self.starts[role + 1])
        return RoleMidpoints(
            self.posting[own], self.employer[own], self.stratum[own], self.midpoint[own]
        )

    @cached_property
    def n_strata(self) -> int:
        """The greatest number of one, plus one."""
        return int(self.stratum.max(initial=0)) + 1

    @cached_property
    def by_employer(self) -> Links:
        """The rows of each role."""
        return Links(self.starts, np.lexsort((self.employer, self.role)))

    @cached_property
    def employer_starts(self) -> Numbers:
        """Where the rows of each role and employer begin in ``by_employer``, and the end of all."""
        rows = self.by_employer.values
        begins = np.flatnonzero(firsts(self.role[rows], self.employer[rows]))
        return np.append(begins, len(rows))

    @cached_property
    def by_stratum(self) -> Links:
        """The rows of each role and stratum: those of ``role * n_strata + stratum``."""
        return Links.of(
            self.role * self.n_strata + self.stratum,
            np.arange(len(self.role)),
            self.n_roles * self.n_strata,
        )

    @cached_property
    def at_employer(self) -> Numbers:
        """At which place of ``by_employer`` each row is."""
        return np.argsort(self.by_employer.values)

    @cached_property
    def at_stratum(self) -> Numbers:
        """At which place of ``by_stratum`` each row is."""
        return np.argsort(self.by_stratum.values)

    @cached_property
    def medians(self) -> Draws:
        """Of each role, in half cents."""
        rows = Links(self.starts, np.arange(len(self.role)))
        return self._medians_of(rows, np.arange(self.n_roles))

    @cached_property
    def _has_enough(self) -> Flags:
        """By stratum and role."""
        counts = np.diff(self.by_stratum.starts).reshape(self.n_roles, self.n_strata)
        found: Flags = counts.T >= MIN_IN_STRATUM
        return found

    @cached_property
    def _medians_in(self) -> dict[int, tuple[Numbers, Draws]]:
        return {}

    def medians_in(self, strata: Numbers) -> Iterator[tuple[Numbers, Draws]]:
        """Return of each stratum those of the roles with enough of it, and where each role is."""
        new = np.array([one for one in strata.tolist() if one not in self._medians_in], np.int64)
        which, roles = np.nonzero(self._has_enough[new])
        medians = self._medians_of(self.by_stratum, roles * self.n_strata + new[which])
        ends = np.searchsorted(which, np.arange(len(new) + 1))
        for stratum, start, stop in zip(new.tolist(), ends, ends[1:], strict=False):
            places = np.zeros(self.n_roles, np.int64)
            places[roles[start:stop]] = np.arange(stop - start)
            self._medians_in[stratum] = places, medians[start:stop]
        return (self._medians_in[stratum] for stratum in strata.tolist())

    def _medians_of(self, rows_of: Links, groups: Numbers) -> Draws:
        """Of some groups of rows, each ascending by midpoint."""
        medians = np.empty((len(groups), DRAWS))
        blocks = np.cumsum(-(-rows_of.counts(groups) // RUN)) // _RUNS
        for block in np.split(np.arange(len(groups)), np.flatnonzero(np.diff(blocks)) + 1):
            own = groups[block]
            _, rows = rows_of.of_rows(own)
            values, employers = self.midpoint[rows], self.employer[rows]
            medians[block] = drawn_medians(values, employers, rows_of.counts(own), self.times)
        return medians


def middles_without(
    values: Numbers, starts: Numbers, sizes: Numbers, left_out: tuple[Numbers, Numbers]
) -> Numbers:
    """Return twice the median of groups of ascending values; of an empty one any number.

    A group begins at its start. ``left_out``: of which groups, and at which places in them.
    """
    order = np.lexsort(left_out[::-1])
    group, rank = (one[order] for one in left_out)
    begins = np.searchsorted(group, group)
    rank = rank - (np.arange(len(group)) - begins)  # so many are before it that stay
    n = sizes - np.bincount(group, minlength=len(sizes))
    total = np.zeros(len(sizes), np.int64)
    for at in ((n - 1) // 2, n // 2):
        skipped = np.bincount(group[rank <= at[group]], minlength=len(sizes))
        total += values[(starts + at + skipped).clip(0, len(values) - 1)]
    return total


def drawn_medians(
    values: Numbers, employers: Numbers, sizes: Numbers, times: NDArray[np.uint8]
) -> Draws:
    """Return the median of each draw of groups of ascending values, each of at least one.

    ``times``: as ``drawn`` gives them. A median is looked for in two steps: among sums of sixteen
    values, then by halves among these sixteen, whose sums fit a byte.
    """
    if not len(sizes):
        return np.empty((0, DRAWS))
    runs = -(-sizes // RUN)
    ends = np.cumsum(runs)
    first = ends - runs
    shift = first * RUN - (np.cumsum(sizes) - sizes)
    own = np.full(ends[-1] * RUN, len(times) - 1)
    own[np.arange(len(values)) + shift.repeat(sizes)] = employers
    within = times.take(own.reshape(-1, RUN).T, axis=0)
    for row in range(1, RUN):
        within[row] += within[row - 1]
    until = np.zeros((ends[-1] + 1, DRAWS), np.int32)
    within[-1].cumsum(axis=0, dtype=np.int32, out=until[1:])
    before = until[first]
    whole = until[ends] - before
    middles = np.zeros(whole.shape)
    for rank in ((whole - 1) // 2, whole // 2):
        at = _places_of(before + rank, within, until, (first, runs))
        middles += values.take(at - shift[:, None], mode="clip")
    return np.where(whole > 0, middles / 2, np.nan)


def _places_of(
    ranks: NDArray[np.int32],
    within: NDArray[np.uint8],
    until: NDArray[np.int32],
    groups: tuple[Numbers, Numbers],
) -> Numbers:
    """Return at which value each draw of each group has its rank.

    ``within``: by place in a run, run and draw the sum up to it; ``until``: the sum before each
    run; ``groups``: the first run of each, and how many.
    """
    (first, runs), draws = groups, np.arange(DRAWS)
    is_before = (until[1:] <= ranks.repeat(runs, axis=0)).view(np.uint8)
    run = np.add.reduceat(is_before, first, axis=0, dtype=np.int32) + first[:, None]
    run = run.clip(max=within.shape[1] - 1)
    begins, sums, size = run * DRAWS + draws, within.ravel(), within[0].size
    rest = (ranks - until.ravel().take(begins)).astype(np.uint8)
    at = begins.copy()
    for step in (8, 4, 2, 1):
        at += (sums.take(at + (step - 1) * size) <= rest) * (step * size)
    found: Numbers = run * RUN + (at - begins) // size
    return found


def drawn(employers: Numbers) -> NDArray[np.uint8]:
    """(n + 1, draws): how often each employer is drawn, once on average, by its own seed.

    The last row is nobody's: 0. The seed goes through SplitMix64 (Steele, Lea and Flood, "Fast
    Splittable Pseudorandom Number Generators", OOPSLA 2014), whose output numbered by draw is as
    good as independent.
    """
    found = np.zeros((len(employers) + 1, DRAWS), np.uint8)
    draws = np.arange(1, DRAWS + 1, dtype=np.uint64)
    for start in range(0, len(employers), _EMPLOYERS):
        own = employers[start : start + _EMPLOYERS].astype(np.uint64)
        mixed: NDArray[np.uint64] = own[:, None] * np.uint64(DRAWS) + draws
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
        chance = (mixed >> np.uint64(11)) * 2.0**-53
        for at_most in _CHANCES:
            found[start : start + len(own)] += chance > at_most
    return found
