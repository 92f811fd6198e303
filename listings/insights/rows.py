"""From a market's columns to the rows of its figures, one role or one place at a time.

Nothing here asks the database once the columns are read, so that it runs in any process.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from listings.insights import demand_cells, demand_series, over_time
from listings.insights.appending import RowLines, Table
from listings.insights.demand_sample import DemandSample
from listings.insights.demand_series import CellSeries, SeenYear
from listings.insights.differences import Pair, PayDifferenceFigures, differences_of
from listings.insights.estimates import Shares
from listings.insights.pay_cells import METHOD_VERSION as PAY
from listings.insights.pay_cells import PayFigures
from listings.insights.pay_draws import RoleMidpoints
from listings.insights.pay_sample import PayKey, PaySample, Places
from listings.insights.sample import Sample, window_before
from listings.insights.sample_reading import sample_of
from listings.models import Demand, DemandSeries, PartKind, PayDifference, PaySeries, Statistic

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
SERIES_OWN = tuple(CellSeries.__slots__)


@dataclass(frozen=True, slots=True)
class Tables:
    """How rows of each table are written."""

    pay: Table
    differences: Table
    demand: Table
    series: Table


@dataclass(frozen=True, slots=True)
class MarketColumns:
    """All that figures are made of."""

    sample: Sample
    demand: DemandSample
    year: SeenYear
    pay: PaySample
    taken: Mapping[str, Any]
    tables: Tables

    @classmethod
    def of(cls, now: datetime) -> "MarketColumns":
        """Read it. Some dozens of queries, whatever the number of postings."""
        sample = sample_of(now)
        window = window_before(now)
        taken = {
            "window_from": window.since,
            "window_to": window.until,
            "seen_since": sample.seen_since,
            "is_demo": sample.is_demo,
            "taken_at": now,
        }
        demand, year, pay = (
            DemandSample.of(sample),
            SeenYear.of(sample, now),
            PaySample.of(sample, now),
        )
        return cls(sample, demand, year, pay, taken, _tables(taken))

    def empty_rows(self) -> dict[str, dict[str, Any]]:
        """The figures of a cell without postings, by name of the table."""
        nothing = _pay_row(self.taken, 0, PayKey(PaySeries.POSTED), PayFigures(total=0))
        return {
            self.tables.pay.name: {name: nothing[name] for name in PAY_OWN},
            self.tables.differences.name: {"currency": "", **asdict(PayDifferenceFigures())},
            self.tables.demand.name: self.demand.empty_row(),
            self.tables.series.name: asdict(CellSeries()),
        }


def _tables(taken: Mapping[str, Any]) -> Tables:
    def version(number: int) -> dict[str, Any]:
        return {**taken, "method_version": number}

    of_series = version(demand_series.METHOD_VERSION)
    return Tables(
        pay=Table.of(Statistic, PAY_KEY, PAY_OWN, version(PAY)),
        differences=Table.of(PayDifference, DIFFERENCE_KEY, DIFFERENCE_OWN, version(PAY)),
        demand=Table.of(Demand, CELL, DemandSample.COLUMNS, version(demand_cells.METHOD_VERSION)),
        series=Table.of(DemandSeries, CELL, SERIES_OWN, of_series),
    )


@dataclass(frozen=True, slots=True)
class RoleRows:
    """What was found of one role. ``shares``: of skills everywhere, where they may be shown."""

    role: int
    pay: RowLines
    demand: RowLines
    series: RowLines
    places: Places
    shares: Shares | None


def of_role(market: MarketColumns, number: int) -> RoleRows:
    """Compute the role of a number."""
    role = int(market.sample.roles[number])
    rows = market.sample.by_role.one(number)
    places: Places = {}
    tables = market.tables
    pay, demand, series = (RowLines() for _ in range(3))
    for key, figures in market.pay.of_role(rows, places):
        pay.add(tables.pay.line(_pay_row(market.taken, role, key, figures)), not figures.withheld)
    shares: Shares | None = None
    found = market.demand.of_role(role, rows)
    for cell, row in market.demand.rows(found):
        skills = row["skills"]
        demand.add(tables.demand.line(cell._asdict() | row), skills is not None)
        if cell.is_widest and skills:
            shares = {slug: n / row["n"] for slug, n in skills.items()}
    for cell, year in market.year.series(found):
        own = {name: getattr(year, name) for name in SERIES_OWN}
        series.add(tables.series.line(cell._asdict() | own), year.change is not None)
    return RoleRows(role, pay, demand, series, places, shares)


def _pay_row(
    taken: Mapping[str, Any], role: int, key: PayKey, figures: PayFigures
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


@dataclass(frozen=True, slots=True)
class PlacePay:
    """What is compared in one place and currency; ``pairs`` None: every two roles."""

    country: str
    currency: str
    roles: Mapping[int, RoleMidpoints]
    pairs: Collection[Pair] | None


def of_place(market: MarketColumns, place: PlacePay) -> RowLines:
    """Compute the differences of one place."""
    found = RowLines()
    for (one, other), figures in differences_of(place.roles, place.pairs):
        key = {"role_id": one, "other_id": other, "country": place.country}
        own = {name: getattr(figures, name) for name in PayDifferenceFigures.__slots__}
        row = {**key, "currency": place.currency, **own}
        found.add(market.tables.differences.line(row), figures.raw is not None)
    return found
