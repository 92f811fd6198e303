"""From the postings of a cell to its year: openings by four weeks, change, skills, how long listed.

Everything is seen by this board: an opening counts from the day it was first seen. What may be said
of a change is decided by ``over_time``, the curve by ``listed_for``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Min

from jobboard.site import dates
from listings.insights import demand_cells, four_weeks, over_time
from listings.insights.demand_cells import Ask
from listings.insights.demand_sample import Gathered
from listings.insights.estimates import discoveries, inside
from listings.insights.listed_for import ListedStep, Spell, listed_for
from listings.insights.over_time import BOARD, Change, Stay
from listings.insights.sample import Cell, Member, Sample, window_before
from listings.insights.separation import LEAST, difference
from listings.models import ClosedReason, Listing, Source, SourceRecord, Status
from listings.models.snapshot import Share
from listings.models.source import VERIFIED_FOR

METHOD_VERSION = 1

SETTLED = timedelta(days=30)
"""So long a posting that was taken off may come back; until then nobody knows that it ended."""
MASS = 10  # closings of one source on one day, if they are over half of what it had: no ends
ONE_DAY = timedelta(days=1)
ENDS = {ClosedReason.NO_LONGER_LISTED, ClosedReason.FILLED, ClosedReason.WITHDRAWN}
SHOWN_SKILLS = 10
MIN_SEEN = 10  # openings in a year: of a country with fewer no series is kept


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of a cell; names and meaning as in ``models.DemandSeries``."""

    bins: list[list[Any]] = field(default_factory=list)
    change: dict[str, Any] | None = None
    skills: list[list[Any]] = field(default_factory=list)
    skills_tried: int = 0
    listed: list[list[Any]] = field(default_factory=list)
    listed_n: int = 0
    listed_employers: int = 0
    listing_ids: list[int] = field(default_factory=list)


def series_of(
    cells: Mapping[Cell, Gathered], sample: Sample, now: datetime
) -> Iterator[tuple[Cell, Series]]:
    """Yield the year of each cell that holds a posting. Three queries."""
    known = _Known.of(sample, now)
    for cell, gathered in cells.items():
        if gathered.ever_open and (not cell.country or len(gathered.ever_open) >= MIN_SEEN):
            yield cell, _series(gathered, known)


@dataclass(frozen=True, slots=True)
class _Known:
    """What all cells share; ``stays`` and ``spells`` by posting, a stay being its cluster's."""

    stays: Mapping[int, Stay]
    spells: Mapping[int, Spell | None]
    days: Sequence[date]
    sources: "_Sources"
    seen_since: date | None

    @classmethod
    def of(cls, sample: Sample, now: datetime) -> "_Known":
        sources, last_listed = _Sources.of(sample, now), _last_listed()
        members = [one for cluster in sample.clusters for one in cluster]
        return cls(
            stays=dict(_stays(sample, now)),
            spells={one.row["pk"]: _spell(one, sources, last_listed, now) for one in members},
            days=[min(day, dates.day_of(now)) for day in _last_days(now)],
            sources=sources,
            seen_since=sample.seen_since,
        )


def _series(gathered: Gathered, known: _Known) -> Series:
    """Return the year of one cell."""
    read_since = known.sources.read_since
    seen = [known.stays[cluster[0].row["pk"]] for cluster in gathered.ever_open]
    change = over_time.change(seen, known.days, read_since)
    heads = [cluster[0].row["pk"] for cluster in gathered.clusters]
    asked_in = [known.stays[head] for head in heads]
    skills, tried = _skills_that_changed(gathered.asks, asked_in, change, read_since)
    followed = {head: spell for head in heads if (spell := known.spells[head])}
    return Series(
        bins=_bins(seen, known.days, read_since, known.seen_since),
        change=change.as_json() if change else None,
        skills=skills,
        skills_tried=tried,
        listed=[_rounded(step) for step in listed_for(list(followed.values()))],
        listed_n=len(followed),
        listed_employers=len({spell.employer for spell in followed.values()}),
        listing_ids=sorted(followed),
    )


def _last_days(now: datetime) -> list[date]:
    return [four_weeks.bin_of(number).last for number in four_weeks.bins_before(now)]


def _bins(
    stays: Sequence[Stay],
    days: Sequence[date],
    read_since: Mapping[int, date],
    seen_since: date | None,
) -> list[list[Any]]:
    numbers = over_time.counted(stays, days, seen_since)
    begun = over_time.begun(stays, days, read_since)
    return [
        [str(day), number, begun.get(day, 0)] for day, number in zip(days, numbers, strict=True)
    ]


def _stays(sample: Sample, now: datetime) -> Iterator[tuple[int, Stay]]:
    """Each posting with the stay of its whole cluster."""
    for cluster in sample.clusters:
        stay = _stay(cluster, now)
        yield from ((one.row["pk"], stay) for one in cluster)


def _stay(cluster: Sequence[Member], now: datetime) -> Stay:
    """One opening, however many near-identical postings it has: from the first to the last."""
    head = cluster[0]
    return Stay(
        key=head.row["pk"],
        employer=head.employer,
        source=head.row["source_id"] or BOARD,
        first=min(_first_day(one) for one in cluster),
        last=max(_last_day(one, now) for one in cluster),
    )


def _first_day(one: Member) -> date:
    """When it was first seen here; what an employer posts is seen when it is published."""
    return dates.day_of(max(one.row["first_seen_at"], one.row["posted_at"]))


def _last_day(one: Member, now: datetime) -> date:
    """Today, where it is on offer; else the day before it was gone, or when it was last listed."""
    row = one.row
    ended = row["status"] != Status.PUBLISHED or (row["expires_at"] and row["expires_at"] <= now)
    if ended:
        return dates.day_of(one.last_seen(now)) - ONE_DAY
    last = row["source__last_good_at"]
    is_listed = row["source__is_recorded"] is not False or last > now - VERIFIED_FOR
    return dates.day_of(now if is_listed else last)


