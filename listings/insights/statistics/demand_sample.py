"""From the sample to what each cell of a role asks for, and to its openings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listings.insights.statistics.columns import Flags, Links, Numbers, firsts, pairs, sums
from listings.insights.statistics.copied_rows import Columns
from listings.insights.statistics.demand_cells import PostingAsks, figures_of
from listings.insights.statistics.sample import (
    ALL_LEVELS,
    EVERYWHERE,
    INDUSTRIES,
    LEVELS,
    WORKPLACES,
    Cell,
    Grouped,
    Names,
    Sample,
    columns_of,
    counted_in,
    with_everywhere,
    with_levels,
)
from listings.insights.statistics.sample_reading import skills_of
from listings.models import Skill
from listings.reading.stems import stems
from roles.models import Role

MOST = 10  # companies, cities and countries that are told
CLUSTERS = 1 << 32  # more than there are


@dataclass(frozen=True, slots=True)
class RoleDemand:
    """What stands behind the cells of one role: its postings, what they ask, and the openings.

    An opening is counted as the list of openings shows it: where it has an office, and, if it is
    remote, wherever one may work from. Rows of the sample, each beside the number of its cell;
    ``members`` are all the postings of the openings, each of which may have a place of its own.
    """

    cells: list[Cell]
    countries: Numbers  # by cell
    asks: PostingAsks
    rows: Numbers  # of the asks
    openings: Numbers
    opening_groups: Numbers
    members: Numbers
    member_groups: Numbers
    ever_open: Numbers  # clusters, counted as openings are, gone or not; of all levels alone
    ever_groups: Numbers


@dataclass(frozen=True, slots=True)
class DemandSample:
    """What the demand of all roles is gathered from. Three queries."""

    sample: Sample
    skills: Links  # numbers of ``slugs``, times two, + 1 where it must be had
    slugs: list[str]
    own_names: Mapping[int, Flags]
    first_live: NDArray[np.int32]  # by cluster; -1: none is

    @classmethod
    def of(cls, sample: Sample) -> "DemandSample":
        skills = list(Skill.objects.order_by("pk").values_list("pk", "slug", "name"))
        keys = np.array([pk for pk, *_ in skills], np.int64)
        return cls(
            sample=sample,
            skills=skills_of(sample, keys),
            slugs=[slug for _, slug, _ in skills],
            own_names=_own_names([name for *_, name in skills]),
            first_live=_first_live(sample),
        )

    def of_role(self, role: int, rows: Numbers) -> RoleDemand:
        """Gather one role. Of a country that only remote postings name, levels are left out."""
        sample = self.sample
        counted = counted_in(sample, rows)
        is_first = firsts(counted.groups, sample.cluster[counted.rows])
        live = rows[sample.is_live[rows]]
        known = np.union1d(counted.countries, sample.named.of_rows(live)[1])
        places, countries = self._open_to(live, known)
        shown = with_levels(sample, live[places], countries)
        asked = counted.countries * len(LEVELS) + counted.levels
        opened = shown.countries * len(LEVELS) + shown.levels
        cells = np.union1d(asked, opened[shown.levels == ALL_LEVELS])
        members, member_groups = _in_cells(shown.rows, opened[shown.groups], cells)
        del shown, opened, countries  # of a large role as large as the next ones
        openings, opening_groups = self._clusters(members, member_groups)
        places, countries = self._open_to(rows, known)
        ever_open, ever_groups = self._clusters(
            *_in_cells(rows[places], countries * len(LEVELS), cells)
        )
        ask_rows = counted.rows[is_first]
        whole = Grouped(rows, rows, cells // len(LEVELS), cells % len(LEVELS))
        return RoleDemand(
            cells=whole.cells(role, sample),
            countries=whole.countries,
            asks=self._asks(
                role, ask_rows, np.searchsorted(cells, asked)[counted.groups[is_first]]
            ),
            rows=ask_rows,
            openings=self.first_live[openings].astype(np.int64),
            opening_groups=opening_groups,
            members=members,
            member_groups=member_groups,
            ever_open=ever_open,
            ever_groups=ever_groups,
        )

    def _open_to(self, rows: Numbers, known: Numbers) -> tuple[Numbers, Numbers]:
        """The place of each row beside the countries it is open to; "anywhere": all of them."""
        sample = self.sample
        is_anywhere = sample.is_anywhere[rows]
        bound, free = np.flatnonzero(~is_anywhere), np.flatnonzero(is_anywhere)
        own, countries = with_everywhere(bound, *sample.named.of_rows(rows[bound]))
        everything = np.union1d(known, [EVERYWHERE])
        return (
            np.concatenate((own, np.repeat(free, len(everything)))),
            np.concatenate((countries, np.tile(everything, len(free)))),
        )

    def _clusters(self, rows: Numbers, groups: Numbers) -> tuple[Numbers, Numbers]:
        """Return the clusters in each of the cells, once each, beside the number of the cell."""
        groups, clusters, _ = pairs(groups, self.sample.cluster[rows], CLUSTERS)
        return clusters, groups

    def _asks(self, role: int, rows: Numbers, groups: Numbers) -> PostingAsks:
        """What postings ask; silence on degrees insists on none."""
        sample = self.sample
        of, links = self.skills.of_rows(rows)
        if (own := self.own_names.get(role)) is not None:
            is_meant = ~own[links >> 1]
            of, links = of[is_meant], links[is_meant]
        return PostingAsks(
            group=groups,
            employer=sample.employer[rows],
            level=sample.level[rows],
            workplaces=sample.workplaces[rows],
            years=sample.years[rows],
            insists_on_degree=sample.insists_on_degree[rows],
            tells_musts=sample.tells_musts[rows],
            skills=(of, links >> 1, (links & 1 == 1) & sample.tells_musts[rows][of]),
            slugs=self.slugs,
        )

    def empty(self) -> Columns:
        """The figures of a cell without postings."""
        none = np.empty(0, np.int64)
        asks = self._asks(0, none, none)
        return self.columns(RoleDemand([Cell(0)], np.zeros(1, np.int64), asks, *[none] * 7))

    def columns(self, found: RoleDemand) -> Columns:
        """Return the figures of all cells, by name in ``models.Demand``."""
        n = len(found.cells)
        opening_ids = _keys(self.sample, found.openings, found.opening_groups, n)
        employers = pairs(found.opening_groups, self.sample.employer[found.openings], CLUSTERS)[0]
        return {
            **columns_of(found.cells),
            "openings": [*map(len, opening_ids)],
            "openings_employers": sums(employers, n).tolist(),
            "listing_ids": _keys(self.sample, found.rows, found.asks.group, n),
            "opening_ids": opening_ids,
            **self._openings_by(found),
            **figures_of(found.asks, n),
        }

    def _openings_by(self, found: RoleDemand) -> dict[str, list[dict[str, int]]]:
        """Count the openings of each cell by what any of their postings has, as their lists do.

        The ten values that most have; countries of the cells of everywhere alone.
        """
        sample, rows, groups = self.sample, found.openings, found.opening_groups
        n, every = len(found.cells), np.arange(len(rows))
        members, of = found.members, self._opening_of_members(found)
        at, cities = self._cities(found)
        company = sample.companies.numbers_of(sample.company[rows])
        workplaces, stated = sample.workplaces[members], np.flatnonzero(sample.industry[rows])
        of_each = [np.flatnonzero(workplaces >> bit & 1) for bit in range(len(WORKPLACES))]
        bits = np.repeat(np.arange(len(WORKPLACES)), [len(one) for one in of_each])
        anyplace, countries = self._countries(found)
        return {
            "companies": _most(groups, n, every, company, sample.companies),
            "industries": _most(groups, n, stated, sample.industry[rows][stated], INDUSTRIES),
            "cities": _most(groups, n, of[at], cities, sample.places.slugs),
            "countries": _most(groups, n, of[anyplace], countries, sample.countries),
            "levels": _most(groups, n, of, sample.level[members], LEVELS),
            "workplaces": _most(groups, n, of[np.concatenate(of_each)], bits, WORKPLACES),
        }

    def _opening_of_members(self, found: RoleDemand) -> Numbers:
        """The place among the openings of each of their postings."""
        cluster = self.sample.cluster
        keys = found.opening_groups * CLUSTERS + cluster[found.openings]
        return np.searchsorted(keys, found.member_groups * CLUSTERS + cluster[found.members])

    def _cities(self, found: RoleDemand) -> tuple[Numbers, NDArray[Any]]:
        """Places of members beside the cities of their offices, those of the cell's country."""
        places = self.sample.places
        at, offices = self.sample.offices.of_rows(found.members)
        own, cities = found.countries[found.member_groups[at]], places.cities[offices]
        is_here = (cities > 0) & ((own == EVERYWHERE) | (own == places.countries[offices]))
        return at[is_here], cities[is_here]

    def _countries(self, found: RoleDemand) -> tuple[Numbers, NDArray[Any]]:
        """Places of the members of everywhere beside the countries that they are open to."""
        anyplace = np.flatnonzero(found.countries[found.member_groups] == EVERYWHERE)
        at, countries = self._open_to(found.members[anyplace], np.unique(found.countries))
        is_one = countries != EVERYWHERE
        return anyplace[at[is_one]], countries[is_one]


