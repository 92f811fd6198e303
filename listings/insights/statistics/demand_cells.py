"""From the postings of cells to what they ask for, by the rules of the market.

A cell is role × country (or everywhere) × level (or all). Near-identical postings of one employer
count once. Every posting weighs the same: where one employer has too many, the share is withheld,
never reweighted. Many cells are computed at once, as groups of rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listings.insights.statistics import pay_cells
from listings.insights.statistics.columns import Flags, Floats, Numbers, firsts, pairs, sums
from listings.insights.statistics.estimates import Clustered, effective_of, in_hundredths
from listings.insights.statistics.sample import LEVELS, WORKPLACES
from listings.models import Level, Workplace
from listings.models.snapshot import MAX_OF_ONE, MIN_EMPLOYERS, MIN_POSTINGS

METHOD_VERSION = 3
REMOTE = 1 << WORKPLACES.index(Workplace.REMOTE)
ENTRY = LEVELS.index(Level.ENTRY)
PAIRS = 200_000  # of asks and skills, counted at once


@dataclass(frozen=True, slots=True)
class PostingAsks:
    """What postings name and offer, each once in its cell, by group.

    ``skills``: pairs of an ask and a skill it names, a number of ``slugs``, with whether it must be
    had, which only postings that also name what is nice to have tell.
    """

    group: Numbers
    employer: NDArray[Any]
    level: NDArray[np.int8]
    workplaces: NDArray[np.int8]
    years: NDArray[np.int8]
    insists_on_degree: Flags
    tells_musts: Flags
    skills: tuple[Numbers, Numbers, Flags]
    slugs: Sequence[str]

    def take(self, which: Numbers) -> "PostingAsks":
        """Return those at these places; the pairs of skills lie in the order of the asks."""
        of, skill, is_must = self.skills
        first, last = np.searchsorted(of, which), np.searchsorted(of, which, "right")
        counts = last - first
        number = np.repeat(np.arange(len(which)), counts)
        inside = np.arange(len(number)) + (first - (np.cumsum(counts) - counts))[number]
        return PostingAsks(
            self.group[which],
            self.employer[which],
            self.level[which],
            self.workplaces[which],
            self.years[which],
            self.insists_on_degree[which],
            self.tells_musts[which],
            (number, skill[inside], is_must[inside]),
            self.slugs,
        )


type Figures = dict[str, list[Any]]
"""By name in ``models.Demand``, of each group in turn."""


def figures_of(asks: PostingAsks, n: int) -> Figures:
    """Compute ``n`` cells; what too few postings or employers stand behind is left out."""
    places = _AskingPostings(asks, asks.workplaces != 0, n)
    levels = _AskingPostings(asks, asks.level != 0, n)
    telling = _AskingPostings(asks, asks.tells_musts, n)
    of, skill, is_must = asks.skills
    return {
        **named_of(asks, n),
        **telling.counts("asked_n", "asked_employers"),
        **telling.skills(of[is_must], skill[is_must], ("asked", "asked_effects")),
        **places.counts("remote_n", "remote_employers"),
        **places.shares(asks.workplaces & REMOTE != 0, ("remote", "remote_effect")),
        **levels.counts("entry_n", "entry_employers"),
        **levels.shares(asks.level == ENTRY, ("entry", "entry_effect")),
        **_AskingPostings(asks, asks.years >= 0, n).years(),
        **_everyone(asks, n).shares(asks.insists_on_degree, ("degree", "degree_effect")),
    }


def named_of(asks: PostingAsks, n: int) -> Figures:
    """Compute the skills of ``n`` cells, and nothing else."""
    whole, (of, skill, _) = _everyone(asks, n), asks.skills
    counts = whole.counts("n", "employers", "largest")
    return counts | whole.skills(of, skill, ("skills", "skill_effects"))


def _everyone(asks: PostingAsks, n: int) -> "_AskingPostings":
    return _AskingPostings(asks, np.ones(len(asks.group), bool), n)


@dataclass
class _AskingPostings:
    """Those postings that say something of one matter."""

    asks: PostingAsks
    which: Flags
    n_groups: int

    @cached_property
    def groups(self) -> Numbers:
        return self.asks.group[self.which]

    @cached_property
    def n(self) -> Numbers:
        return sums(self.groups, self.n_groups)

    @cached_property
    def _sizes(self) -> tuple[Numbers, Numbers, Numbers]:
        """Groups with their employers, and how many postings each has."""
        return pairs(self.groups, self.asks.employer[self.which], 1 << 32)

    @cached_property
    def employers(self) -> Numbers:
        return sums(self._sizes[0], self.n_groups)

    @cached_property
    def squares(self) -> Numbers:
        groups, _, sizes = self._sizes
        return sums(groups, self.n_groups, sizes * sizes)

    @cached_property
    def largest(self) -> Numbers:
        found = np.zeros(self.n_groups, np.int64)
        np.maximum.at(found, self._sizes[0], self._sizes[2])
        return found

    @cached_property
    def makes_shares(self) -> Flags:
        is_large = (self.n >= MIN_POSTINGS) & (self.employers >= MIN_EMPLOYERS)
        most = MAX_OF_ONE
        found: Flags = is_large & (most.denominator * self.largest <= most.numerator * self.n)
        return found

    @cached_property
    def _pair_of(self) -> Numbers:
        """Of each ask where its group and employer stand among the sizes; -1: says nothing."""
        found = np.full(len(self.which), -1)
        keys = self._sizes[0] << 32 | self._sizes[1]
        own = self.groups << 32 | self.asks.employer[self.which].astype(np.int64)
        found[self.which] = np.searchsorted(keys, own)
        return found

    def counts(self, *names: str) -> Figures:
        columns = self.n, self.employers, self.largest
        return {name: one.tolist() for name, one in zip(names, columns, strict=False)}

    def shares(self, has: Flags, names: tuple[str, str]) -> Figures:
        """How many have something, and the design effect by employer; see ``estimates``."""
        of = np.flatnonzero(has & self.which)
        _, groups, counts, effects = self._counted(of, np.zeros(len(of), np.int64), 1)
        number, effect = np.zeros(self.n_groups, np.int64), np.ones(self.n_groups)
        number[groups], effect[groups] = counts, in_hundredths(effects)
        effect[~self.makes_shares] = 1
        return {names[0]: self._if_large(number.tolist()), names[1]: effect.tolist()}

    def skills(self, of: Numbers, skill: Numbers, names: tuple[str, str]) -> Figures:
        """How many name each skill, and the design effects that are above 1."""
        blocks = [self._named(of[part], skill[part]) for part in self._blocks(of)]
        skills, groups, counts, effects = (np.concatenate(one) for one in zip(*blocks, strict=True))
        order = np.argsort(groups, kind="stable")
        effects = in_hundredths(effects)
        above = order[effects[order] > 1]
        named = self._by_slug(skills[order], groups[order], counts[order])
        effects_of_each = self._by_slug(skills[above], groups[above], effects[above])
        return {names[0]: self._if_large(named), names[1]: effects_of_each}

    def _if_large(self, values: Iterable[Any]) -> list[Any]:
        large = self.makes_shares.tolist()
        return [one if is_large else None for one, is_large in zip(values, large, strict=True)]

    def _blocks(self, of: Numbers) -> Iterator[slice]:
        """Yield pairs of some groups at a time: a large role has millions in all its groups."""
        asks = np.searchsorted(self.asks.group, np.arange(self.n_groups + 1))
        ends = np.searchsorted(of, asks)
        last = np.flatnonzero(np.diff(ends[1:] // PAIRS, append=-1)) + 1
        yield from (slice(start, stop) for start, stop in pairwise([0, *ends[last].tolist()]))

    def _named(self, of: Numbers, skill: Numbers) -> tuple[Numbers, Numbers, Numbers, Floats]:
        inside = self.which[of] & self.makes_shares[self.asks.group[of]]
        return self._counted(of[inside], skill[inside], len(self.asks.slugs))

    def _by_slug(
        self, skills: Numbers, groups: Numbers, values: NDArray[Any]
    ) -> list[dict[str, Any]]:
        """Return of each group the values by skill; the groups ascend."""
        ends = np.searchsorted(groups, np.arange(self.n_groups + 1)).tolist()
        slugs = list(map(self.asks.slugs.__getitem__, skills.tolist()))
        found = values.tolist()
        return [
            dict(zip(slugs[start:stop], found[start:stop], strict=True))
            for start, stop in pairwise(ends)
        ]

    def _counted(
        self, of: Numbers, things: Numbers, most: int
    ) -> tuple[Numbers, Numbers, Numbers, Floats]:
        """Return things and groups, how many asks of the group have it, and the design effect."""
        groups, _, sizes = self._sizes
        thing, pair, counts = pairs(things, self._pair_of[of], max(1, len(groups)))
        group = groups[pair]
        starts = np.flatnonzero(firsts(thing, group))
        if not len(starts):
            return starts, starts, starts, starts.astype(np.float64)
        named, squares, cross = (
            np.add.reduceat(one, starts) for one in (counts, counts * counts, counts * sizes[pair])
        )
        own = group[starts]
        sums_of = Clustered(
            named, squares, cross, self.n[own], self.squares[own], self.employers[own]
        )
        return thing[starts], own, named, sums_of.design_effects()

    def years(self) -> Figures:
        """The middle of the years asked, of as many postings as a median of pay needs."""
        stated = self.asks.years[self.which]
        ordered = np.append(stated[np.lexsort((stated, self.groups))], 0).astype(np.int64)
        starts = np.cumsum(self.n) - self.n
        low, high = (ordered[starts + at] for at in ((self.n - 1) // 2, self.n // 2))
        effective = effective_of(self.n, self.squares)
        columns = self.n.tolist(), effective.tolist(), ((low + high) / 2).tolist()
        return {
            "years": [
                None if pay_cells.reason(n, employers) else years
                for n, employers, years in zip(*columns, strict=True)
            ],
            **self.counts("years_n", "years_employers"),
        }
