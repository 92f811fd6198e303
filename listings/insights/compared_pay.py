"""What all roles pay in one place, and one role of each pair without the postings of both.

The medians of each draw of employers are found once for each role, whatever it is compared with.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listings.insights.columns import Flags, Links, Numbers, firsts
from listings.insights.pay_draws import DRAWS, RUN, Draws, drawn, drawn_medians

MIN_IN_STRATUM = 5  # postings of each role
_RUNS = 250  # at once


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


@dataclass(frozen=True)
class Side:
    """One role of each pair, without the postings that are of both.

    ``pair`` and ``row``: what is left out, a row of the place beside the number of its pair.
    """

    place: ComparedPlace
    roles: Numbers
    pair: Numbers
    row: Numbers

    @cached_property
    def left_out(self) -> Numbers:
        """How many postings, by pair."""
        return np.bincount(self.pair, minlength=len(self.roles))

    @property
    def n(self) -> Numbers:
        found: Numbers = self.place.sizes[self.roles] - self.left_out
        return found

    @property
    def employers(self) -> Numbers:
        """How many employers the postings are of, by pair."""
        place, starts = self.place, self.place.employer_starts
        of_roles = np.diff(np.searchsorted(starts, place.starts))
        which = np.searchsorted(starts, place.at_employer[self.row], "right") - 1
        keys, gone = np.unique(self.pair * len(starts) + which, return_counts=True)
        is_gone = gone == np.diff(starts)[keys % len(starts)]
        lost = np.bincount(keys[is_gone] // len(starts), minlength=len(self.roles))
        found: Numbers = of_roles[self.roles] - lost
        return found

    def employers_in(self, strata: Flags) -> Numbers:
        """How many employers the postings of some strata (pairs × strata) are of, by pair."""
        place, rows_of = self.place, self.place.by_employer
        pair, rows = rows_of.of_rows(self.roles)
        counts = strata[pair, place.stratum[rows]]
        sizes = rows_of.counts(self.roles)
        firsts_of = np.cumsum(sizes) - sizes - rows_of.starts[self.roles]
        counts[firsts_of[self.pair] + place.at_employer[self.row]] = False
        runs = np.flatnonzero(firsts(pair, place.employer[rows]))
        some = np.logical_or.reduceat(counts, runs)
        return np.bincount(pair[runs[some]], minlength=len(self.roles))

    def middles(self) -> Numbers:
        """Twice the median, by pair."""
        starts, sizes = self.place.starts[self.roles], self.place.sizes[self.roles]
        rank = self.row - starts[self.pair]
        return _middles(self.place.midpoint, starts, sizes, (self.pair, rank))

    def in_strata(self) -> tuple[Numbers, Numbers]:
        """How many postings there are of each stratum, and twice their median (pairs × strata)."""
        place, strata = self.place, self.place.n_strata
        groups = (self.roles[:, None] * strata + np.arange(strata)).ravel()
        rows_of = place.by_stratum
        starts, sizes = rows_of.starts[groups], rows_of.counts(groups)
        group = self.pair * strata + place.stratum[self.row]
        rank = place.at_stratum[self.row] - starts[group]
        found = _middles(place.midpoint[rows_of.values], starts, sizes, (group, rank))
        left = sizes - np.bincount(group, minlength=len(groups))
        shape = len(self.roles), strata
        return left.reshape(shape), found.reshape(shape)


def _middles(
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