def _in_cells(rows: Numbers, keys: NDArray[Any], cells: Numbers) -> tuple[Numbers, Numbers]:
    """Return the rows whose key is a cell, beside its number."""
    at = np.searchsorted(cells, keys).clip(max=max(0, len(cells) - 1))
    is_known = cells[at] == keys if len(cells) else np.zeros(len(keys), bool)
    return rows[is_known], at[is_known]


def _keys(sample: Sample, rows: Numbers, groups: Numbers, n: int) -> list[Numbers]:
    """Return by group the keys of postings, ascending."""
    order = np.lexsort((sample.pk[rows], groups))
    return np.split(sample.pk[rows][order], np.cumsum(sums(groups, n))[:-1])


def _most(
    groups: Numbers, n: int, of: Numbers, values: NDArray[Any], names: Names
) -> list[dict[str, int]]:
    """Count by group the openings that have each value; the names of values ascend."""
    of, values, _ = pairs(of, values, len(names))
    group, value, counts = pairs(groups[of], values, len(names))
    order = np.lexsort((value, -counts, group))
    sizes = sums(group, n)
    is_told = np.arange(len(order)) - (np.cumsum(sizes) - sizes)[group] < MOST
    told = order[is_told]  # groups ascend already
    found: list[dict[str, int]] = [{} for _ in range(n)]
    for of_group, one, number in zip(
        *(c[told].tolist() for c in (group, value, counts)), strict=True
    ):
        found[of_group][names[one]] = number
    return found


def _first_live(sample: Sample) -> NDArray[np.int32]:
    found = np.full(len(sample.heads), -1, np.int32)
    live = np.flatnonzero(sample.is_live)[::-1]
    found[sample.cluster[live]] = live  # the first one is written last
    return found


def _own_names(skills: Sequence[str]) -> dict[int, Flags]:
    """Skills that are words of the role's own name, which every posting of it repeats.

    Stems are compared: "product management" is the name of a product manager.
    """
    words = [set(stems(name)) for name in skills]
    found = {}
    for role, name in Role.objects.values_list("pk", "name"):
        parts = set(stems(name))
        found[role] = np.array([bool(needed) and needed <= parts for needed in words], bool)
    return found
