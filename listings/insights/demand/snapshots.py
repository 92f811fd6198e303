"""Taking the figures of demand: a row is appended only where a figure changed."""

from collections import defaultdict
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from listings.insights.demand.cells import METHOD_VERSION, Ask, DemandFigures, figures_of
from listings.insights.salaries.evidence import Cell, Sighting, seen_in, sightings, window_before
from listings.insights.salaries.snapshots import append_changed, wait_for_turn
from listings.models import Degree, Demand, Level, Listing, RemoteScope, Workplace

FIELDS = ("years_asked", "degree_asked")


@dataclass(slots=True)
class Gathered:
    """What stands behind one cell: what its postings ask, and the employer of each opening.

    An opening is counted as the list of openings shows it: where it has an office, and, if it is
    remote, wherever one may work from.
    """

    asks: list[Ask] = field(default_factory=list)
    openings: list[int] = field(default_factory=list)


def gather(now: datetime) -> tuple[dict[Cell, Gathered], bool]:
    """Return all cells, and whether their postings are invented ones. Five queries.

    Of a country that only remote postings name, levels are left out.
    """
    postings = seen_in(window_before(now), now)
    found, is_demo = sightings(postings, FIELDS)
    live = set(Listing.objects.live().in_lists().order_by().values_list("pk", flat=True))
    skills = _skills()
    cells: dict[Cell, Gathered] = defaultdict(Gathered)
    for one in found:
        ask = ask_of(one.row, skills.get(one.row["pk"], ()))
        for cell in one.cells():
            cells[cell].asks.append(ask)
    _count_openings(cells, [one for one in found if one.row["pk"] in live])
    return {cell: one for cell, one in cells.items() if one.asks or not cell.level}, is_demo


def _skills() -> dict[int, tuple[str, ...]]:
    """The slugs of each posting's skills."""
    named: dict[int, list[str]] = defaultdict(list)
    links = Listing.skills.through.objects.values_list("listing_id", "skill__slug")
    for listing, slug in links:
        named[listing].append(slug)
    return {listing: tuple(slugs) for listing, slugs in named.items()}


def ask_of(row: dict[str, Any], skills: tuple[str, ...]) -> Ask:
    """Return what a posting asks; silence on degrees insists on none."""
    return Ask(
        employer=row["company_id"],
        skills=skills,
        is_remote=Workplace.REMOTE in row["workplaces"] if row["workplaces"] else None,
        is_entry=row["level"] == Level.ENTRY if row["level"] else None,
        years=row["years_asked"],
        insists_on_degree=row["degree_asked"] == Degree.REQUIRED,
    )


def _count_openings(cells: dict[Cell, Gathered], live: list[Sighting]) -> None:
    anywhere = [one for one in live if one.row["remote_scope"] == RemoteScope.ANYWHERE]
    others = [one for one in live if one.row["remote_scope"] != RemoteScope.ANYWHERE]
    for one in others:
        countries = {*one.row["offices"], *one.row["remote_countries"]}
        for cell in Sighting(one.row, one.roles, countries).cells():
            cells[cell].openings.append(one.row["company_id"])
    countries_of: dict[int, set[str]] = defaultdict(set)
    for cell in cells:
        countries_of[cell.role].add(cell.country)
    for one in anywhere:
        for role in one.roles:
            for cell in Sighting(one.row, {role}, countries_of[role]).cells():
                cells[cell].openings.append(one.row["company_id"])


COMPARED = (
    "openings",
    "openings_employers",
    *(figure.name for figure in fields(DemandFigures)),
    "method_version",
    "is_demo",
)


@dataclass(frozen=True, slots=True)
class DemandRefresh:
    """What a run found: cells in all, those that are large enough, and rows that it appended."""

    cells: int
    published: int
    appended: int

    def __str__(self) -> str:
        return (
            f"{self.cells:,} cells, {self.published:,} large enough for shares; "
            f"{self.appended:,} changed."
        )


@transaction.atomic
def refresh(now: datetime | None = None) -> DemandRefresh:
    """Compute every cell and append what changed. Safe to repeat and to run twice at once."""
    now = now or timezone.now()
    wait_for_turn()
    found, is_demo = gather(now)
    rows = {cell: _row(cell, one, now, is_demo=is_demo) for cell, one in found.items()}
    latest = {_cell(row): row for row in Demand.objects.latest_snapshots()}
    gone = {cell: _row(cell, Gathered(), now, is_demo=False) for cell in latest.keys() - rows}
    return DemandRefresh(
        cells=len(rows),
        published=sum(row.skills is not None for row in rows.values()),
        appended=append_changed(rows | gone, latest, COMPARED, now),
    )


def _row(cell: Cell, gathered: Gathered, now: datetime, *, is_demo: bool) -> Demand:
    window = window_before(now)
    return Demand(
        role_id=cell.role,
        country=cell.country,
        level=cell.level,
        openings=len(gathered.openings),
        openings_employers=len(set(gathered.openings)),
        **asdict(figures_of(gathered.asks)),
        window_from=window.since,
        window_to=window.until,
        method_version=METHOD_VERSION,
        is_demo=is_demo,
        taken_at=now,
    )


def _cell(row: Demand) -> Cell:
    return Cell(row.role_id, row.country, row.level)
