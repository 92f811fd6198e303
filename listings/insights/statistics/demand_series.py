"""From the postings of a cell to its year: openings by four weeks, change, skills, how long listed.

Everything is seen by this board: an opening counts from the day it was first seen. What may be said
of a change is decided by ``over_time``, the curve by ``listed_for``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Any, NamedTuple

import numpy as np
from django.db.models import F, Max, Min, Q
from numpy.typing import NDArray

from jobboard.site import dates
from listings.insights.statistics import demand_cells, over_time
from listings.insights.statistics.columns import Flags, Floats, Numbers, blocks
from listings.insights.statistics.copied_rows import Columns
from listings.insights.statistics.demand_sample import RoleDemand
from listings.insights.statistics.estimates import difference, discoveries, inside, least_named
from listings.insights.statistics.listed_for import ListedStep, Spells, listed_for
from listings.insights.statistics.over_time import BOARD, Change, Sources, Stays
from listings.insights.statistics.sample import (
    EVERYWHERE,
    REASONS,
    Cell,
    ObservationSpans,
    Sample,
    columns_of,
    window_before,
)
from listings.insights.statistics.sample_members import DAY
from listings.insights.statistics.sample_reading import last_listed
from listings.models import ClosedReason, Listing, Source, SourceRecord, Status
from listings.models.snapshot import Share
from listings.models.source import VERIFIED_FOR

METHOD_VERSION = 1

SETTLED = timedelta(days=30)
"""So long a posting that was taken off may come back; until then nobody knows that it ended."""
MASS = 10  # closings of one source on one day, if they are over half of what it had: no ends
GONE = REASONS.index(ClosedReason.NO_LONGER_LISTED)
ENDS = [GONE, REASONS.index(ClosedReason.FILLED), REASONS.index(ClosedReason.WITHDRAWN)]
SHOWN_SKILLS = 10
ASKS = 50_000  # whose skills are counted at once
MIN_SEEN = 10  # openings in a year: of a country with fewer no series is kept


class SkillCounts(NamedTuple):
    """What the asks of a cell name on one day; names and meaning as in ``models.Demand``."""

    n: int
    employers: int
    largest: int
    skills: dict[str, int] | None
    skill_effects: dict[str, float]


@dataclass(frozen=True, slots=True)
class CellSeries:
    """The figures of a cell; names and meaning as in ``models.DemandSeries``."""

    bins: list[list[Any]] = field(default_factory=list)
    change: dict[str, Any] | None = None
    skills: list[list[Any]] = field(default_factory=list)
    skills_tried: int = 0
    listed: list[list[Any]] = field(default_factory=list)
    listed_n: int = 0
    listed_employers: int = 0
    listing_ids: Numbers = field(default_factory=lambda: np.empty(0, np.int64))


@dataclass(frozen=True, slots=True)
class SeenYear:
    """What all cells share: ``stays`` by cluster, ``spells`` by posting. Four queries."""

    stays: Stays
    spells: Spells
    pk: Numbers
    cluster: NDArray[Any]
    days: Sequence[date]
    sources: Sources
    seen_since: date | None

    @classmethod
    def of(cls, sample: Sample, sight: ObservationSpans, now: datetime) -> "SeenYear":
        return cls(
            stays=_stays(sample, sight),
            spells=_spells(sample, sight, now),
            pk=sample.pk,
            cluster=sample.cluster,
            days=[min(day, dates.day_of(now)) for day in _last_days(now)],
            sources=Sources.of(_read_since(sample, now)),
            seen_since=sample.seen_since,
        )

    def columns(self, found: RoleDemand) -> Columns:
        """Return the years of a role's cells, by name in ``models.DemandSeries``."""
        cells, years = [], []
        for cell, year in self._years(found):
            cells.append(cell)
            years.append(year)
        return columns_of(cells) | _columns(years)

    def empty(self) -> Columns:
        """The year of a cell without postings."""
        return columns_of([Cell(0)]) | _columns([CellSeries()])

    def _years(self, found: RoleDemand) -> Iterator[tuple[Cell, CellSeries]]:
        """Yield the year of each cell of a role that holds a posting."""
        n = len(found.cells)
        ever = np.searchsorted(found.ever_groups, np.arange(n + 1))
        order = np.argsort(found.asks.group, kind="stable")
        asked = np.searchsorted(found.asks.group[order], np.arange(n + 1))
        years: dict[int, tuple[Stays, Numbers, Change | None]] = {}
        for group, cell in enumerate(found.cells):
            seen = found.ever_open[ever[group] : ever[group + 1]]
            is_large = found.countries[group] == EVERYWHERE or len(seen) >= MIN_SEEN
            if not cell.level and len(seen) and is_large:
                stays, own = self.stays.take(seen), order[asked[group] : asked[group + 1]]
                years[group] = stays, own, over_time.change(stays, self.days, self.sources)
        changed = [(group, own, change) for group, (_, own, change) in years.items() if change]
        shares: dict[int, tuple[SkillCounts, ...]] = {}
        for block in blocks(changed, lambda one: len(one[1]), ASKS):
            shares |= self._shares(found, block)
        for group, (stays, own, change) in years.items():
            skills, tried = _that_changed(*shares[group]) if change else ([], 0)
            yield (
                found.cells[group],
                replace(
                    self._series(stays, found.rows[own]),
                    change=change.as_json() if change else None,
                    skills=skills,
                    skills_tried=tried,
                ),
            )

    def _series(self, seen: Stays, heads: Numbers) -> CellSeries:
        spells = self.spells.take(heads)
        is_followed = np.isfinite(spells.leaves)
        return CellSeries(
            bins=self._bins(seen),
            listed=[_rounded(step) for step in listed_for(spells)],
            listed_n=int(np.count_nonzero(is_followed)),
            listed_employers=len(np.unique(spells.employer[is_followed])),
            listing_ids=np.sort(self.pk[heads[is_followed]]),
        )

    def _bins(self, stays: Stays) -> list[list[Any]]:
        numbers = over_time.counted(stays, self.days, self.seen_since)
        begun = over_time.begun(stays, self.days, self.sources)
        return [
            [str(day), number, begun.get(day, 0)]
            for day, number in zip(self.days, numbers, strict=True)
        ]

    def _shares(
        self, found: RoleDemand, cells: Sequence[tuple[int, Numbers, Change]]
    ) -> dict[int, tuple[SkillCounts, ...]]:
        """What each cell's asks name on the two days of its change, the earlier one first.

        Over the sources that were read on both.
        """
        inside: list[Numbers] = []
        for _, own, change in cells:
            stays = self.stays.take(self.cluster[found.rows[own]])
            is_matched = self.sources.matched(stays, change.day_from)
            days = change.day_from, change.day_to
            inside.extend(own[is_matched & stays.are_open_on(day)] for day in days)
        groups = np.repeat(np.arange(len(inside)), [len(one) for one in inside])
        asks = replace(found.asks.take(np.concatenate(inside)), group=groups)
        columns = demand_cells.named_of(asks, len(inside))
        figures = map(SkillCounts, *(columns[name] for name in SkillCounts._fields))
        return dict(zip((group for group, *_ in cells), batched(figures, 2), strict=True))


