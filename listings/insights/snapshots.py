"""Taking the figures of today: a row is appended only where a figure changed.

One way for all figures: from the postings of each cell to a row, compared with the row that holds.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from jobboard.site import identity
from listings.insights import demand_cells, demand_series, four_weeks, pay_cells
from listings.insights.demand_sample import Gathered, gather_demand
from listings.insights.differences import PayDifferenceFigures, differences_of
from listings.insights.offers import laws_on_pay, offer_of
from listings.insights.pay_parts import WHOLE, Part, PartFinder
from listings.insights.sample import Cell, Member, Sample, sample_of, window_before
from listings.models import (
    Company,
    Demand,
    DemandSeries,
    PartKind,
    PayDifference,
    PaySeries,
    Skill,
    Statistic,
)

LOCK = 0x57A7  # any number that nothing else locks
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Refresh:
    """What a run found: cells in all, those that are large enough, and rows that it appended."""

    name: str
    cells: int
    published: int
    appended: int

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.cells:,} cells, {self.published:,} large enough to show; "
            f"{self.appended:,} changed."
        )


@transaction.atomic
def refresh(now: datetime | None = None) -> tuple[Refresh, ...]:
    """Compute every cell and append what changed. Safe to repeat and to run twice at once."""
    now = now or timezone.now()
    _wait_for_turn()
    sample = sample_of(now)
    Skill.objects.count_openings()
    return *_refresh_pay(sample, now), *_refresh_demand(sample, now)


def _wait_for_turn() -> None:
    """Let no other run take figures before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _refresh_pay(sample: Sample, now: datetime) -> tuple[Refresh, Refresh]:
    taken = _taken(sample, now, pay_cells.METHOD_VERSION)
    currency = identity.current().currency
    rows = {}
    compared: Compared = defaultdict(dict)
    parts = PartFinder.of(sample, dict(Company.objects.values_list("pk", "slug")), now)
    for cell, clusters in _offers_by_cell(sample).items():
        for series in _series_of(clusters):
            figures = pay_cells.figures_of(clusters, series, currency)
            rows[series, cell, WHOLE] = _pay_row((series, cell, WHOLE), figures, taken)
            if series == PaySeries.POSTED and not figures.withheld and not cell.level:
                counted = pay_cells.counted_of(clusters, series, figures.currency)
                compared[cell.country, figures.currency][cell.role] = counted
                for part, own in parts.figures(clusters, cell.country, figures.currency):
                    rows[series, cell, part] = _pay_row((series, cell, part), own, taken)
    published = sum(not row.withheld for row in rows.values())
    empty = pay_cells.PayFigures(total=0)
    appended = _append(
        ((_pay_key(row), row) for row in Statistic.objects.latest_snapshots().iterator(BATCH)),
        rows,
        lambda key: _pay_row(key, empty, taken),
        now,
    )
    pay = Refresh("Statistics", len(rows), published, appended)
    return pay, _refresh_differences(compared, taken)


type Compared = dict[tuple[str, str], dict[int, list[pay_cells.PayOffer]]]
"""By country and currency, what counts of each role."""


def _refresh_differences(compared: Compared, taken: Mapping[str, Any]) -> Refresh:
    rows = {
        (*pair, country): _difference_row(pair, country, currency, figures, taken)
        for (country, currency), roles in compared.items()
        for pair, figures in differences_of(roles)
    }
    latest = (
        ((row.role_id, row.other_id, row.country), row)
        for row in PayDifference.objects.latest_snapshots().iterator(BATCH)
    )
    empty = PayDifferenceFigures()
    appended = _append(
        latest,
        rows,
        lambda key: _difference_row(key[:2], key[2], "", empty, taken),
        taken["taken_at"],
    )
    published = sum(row.raw is not None for row in rows.values())
    return Refresh("Differences of pay", len(rows), published, appended)


def _difference_row(
    pair: tuple[int, int],
    country: str,
    currency: str,
    figures: PayDifferenceFigures,
    taken: Mapping[str, Any],
) -> PayDifference:
    one, other = pair
    return PayDifference(
        role_id=one, other_id=other, country=country, currency=currency, **asdict(figures), **taken
    )


def _offers_by_cell(sample: Sample) -> dict[Cell, list[pay_cells.Cluster]]:
    laws = laws_on_pay()
    found: dict[Cell, list[pay_cells.Cluster]] = defaultdict(list)
    known: dict[tuple[int, str], pay_cells.PayOffer] = {}  # by posting and country
    heads = {one.row["pk"]: group[0].row["pk"] for group in sample.clusters for one in group[1:]}
    for cell, cluster in sample.by_cell():
        offers = []
        for member in cluster:
            key = (member.row["pk"], cell.country)
            if key not in known:
                known[key] = offer_of(member, cell.country, laws, heads.get(key[0]))
            offers.append(known[key])
        found[cell].append(offers)
    return found


def _series_of(clusters: Iterable[pay_cells.Cluster]) -> set[str]:
    """What is posted, always, and every other series that any posting of the cell is of."""
    paid = [offer for cluster in clusters for offer in cluster if offer.currency]
    kinds = {PaySeries.TEXT if offer.is_from_text else offer.series for offer in paid}
    return {PaySeries.POSTED, *kinds}


type PayKey = tuple[str, Cell, Part]


