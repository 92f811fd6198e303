"""Taking the figures of today: a row is appended only where a figure changed."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from jobboard.site import identity
from listings.insights.salaries.cells import METHOD_VERSION, PayFigures, figures_of
from listings.insights.salaries.evidence import Cell, gather, seen_in, window_before
from listings.models import Demand, Statistic

LOCK = 0x57A7  # any number that nothing else locks
BATCH = 2_000


def wait_for_turn() -> None:
    """Let no other run take figures before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def append_changed[Key: Hashable, Row: (Demand, Statistic)](
    wanted: Mapping[Key, Row], latest: Mapping[Key, Row], compared: Sequence[str], now: datetime
) -> int:
    """Append each wanted row that differs from the latest of its cell; return how many."""
    changed = [
        cell for cell, row in wanted.items() if not _is_same(row, latest.get(cell), compared)
    ]
    if not changed:
        return 0
    model = type(wanted[changed[0]])
    old = [latest[cell].pk for cell in changed if cell in latest]
    model.objects.filter(pk__in=old).update(superseded_at=now)
    model.objects.bulk_create([wanted[cell] for cell in changed], batch_size=BATCH)
    return len(changed)


def _is_same(row: object, other: object | None, compared: Sequence[str]) -> bool:
    return other is not None and all(
        getattr(row, name) == getattr(other, name) for name in compared
    )


AMOUNTS = (
    "median",
    "typical_low",
    "typical_high",
    "p25",
    "p75",
    "ci_low",
    "ci_high",
    "p10",
    "p90",
)
COUNTS = (
    "currency",
    "withheld",
    "total",
    "n",
    "employers",
    "largest",
    "on_target",
    "wide",
    "other_currency",
    "other_series",
)
COMPARED = (*COUNTS, *AMOUNTS, "method_version", "is_demo")


@dataclass(frozen=True, slots=True)
class PayRefresh:
    """What a run found: cells in all, those that are large enough, and rows that it appended."""

    cells: int
    published: int
    appended: int

    def __str__(self) -> str:
        return (
            f"{self.cells:,} cells, {self.published:,} large enough to show; "
            f"{self.appended:,} changed."
        )


@transaction.atomic
def refresh(now: datetime | None = None) -> PayRefresh:
    """Compute every cell and append what changed. Safe to repeat and to run twice at once."""
    now = now or timezone.now()
    wait_for_turn()
    found = take(now)
    latest = {_cell(row): row for row in Statistic.objects.latest_snapshots()}
    wanted = found | {cell: _emptied(row, now) for cell, row in latest.items() if cell not in found}
    return PayRefresh(
        cells=len(found),
        published=sum(not row.withheld for row in found.values()),
        appended=append_changed(wanted, latest, COMPARED, now),
    )


def take(now: datetime) -> dict[Cell, Statistic]:
    """Return the figures of all cells as unsaved rows."""
    evidence = gather(seen_in(window_before(now), now))
    currency = identity.current().currency
    return {
        cell: _row(cell, figures_of(offers, currency), now, is_demo=evidence.is_demo)
        for cell, offers in evidence.offers.items()
    }


def _row(cell: Cell, figures: PayFigures, now: datetime, *, is_demo: bool) -> Statistic:
    window = window_before(now)
    counts = asdict(figures)
    amounts = counts.pop("amounts")
    return Statistic(
        role_id=cell.role,
        country=cell.country,
        level=cell.level,
        window_from=window.since,
        window_to=window.until,
        method_version=METHOD_VERSION,
        is_demo=is_demo,
        taken_at=now,
        **counts,
        **amounts,
    )


def _emptied(row: Statistic, now: datetime) -> Statistic:
    """The cell of ``row`` without a posting: all of them have left the window."""
    return _row(_cell(row), PayFigures(total=0), now, is_demo=False)


def _cell(row: Statistic) -> Cell:
    return Cell(row.role_id, row.country, row.level)
