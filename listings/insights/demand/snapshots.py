"""Taking the figures of demand: a row is appended only where a figure changed."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from listings.insights.demand.cells import METHOD_VERSION, Figures, figures_of
from listings.insights.demand.gathering import Gathered, gather
from listings.insights.salaries.appending import append_changed, wait_for_turn
from listings.insights.salaries.evidence import Cell, window_before
from listings.models import Demand

COMPARED = (
    "openings",
    "openings_employers",
    *(figure.name for figure in fields(Figures)),
    "method_version",
    "is_demo",
)


@dataclass(frozen=True, slots=True)
class Refreshed:
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
def refresh(now: datetime | None = None) -> Refreshed:
    """Compute every cell and append what changed. Safe to repeat and to run twice at once."""
    now = now or timezone.now()
    wait_for_turn()
    found, is_demo = gather(now)
    rows = {cell: _row(cell, one, now, is_demo=is_demo) for cell, one in found.items()}
    latest = {_cell(row): row for row in Demand.objects.latest_snapshots()}
    gone = {cell: _row(cell, Gathered(), now, is_demo=False) for cell in latest.keys() - rows}
    return Refreshed(
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