def _columns(years: Sequence[CellSeries]) -> dict[str, list[Any]]:
    return {name: [getattr(one, name) for one in years] for name in CellSeries.__slots__}


def _that_changed(before: SkillCounts, after: SkillCounts) -> tuple[list[list[Any]], int]:
    """Return the skills whose shares differ, and how many were tried.

    Of all that are not rare, as many are told that 5% of them are there by chance. Openings of both
    days count in both samples, which makes a difference less sure, never more.
    """
    if before.skills is None or after.skills is None:
        return [], 0
    earlier, later, least = before.skills, after.skills, least_named(before.n + after.n)
    usual = [slug for slug, n in earlier.items() if n + later.get(slug, 0) >= least]
    usual += [slug for slug, n in later.items() if n >= least and slug not in earlier]
    shares = {slug: (_share(before, slug), _share(after, slug)) for slug in usual}
    scores = {slug: difference(newer, older) for slug, (older, newer) in shares.items()}
    freedom = before.employers + after.employers - 2
    sure = discoveries({slug: 1 - inside(abs(z), freedom) for slug, z in scores.items()})
    told = sorted(sure, key=lambda slug: (-abs(scores[slug]), slug))[:SHOWN_SKILLS]
    lines = [
        [slug, *(x for share in shares[slug] for x in (share.count, share.n))] for slug in told
    ]
    return lines, len(scores)


