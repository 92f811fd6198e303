"""Taking the figures of today: a row is appended only where a figure changed.

One way for all figures: from the postings of each role to rows, compared with those that hold. One
role at a time is worked on, so that the memory is that of the sample's columns and of one role.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from listings.insights import demand_cells, demand_series, over_time
from listings.insights.appending import Appender
from listings.insights.demand_sample import DemandSample
from listings.insights.demand_series import Series, Year
from listings.insights.differences import PayDifferenceFigures, differences_of, most_alike
from listings.insights.estimates import Shares
from listings.insights.pay_cells import METHOD_VERSION as PAY
from listings.insights.pay_cells import PayFigures
from listings.insights.pay_sample import PayKey, PaySample, Places
from listings.insights.sample import Sample, by_role, window_before
from listings.insights.sample_reading import sample_of
from listings.models import (
    Demand,
    DemandSeries,
    PartKind,
    PayDifference,
    PaySeries,
    Skill,
    Statistic,
)

LOCK = 0x57A7  # any number that nothing else locks
CELL = ("role_id", "country", "level")
AMOUNTS = ("median", "p25", "p75", "width", "ci_low", "ci_high", "p10", "p90")
PAY_KEY = ("role_id", "series", "country", "level", "part_kind", "part")
PAY_OWN = (
    *(name for name in PayFigures.__slots__ if name != "amounts"),
    *AMOUNTS,
    *("window_from", "window_to"),
)
DIFFERENCE_KEY = ("role_id", "other_id", "country")
DIFFERENCE_OWN = ("currency", *PayDifferenceFigures.__slots__)
SERIES_OWN = tuple(Series.__slots__)


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
    demand, shares = _refresh_demand(sample, now)
    pay, compared = _refresh_pay(sample, now)
    return pay, _refresh_differences(compared, shares, _taken(sample, now, PAY)), *demand


def _wait_for_turn() -> None:
    """Let no other run take figures before this transaction ends.

    No statement is cut off by the limit of those that a visitor waits for: the job has its own.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _refresh_pay(sample: Sample, now: datetime) -> tuple[Refresh, Places]:
    """Take the figures of pay; return also what counts of each role in each place."""
    pay = PaySample.of(sample, now)
    taken = _taken(sample, now, PAY)
    appender, published = Appender(Statistic, PAY_KEY, PAY_OWN, taken), 0
    for role, rows in by_role(sample):
        for key, figures in pay.of_role(role, rows):
            published += not figures.withheld
            appender.add(_pay_row(role, key, figures, taken))
    nothing = _pay_row(0, PayKey(PaySeries.POSTED), PayFigures(total=0), taken)
    empty = {name: nothing[name] for name in PAY_OWN}
    appended = appender.append(empty, now, kept=f"old.part_kind = '{PartKind.WEEKS}'")
    return Refresh("Statistics", appender.rows, published, appended), pay.places


def _pay_row(
    role: int, key: PayKey, figures: PayFigures, taken: Mapping[str, Any]
) -> dict[str, Any]:
    counts = {name: getattr(figures, name) for name in PayFigures.__slots__}
    amounts = counts.pop("amounts")
    window = taken["window_from"], taken["window_to"]
    if key.part_kind == PartKind.WEEKS:
        weeks = over_time.named(key.part)
        window = weeks.first, min(weeks.last, window[1])
    return {
        "role_id": role,
        **key._asdict(),
        **counts,
        **{name: amounts.get(name) for name in AMOUNTS},
        "window_from": window[0],
        "window_to": window[1],
        "midpoints": figures.midpoints / 100,
    }


def _refresh_differences(
    places: Places, shares: Mapping[int, Shares], taken: Mapping[str, Any]
) -> Refresh:
    appender = Appender(PayDifference, DIFFERENCE_KEY, DIFFERENCE_OWN, taken)
    published = 0
    for (country, currency), roles in places.items():
        pairs = most_alike(roles, shares) if country else None
        for (one, other), figures in differences_of(roles, pairs):
            published += figures.raw is not None
            key = {"role_id": one, "other_id": other, "country": country, "currency": currency}
            appender.add(key | asdict(figures))
    empty = {"currency": "", **asdict(PayDifferenceFigures())}
    appended = appender.append(empty, taken["taken_at"])
    return Refresh("Differences of pay", appender.rows, published, appended)


def _refresh_demand(
    sample: Sample, now: datetime
) -> tuple[tuple[Refresh, Refresh], dict[int, Shares]]:
    """Take the figures of demand; return also each role's shares of skills everywhere."""
    gathered, year = DemandSample.of(sample), Year.of(sample, now)
    taken = _taken(sample, now, demand_cells.METHOD_VERSION)
    cells = Appender(Demand, CELL, DemandSample.COLUMNS, taken)
    taken = _taken(sample, now, demand_series.METHOD_VERSION)
    years = Appender(DemandSeries, CELL, SERIES_OWN, taken)
    published = told = 0
    shares: dict[int, Shares] = {}
    for found in gathered.by_role():
        for cell, row in gathered.rows(found):
            cells.add(cell._asdict() | row)
            published += row["skills"] is not None
            if cell.is_widest and row["skills"]:
                shares[cell.role_id] = {slug: n / row["n"] for slug, n in row["skills"].items()}
        for cell, series in year.series(found):
            years.add(cell._asdict() | {name: getattr(series, name) for name in SERIES_OWN})
            told += series.change is not None
    empty = gathered.empty_row()
    demand = Refresh("Demand", cells.rows, published, cells.append(empty, now))
    appended = years.append(asdict(Series()), now)
    return (demand, Refresh("Demand over time", years.rows, told, appended)), shares


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
