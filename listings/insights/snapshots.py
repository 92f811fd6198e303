"""Taking the figures of today: a row is appended only where a figure changed.

One way for all figures: from the postings of each cell to a row, compared with the row that holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from jobboard.site import identity
from listings.insights import demand_cells, pay_cells
from listings.insights.demand_sample import Gathered, gather_demand
from listings.insights.sample import Cell, gather, seen_in, window_before
from listings.models import Demand, Statistic

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
def refresh(now: datetime | None = None) -> tuple[Refresh, Refresh]:
    """Compute every cell and append what changed. Safe to repeat and to run twice at once."""
    now = now or timezone.now()
    _wait_for_turn()
    return refresh_pay(now), refresh_demand(now)


def _wait_for_turn() -> None:
    """Let no other run take figures before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def refresh_pay(now: datetime) -> Refresh:
    evidence = gather(seen_in(window_before(now), now))
    taken = _taken(now, pay_cells.METHOD_VERSION, is_demo=evidence.is_demo)
    currency = identity.current().currency
    rows = {
        cell: _pay_row(cell, pay_cells.figures_of(offers, currency), taken)
        for cell, offers in evidence.offers.items()
    }
    empty = pay_cells.PayFigures(total=0)
    published = sum(not row.withheld for row in rows.values())
    appended = _append(Statistic, rows, lambda cell: _pay_row(cell, empty, taken), now)
    return Refresh("Statistics", len(rows), published, appended)


def _pay_row(cell: Cell, figures: pay_cells.PayFigures, taken: Mapping[str, Any]) -> Statistic:
    counts = asdict(figures)
    amounts = counts.pop("amounts")
    return Statistic(**_named(cell), **counts, **amounts, **taken)


def refresh_demand(now: datetime) -> Refresh:
    found, is_demo = gather_demand(now)
    taken = _taken(now, demand_cells.METHOD_VERSION, is_demo=is_demo)
    rows = {cell: _demand_row(cell, one, taken) for cell, one in found.items()}
    published = sum(row.skills is not None for row in rows.values())
    appended = _append(Demand, rows, lambda cell: _demand_row(cell, Gathered(), taken), now)
    return Refresh("Demand", len(rows), published, appended)


def _demand_row(cell: Cell, gathered: Gathered, taken: Mapping[str, Any]) -> Demand:
    return Demand(
        **_named(cell),
        openings=len(gathered.openings),
        openings_employers=len(set(gathered.openings)),
        **asdict(demand_cells.figures_of(gathered.asks)),
        **taken,
    )


def _named(cell: Cell) -> dict[str, Any]:
    return {"role_id": cell.role, "country": cell.country, "level": cell.level}


def _taken(now: datetime, method_version: int, *, is_demo: bool) -> dict[str, Any]:
    """How and when the figures of one run were made."""
    window = window_before(now)
    return {
        "window_from": window.since,
        "window_to": window.until,
        "method_version": method_version,
        "is_demo": is_demo,
        "taken_at": now,
    }


# What differs from run to run though no figure has changed.
NOT_COMPARED = {"id", "window_from", "window_to", "taken_at", "superseded_at"}


def _append[Row: (Demand, Statistic)](
    model: type[Row], found: dict[Cell, Row], empty: Callable[[Cell], Row], now: datetime
) -> int:
    """Append each row that differs from the latest of its cell; return how many.

    A cell whose last posting has left says that it is empty.
    """
    latest = {_cell(row): row for row in model._default_manager.filter(superseded_at=None)}  # noqa: SLF001
    wanted = found | {cell: empty(cell) for cell in latest.keys() - found}
    changed = [cell for cell, row in wanted.items() if not _is_same(row, latest.get(cell))]
    old = [latest[cell].pk for cell in changed if cell in latest]
    model._default_manager.filter(pk__in=old).update(superseded_at=now)  # noqa: SLF001
    rows = [wanted[cell] for cell in changed]
    model._default_manager.bulk_create(rows, batch_size=BATCH)  # noqa: SLF001
    return len(changed)


def _cell(row: Demand | Statistic) -> Cell:
    return Cell(row.role_id, row.country, row.level)


def _is_same(row: Model, other: Model | None) -> bool:
    names = [field.attname for field in row._meta.concrete_fields]  # noqa: SLF001
    return other is not None and all(
        getattr(row, name) == getattr(other, name) for name in names if name not in NOT_COMPARED
    )
