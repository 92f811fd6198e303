"""From a market's columns to the rows of its figures, one role or one place at a time.

Nothing here asks the database once the columns are read, so that it runs in any process.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from listings.insights import demand_cells, demand_series, over_time
from listings.insights.appending import FoundRows, Table
from listings.insights.columns import Numbers
from listings.insights.compared_pay import RoleMidpoints
from listings.insights.demand_sample import DemandSample, RoleDemand
from listings.insights.demand_series import CellSeries, SeenYear
from listings.insights.differences import Pair, PayDifferenceFigures, differences_of
from listings.insights.estimates import Shares
from listings.insights.pay_cells import METHOD_VERSION as PAY
from listings.insights.pay_cells import PayFigures
from listings.insights.pay_sample import PayKey, PaySample, Places
from listings.insights.sample import Cell, Sample, window_before
from listings.insights.sample_reading import sample_of
from listings.models import Demand, DemandSeries, PartKind, PayDifference, PaySeries, Statistic

CELL = ("role_id", "country", "level")
AMOUNTS = ("median", "p25", "p75", "width", "ci_low", "ci_high", "p10", "p90")
PAY_KEY = ("role_id", "series", "country", "level", "part_kind", "part")
PAY_COUNTS = tuple(name for name in PayFigures.__slots__ if name not in {"amounts", "midpoints"})
PAY_OWN = (*PAY_COUNTS, *AMOUNTS, "midpoints", "window_from", "window_to")
DIFFERENCE_KEY = ("role_id", "other_id", "country")
DIFFERENCE_OWN = ("currency", *PayDifferenceFigures.__slots__)
SERIES_OWN = tuple(CellSeries.__slots__)
_counts_of, _difference_of, _year_of = (
    attrgetter(*names) for names in (PAY_COUNTS, PayDifferenceFigures.__slots__, SERIES_OWN)
)


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
        sample, sight = sample_of(now)
        window = window_before(now)
        taken = {
            "window_from": window.since,
            "window_to": window.until,
            "seen_since": sample.seen_since,
            "is_demo": sample.is_demo,
            "taken_at": now,
        }
        year = SeenYear.of(sample, sight, now)
        del sight
        demand, pay = DemandSample.of(sample), PaySample.of(sample, now)
        return cls(sample, demand, year, pay, taken, _tables(taken))

    def empty_rows(self) -> dict[str, Sequence[Any]]:
        """The figures of a cell without postings, by name of the table."""
        demand = self.demand.empty_row()
        return {
            self.tables.pay.name: _pay_row(self.taken, PayKey(PaySeries.POSTED), PayFigures(0)),
            self.tables.differences.name: ("", *_difference_of(PayDifferenceFigures())),
            self.tables.demand.name: [demand[name] for name in DemandSample.COLUMNS],
            self.tables.series.name: _year_of(CellSeries()),
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
    pay: FoundRows
    demand: FoundRows
    series: FoundRows
    places: Places
    shares: Shares | None


def of_role(market: MarketColumns, number: int) -> RoleRows:
    """Compute the role of a number."""
    role = int(market.sample.roles[number])
    rows = market.sample.by_role.one(number)
    places: Places = {}
    pay = _pay_of(market, role, rows, places)
    found = market.demand.of_role(role, rows)
    demand, shares = _demand_of(market, found)
    return RoleRows(role, pay, demand, _series_of(market, found), places, shares)


def _pay_of(market: MarketColumns, role: int, rows: Numbers, places: Places) -> FoundRows:
    found = [*market.pay.of_role(rows, places)]
    lines = ((role, *key, *_pay_row(market.taken, key, figures)) for key, figures in found)
    return market.tables.pay.found(lines, sum(not figures.withheld for _, figures in found))


def _demand_of(market: MarketColumns, role: RoleDemand) -> tuple[FoundRows, Shares | None]:
    found = [*market.demand.rows(role)]
    rows = ((*cell, *map(row.get, DemandSample.COLUMNS)) for cell, row in found)
    published = sum(row["skills"] is not None for _, row in found)
    return market.tables.demand.found(rows, published), _shares(found)


def _series_of(market: MarketColumns, role: RoleDemand) -> FoundRows:
    found = [*market.year.series(role)]
    rows = ((*cell, *_year_of(year)) for cell, year in found)
    return market.tables.series.found(rows, sum(year.change is not None for _, year in found))


def _shares(demand: Iterable[tuple[Cell, Mapping[str, Any]]]) -> Shares | None:
    for cell, row in demand:
        if cell.is_widest and row["skills"]:
            return {slug: n / row["n"] for slug, n in row["skills"].items()}
    return None


def _pay_row(taken: Mapping[str, Any], key: PayKey, figures: PayFigures) -> tuple[Any, ...]:
    """Return the values of ``PAY_OWN``."""
    window = taken["window_from"], taken["window_to"]
    if key.part_kind == PartKind.WEEKS:
        weeks = over_time.named(key.part)
        window = weeks.first, min(weeks.last, window[1])
    amounts = map(figures.amounts.get, AMOUNTS)
    midpoints = figures.midpoints / 100 if figures.amounts else figures.midpoints
    return *_counts_of(figures), *amounts, midpoints, *window


@dataclass(frozen=True, slots=True)
class PlacePay:
    """What is compared in one place and currency; ``pairs`` None: every two roles."""

    country: str
    currency: str
    roles: Mapping[int, RoleMidpoints]
    pairs: Collection[Pair] | None


def of_place(market: MarketColumns, place: PlacePay) -> FoundRows:
    """Compute the differences of one place."""
    found = [*differences_of(place.roles, place.pairs)]
    rows = (
        (*pair, place.country, place.currency, *_difference_of(figures)) for pair, figures in found
    )
    published = sum(figures.raw is not None for _, figures in found)
    return market.tables.differences.found(rows, published)