@dataclass(frozen=True, slots=True)
class _Sources:
    """``read_since``: from when on each source that is read still was read, this board too.

    ``mass``: sources and days on which a source took off over half of what it had at once.
    """

    read_since: dict[int, date]
    mass: set[tuple[int, date]]

    @classmethod
    def of(cls, sample: Sample, now: datetime) -> "_Sources":
        first = Listing.objects.filter(source__isnull=False).order_by().values("source")
        since = dict(first.annotate(at=Min("first_seen_at")).values_list("source", "at"))
        silent = Source.objects.filter(is_recorded=False, last_good_at__lt=now - VERIFIED_FOR)
        lost = {*silent.values_list("pk", flat=True)}
        read_since = {pk: dates.day_of(at) for pk, at in since.items() if pk not in lost}
        if sample.seen_since:
            read_since[BOARD] = sample.seen_since
        return cls(read_since, _mass_closings(sample))


def _mass_closings(sample: Sample) -> set[tuple[int, date]]:
    members = [one for cluster in sample.clusters for one in cluster if one.row["source_id"]]
    closed = Counter(
        (one.row["source_id"], dates.day_of(one.row["closed_at"]))
        for one in members
        if one.row["closed_reason"] == ClosedReason.NO_LONGER_LISTED
    )
    many = {key: number for key, number in closed.items() if number >= MASS}
    by_source: dict[int, list[Member]] = defaultdict(list)
    for one in members:
        if one.row["source_id"] in {source for source, _ in many}:
            by_source[one.row["source_id"]].append(one)
    return {
        (source, day)
        for (source, day), number in many.items()
        if 2 * number > sum(_was_open(one, day) for one in by_source[source])
    }


def _was_open(one: Member, day: date) -> bool:
    """Whether it was on offer until that day at least."""
    ended = one.row["closed_at"]
    return _first_day(one) <= day and (ended is None or dates.day_of(ended) >= day)


def _last_listed() -> dict[int, datetime]:
    """When the source of a posting that is gone listed it for the last time."""
    gone = SourceRecord.objects.filter(last_seen_at__isnull=False, listing__isnull=False)
    last = gone.order_by().values("listing").annotate(at=Max("last_seen_at"))
    return dict(last.values_list("listing", "at"))


def _spell(
    one: Member, sources: _Sources, last_listed: Mapping[int, datetime], now: datetime
) -> Spell | None:
    """Follow a posting by its source's own date, from the second day on which it was seen.

    Nothing of the last thirty days counts: what was taken off may come back. What was taken off
    ended midway between the last day it was seen and the first on which it was missing.
    """
    row = one.row
    since, until = row["posted_at"], now - SETTLED
    window = window_before(now).opens_at
    entry = max(row["first_seen_at"] + ONE_DAY, window, since)
    left = min(one.last_seen(now), until)
    is_over = row["closed_reason"] in ENDS and row["closed_at"] <= until
    if is_over and (row["source_id"], dates.day_of(row["closed_at"])) in sources.mass:
        is_over = False
    if is_over:
        left = row["closed_at"]
        if row["closed_reason"] == ClosedReason.NO_LONGER_LISTED:
            left -= (left - last_listed.get(row["pk"], left)) / 2
    if left <= entry:
        return None
    return Spell(one.employer, _days(entry - since), _days(left - since), is_over)


def _days(time: timedelta) -> float:
    return round(time / ONE_DAY, 1)


def _rounded(step: ListedStep) -> list[Any]:
    shares = (round(one, 4) for one in (step.share, step.low, step.high))
    return [step.day, *shares, step.at_risk, step.employers]


def _skills_that_changed(
    asks: Sequence[Ask],
    stays: Sequence[Stay],
    change: Change | None,
    read_since: Mapping[int, date],
) -> tuple[list[list[Any]], int]:
    """Compare shares on the two days of the change, over the sources that were read on both.

    Of all skills that are not rare, as many are told that 5 % of them are there by chance. Openings
    of both days count in both samples, which makes a difference less sure, never more.
    """
    if change is None:
        return [], 0
    alike = over_time.matched(read_since, change.day_from)
    pairs = [pair for pair in zip(asks, stays, strict=True) if pair[1].source in alike]
    before, after = (
        demand_cells.figures_of([ask for ask, stay in pairs if stay.is_open_on(day)])
        for day in (change.day_from, change.day_to)
    )
    if before.skills is None or after.skills is None:
        return [], 0
    shares = {slug: (_share(before, slug), _share(after, slug)) for slug in _usual(before, after)}
    scores = {slug: difference(later, earlier) for slug, (earlier, later) in shares.items()}
    freedom = before.employers + after.employers - 2
    sure = discoveries({slug: 1 - inside(abs(z), freedom) for slug, z in scores.items()})
    told = sorted(sure, key=lambda slug: (-abs(scores[slug]), slug))[:SHOWN_SKILLS]
    lines = [
        [slug, *(x for share in shares[slug] for x in (share.count, share.n))] for slug in told
    ]
    return lines, len(scores)


type _Figures = demand_cells.DemandFigures


def _usual(*both: _Figures) -> set[str]:
    slugs = set().union(*(one.skills or {} for one in both))
    least = LEAST * sum(one.n for one in both)
    return {slug for slug in slugs if sum((one.skills or {}).get(slug, 0) for one in both) >= least}


def _share(figures: _Figures, slug: str) -> Share:
    count = (figures.skills or {}).get(slug, 0)
    return Share(count, figures.n, figures.employers, figures.skill_effects.get(slug, 1.0))