def _last_days(now: datetime) -> list[date]:
    return [over_time.bin_of(number).last for number in over_time.bins_before(now)]


def _stays(sample: Sample, sight: ObservationSpans) -> Stays:
    """One opening a cluster, however many postings it has: from the first to the last."""
    heads = sample.heads
    empty = sight.first_on[:0]
    return Stays(
        employer=sample.employer[heads],
        source=sight.source[heads],
        first=np.minimum.reduceat(sight.first_on, heads) if len(heads) else empty,
        last=np.maximum.reduceat(sight.last_on, heads) if len(heads) else empty,
    )


def _read_since(sample: Sample, now: datetime) -> dict[int, date]:
    first = Listing.objects.filter(source__isnull=False).order_by().values("source")
    since = dict(first.annotate(at=Min("first_seen_at")).values_list("source", "at"))
    silent = Source.objects.filter(is_recorded=False, last_good_at__lt=now - VERIFIED_FOR)
    lost = {*silent.values_list("pk", flat=True)}
    lost |= _read_by_several(window_before(now).opens_at)
    read_since = {pk: dates.day_of(at) for pk, at in since.items() if pk not in lost}
    if sample.seen_since:
        read_since[BOARD] = sample.seen_since
    return read_since


def _read_by_several(opens_at: datetime) -> set[int]:
    """Sources whose postings since then were read by more than one version of the readers.

    What differs between them may be the readers' doing: ``manage.py reread`` reads all alike.
    """
    ended = Q(last_seen_at__gte=opens_at, listing__status=Status.CLOSED)
    speaking = SourceRecord.objects.filter(Q(last_seen_at=None) | ended, listing__isnull=False)
    versions = speaking.order_by().values("source")
    several = versions.annotate(least=Min("parser_version"), most=Max("parser_version"))
    return {*several.filter(most__gt=F("least")).values_list("source", flat=True)}


def _mass_closings(sight: ObservationSpans) -> Flags:
    """Tell which postings their source took off on a day on which it took off over half at once."""
    found = np.zeros(len(sight.source), bool)
    is_gone = (sight.reason == GONE) & (sight.source != BOARD)
    table = np.stack((sight.source[is_gone], sight.closed_on[is_gone]), axis=1)
    for (source, day), number in zip(*np.unique(table, axis=0, return_counts=True), strict=True):
        if number < MASS:
            continue
        own = sight.source == source
        was_open = (sight.first_on <= day) & ((sight.closed_on == 0) | (sight.closed_on >= day))
        if 2 * number > np.count_nonzero(own & was_open):
            found |= own & (sight.closed_on == day)
    return found


def _spells(sample: Sample, sight: ObservationSpans, now: datetime) -> Spells:
    """Follow postings by their source's own date, from the second day on which they were seen.

    Nothing of the last thirty days counts: what was taken off may come back. What was taken off
    ended midway between the last day it was seen and the first on which it was missing. Those that
    cannot be followed leave before they enter.
    """
    until, window = (
        round(moment.timestamp() * 1e6) for moment in (now - SETTLED, window_before(now).opens_at)
    )
    entry = np.maximum(np.maximum(sight.seen_at + DAY, window), sight.posted_at)
    is_over = np.isin(sight.reason, ENDS) & (sight.closed_at <= until) & ~_mass_closings(sight)
    listed = last_listed(sample)
    unseen = np.where(listed > 0, sight.closed_at - listed, 0)
    ended = sight.closed_at - np.where(sight.reason == GONE, unseen // 2, 0)
    left = np.where(is_over, ended, np.minimum(sight.left_at, until))
    followed = left > entry
    return Spells(
        employer=sample.employer,
        entry=_days(entry - sight.posted_at),
        leaves=np.where(followed, _days(left - sight.posted_at), -np.inf),
        is_over=is_over,
    )


def _days(time: Numbers) -> Floats:
    return np.round(time / DAY, 1)


def _rounded(step: ListedStep) -> list[Any]:
    shares = (round(one, 4) for one in (step.share, step.low, step.high))
    return [step.day, *shares, step.at_risk, step.employers]


def _share(figures: SkillCounts, slug: str) -> Share:
    count = (figures.skills or {}).get(slug, 0)
    return Share(count, figures.n, figures.employers, figures.skill_effects.get(slug, 1.0))
