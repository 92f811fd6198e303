"""Which postings the statistics count, as columns.

The member is the unit: each posting counts with its own pay and places. The cluster is counted
once: near-identical postings of one employer are one in every cell that any of them is in. Members
lie in the order of their clusters, of each the one that lists show first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from jobboard.site import dates
from listings.insights.statistics.columns import Flags, Links, Numbers
from listings.models import ClosedReason, Industry, Level, Listing, Status, Workplace
from listings.models.listing_queryset import ListingQuerySet

LEVELS = ("", *Level.values)
WORKPLACES = tuple(Workplace.values)
INDUSTRIES = ("", *sorted(Industry.values))
EVERYWHERE = 0  # the number of no country
REASONS = ("", *ClosedReason.values)
REMOTE_ONLY = 1 << WORKPLACES.index(Workplace.REMOTE)


class Cell(NamedTuple):
    """Role × country (empty: everywhere) × level (empty: all)."""

    role_id: int
    country: str = ""
    level: str = ""


def columns_of(cells: Sequence[Cell]) -> dict[str, list[Any]]:
    """Return their roles, countries and levels."""
    return {name: [getattr(one, name) for one in cells] for name in Cell._fields}


@dataclass(frozen=True, slots=True)
class Window:
    """The 12 months that end on ``until``; both days belong to it."""

    since: date
    until: date

    @property
    def opens_at(self) -> datetime:
        return dates.beginning(self.since)


def window_before(now: datetime) -> Window:
    """Return the 12 months up to ``now``; a leap day has the 28 February before it."""
    until = dates.day_of(now)
    day = 28 if (until.month, until.day) == (2, 29) else until.day
    return Window(until.replace(year=until.year - 1, day=day), until)


def seen_in(window: Window, now: datetime) -> ListingQuerySet:
    """Vacancies that were on offer at any moment of the window, with all members of a cluster.

    From when we first saw it until it closed, ran out, or was last listed by its source; frozen
    postings, those that editors removed and those of blocked companies count nowhere.
    """
    opens_at = window.opens_at
    listed = (
        Q(source__isnull=True) | Q(source__is_recorded=True) | Q(source__last_good_at__gte=opens_at)
    )
    on_offer = Q(status=Status.PUBLISHED) & listed
    ended_late = Q(status=Status.CLOSED, closed_at__gte=opens_at)
    return (
        Listing.objects.filter(is_open_application=False)
        .filter(on_offer | ended_late, posted_at__lte=now, first_seen_at__lte=now)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gte=opens_at))
        .filter(frozen_at__isnull=True, company__blocked_at__isnull=True)
        .exclude(closed_reason=ClosedReason.BLOCKED)
        .order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class Places:
    """Places by their number here; countries are numbers of ``Sample.countries``."""

    countries: NDArray[np.int16]
    cities: NDArray[np.int32]  # a number of ``slugs``; 0: no city
    regions: list[str]  # ISO 3166-2
    slugs: list[str]


@dataclass(frozen=True, slots=True)
class Companies:
    """Slugs of companies by their number here.

    Letters of one array, which processes share: as text a hundred thousand need ten megabytes.
    """

    keys: Numbers  # ascending
    numbers: NDArray[np.int32]  # of each key
    slugs: NDArray[np.bytes_]  # ascending

    @classmethod
    def of(cls, slug_of: Mapping[int, str]) -> "Companies":
        """From their slugs by key, the keys ascending."""
        slugs = np.array([slug.encode() for slug in slug_of.values()], np.bytes_)
        ordered, numbers = np.unique(slugs, return_inverse=True)
        return cls(np.fromiter(slug_of, np.int64), numbers.astype(np.int32), ordered)

    def numbers_of(self, keys: NDArray[Any]) -> Numbers:
        return self.numbers[np.searchsorted(self.keys, keys)].astype(np.int64)

    def __len__(self) -> int:
        return len(self.slugs)

    def __getitem__(self, number: int) -> str:
        return bytes(self.slugs[number]).decode()


type Names = Sequence[str] | Companies
"""By number."""


@dataclass(frozen=True, slots=True)
class Sample:
    """All that figures are made of. Invented postings count only where there are no others.

    Of each posting, and at the end of all clusters and names. Days are ordinal.
    """

    pk: Numbers
    cluster: NDArray[Any]  # numbers from 0 on, ascending
    company: NDArray[np.int32]
    employer: NDArray[np.int32]  # the first company of its group, the unit of every figure
    level: NDArray[np.int8]  # a number of ``LEVELS``
    workplaces: NDArray[np.int8]  # bits, in the order of ``WORKPLACES``
    industry: NDArray[np.int8]  # a number of ``INDUSTRIES``
    years: NDArray[np.int8]  # asked; -1: not stated
    insists_on_degree: Flags
    tells_musts: Flags
    is_live: Flags
    posted_on: NDArray[np.int32]
    seen_on: NDArray[np.int32]  # first seen here
    left_on: NDArray[np.int32]  # closed, run out, last listed by its source, or today
    roles: Numbers  # keys
    by_role: Links  # rows
    counted_in: Links  # countries
    named: Links  # countries, as offices or to work from; see ``is_anywhere``
    is_anywhere: Flags
    offices: Links
    heads: NDArray[np.int32]  # by cluster: the member that stands for it
    places: Places
    companies: Companies
    countries: list[str]
    is_demo: bool
    seen_since: date | None  # the first day on which this board saw any posting


@dataclass(frozen=True, slots=True)
class ObservationSpans:
    """From when to when each posting was seen; times in microseconds since 1970, days ordinal.

    Read with the sample, and not kept beside it: only how long postings stay is made of it.
    """

    source: NDArray[np.int32]  # 0: posted here
    first_on: NDArray[np.int32]  # seen here, and published
    last_on: NDArray[np.int32]  # still on offer
    closed_on: NDArray[np.int32]  # 0: it is not
    posted_at: Numbers
    seen_at: Numbers
    left_at: Numbers
    closed_at: Numbers
    reason: NDArray[np.int8]  # a number of ``REASONS``


ALL_LEVELS = 0


@dataclass(frozen=True, slots=True)
class Grouped:
    """Rows of the sample by cell, within a cell in the order of the sample, each once a cell."""

    rows: Numbers
    groups: Numbers
    countries: Numbers  # by group
    levels: Numbers  # by group

    @classmethod
    def of(cls, rows: NDArray[Any], countries: NDArray[Any], levels: NDArray[Any]) -> "Grouped":
        """From rows with their country and level, in any order."""
        cells = countries.astype(np.int64) * len(LEVELS) + levels
        order = np.lexsort((rows, cells))
        found, groups = np.unique(cells[order], return_inverse=True)
        return cls(rows[order], groups, found // len(LEVELS), found % len(LEVELS))

    @property
    def n(self) -> int:
        return len(self.countries)

    def cells(self, role: int, sample: Sample) -> list[Cell]:
        return [
            Cell(role, sample.countries[country], LEVELS[level])
            for country, level in zip(self.countries, self.levels, strict=True)
        ]


def counted_in(sample: Sample, rows: Numbers) -> Grouped:
    """Every cell that these postings count in: everywhere and each country, all levels and own."""
    return with_levels(sample, *with_everywhere(rows, *sample.counted_in.of_rows(rows)))


def with_everywhere(
    rows: Numbers, places: Numbers, countries: NDArray[Any]
) -> tuple[Numbers, Numbers]:
    """Return rows beside countries: each everywhere too. ``places``: of a country's row."""
    everywhere = np.full(len(rows), EVERYWHERE)
    return np.concatenate((rows, rows[places])), np.concatenate((everywhere, countries))


def with_levels(sample: Sample, rows: Numbers, countries: Numbers) -> Grouped:
    """Each at all levels, and at its own where it states one."""
    levels = sample.level[rows]
    has_level = levels != ALL_LEVELS
    return Grouped.of(
        np.concatenate((rows, rows[has_level])),
        np.concatenate((countries, countries[has_level])),
        np.concatenate((np.zeros(len(rows), np.int64), levels[has_level])),
    )