def _pay_key(row: Statistic) -> PayKey:
    return row.series, _cell(row), Part(row.part_kind, row.part)


def _pay_row(key: PayKey, figures: pay_cells.PayFigures, taken: Mapping[str, Any]) -> Statistic:
    series, cell, part = key
    counts = {name: getattr(figures, name) for name in figures.__slots__}
    amounts = counts.pop("amounts")
    if part.kind == PartKind.WEEKS:
        weeks = four_weeks.named(part.name)
        until = min(weeks.last, taken["window_to"])
        taken = {**taken, "window_from": weeks.first, "window_to": until}
    named = {**_named(cell), "part_kind": part.kind, "part": part.name}
    return Statistic(series=series, **named, **counts, **amounts, **taken)


def _refresh_demand(sample: Sample, now: datetime) -> tuple[Refresh, Refresh]:
    taken = _taken(sample, now, demand_cells.METHOD_VERSION)
    slugs = dict(Company.objects.values_list("pk", "slug"))
    gathered = gather_demand(sample)
    rows = {cell: _demand_row(cell, one, taken, slugs) for cell, one in gathered.items()}
    published = sum(row.skills is not None for row in rows.values())
    latest = ((_cell(row), row) for row in Demand.objects.latest_snapshots().iterator(BATCH))
    appended = _append(latest, rows, lambda cell: _demand_row(cell, Gathered(), taken, slugs), now)
    demand = Refresh("Demand", len(rows), published, appended)
    return demand, _refresh_series(gathered, sample, now)


def _demand_row(
    cell: Cell, gathered: Gathered, taken: Mapping[str, Any], slugs: Mapping[int, str]
) -> Demand:
    by = gathered.openings_by
    return Demand(
        **_named(cell),
        openings=len(gathered.openings),
        openings_employers=len(gathered.employers),
        listing_ids=gathered.listing_ids,
        opening_ids=gathered.opening_ids,
        companies=by(lambda one: [slugs[one.row["company_id"]]]),
        industries=by(lambda one: filter(None, [one.row["industry"]])),
        cities=by(lambda one: _cities(one, cell.country)),
        countries=by(lambda one: (office.country for office in one.offices)),
        levels=by(lambda one: [one.row["level"]]),
        workplaces=by(lambda one: one.row["workplaces"]),
        **asdict(demand_cells.figures_of(gathered.asks)),
        **taken,
    )


def _cities(opening: Member, country: str) -> set[str]:
    """Where its offices are, of those in the country; empty: of all."""
    here = (one for one in opening.offices if country in ("", one.country))
    return {one.city for one in here if one.city}


def _refresh_series(gathered: Mapping[Cell, Gathered], sample: Sample, now: datetime) -> Refresh:
    taken = _taken(sample, now, demand_series.METHOD_VERSION)
    cells = {cell: one for cell, one in gathered.items() if not cell.level}
    rows = {
        cell: DemandSeries(**_named(cell), **asdict(series), **taken)
        for cell, series in demand_series.series_of(cells, sample, now)
    }
    published = sum(row.change is not None for row in rows.values())
    latest = ((_cell(row), row) for row in DemandSeries.objects.latest_snapshots().iterator(BATCH))
    appended = _append(latest, rows, lambda cell: DemandSeries(**_named(cell), **taken), now)
    return Refresh("Demand over time", len(rows), published, appended)


def _named(cell: Cell) -> dict[str, Any]:
    return {"role_id": cell.role, "country": cell.country, "level": cell.level}


def _taken(sample: Sample, now: datetime, method_version: int) -> dict[str, Any]:
    """How and when the figures of one run were made."""
    window = window_before(now)
    return {
        "window_from": window.since,
        "window_to": window.until,
        "seen_since": sample.seen_since,
        "method_version": method_version,
        "is_demo": sample.is_demo,
        "taken_at": now,
    }


# What differs from run to run though no figure has changed.
NOT_COMPARED = {"id", "window_from", "window_to", "seen_since", "taken_at", "superseded_at"}


def _append[Key: Hashable, Row: (Demand, DemandSeries, PayDifference, Statistic)](
    latest: Iterable[tuple[Key, Row]],
    found: Mapping[Key, Row],
    empty: Callable[[Key], Row],
    now: datetime,
) -> int:
    """Append each row that differs from the latest of its cell; return how many.

    A cell whose last posting has left says that it is empty. The latest are gone through once and
    never all in memory.
    """
    wanted, old = dict(found), []
    for key, row in latest:
        new = wanted.pop(key, None) or empty(key)
        if not _is_same(new, row):
            wanted[key] = new
            old.append(row.pk)
    if not wanted:
        return 0
    rows = type(next(iter(wanted.values())))._default_manager  # noqa: SLF001
    rows.filter(pk__in=old).update(superseded_at=now)
    rows.bulk_create(wanted.values(), batch_size=BATCH)
    return len(wanted)


def _cell(row: Demand | DemandSeries | Statistic) -> Cell:
    return Cell(row.role_id, row.country, row.level)


def _is_same(row: Model, other: Model) -> bool:
    names = [field.attname for field in row._meta.concrete_fields]  # noqa: SLF001
    return all(
        getattr(row, name) == getattr(other, name) for name in names if name not in NOT_COMPARED
    )
