"""From a market's columns to the rows of its figures, one role or one place at a time.

Nothing here asks the database once the columns are read, so that it runs in any process.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from listings.insights import demand_cells, demand_series, differences, pay_cells
from listings.insights.compared_pay import RoleMidpoints
from listings.insights.copied_rows import Columns, FoundRows, Table
from listings.insights.demand_sample import DemandSample
from listings.insights.demand_series import SeenYear
from listings.insights.differences import Pair
from listings.insights.estimates import Shares
from listings.insights.pay_sample import PaySample, Places
from listings.insights.sample import Cell, Sample, window_before
from listings.insights.sample_reading import sample_of
from listings.models import Demand, DemandSeries, PayDifference, Statistic


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
        return cls(sample, demand, year, pay, taken, _tables(demand, year, pay, taken))


def _tables(
    demand: DemandSample, year: SeenYear, pay: PaySample, taken: Mapping[str, Any]
) -> Tables:
    def by(version: int) -> dict[str, Any]:
        return {**taken, "method_version": version}

    compared = {**differences.NOTHING, "country": [""], "currency": [""]}
    return Tables(
        pay=Table.of(
            Statistic, "role_id", "series", "country", "level", "part_kind", "part",
            told="median", empty=pay.empty(), taken=by(pay_cells.METHOD_VERSION),
        ),
        differences=Table.of(
            PayDifference, "role_id", "other_id", "country",
            told="raw", empty=compared, taken=by(pay_cells.METHOD_VERSION),
        ),
        demand=Table.of(
            Demand, *Cell._fields,
            told="skills", empty=demand.empty(), taken=by(demand_cells.METHOD_VERSION),
        ),
        series=Table.of(
            DemandSeries, *Cell._fields,
            told="change", empty=year.empty(), taken=by(demand_series.METHOD_VERSION),
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RolePay:
    """The pay of one role, and what of it is compared with other roles."""

    role: int
    pay: FoundRows
    places: Places


def pay_of_role(market: MarketColumns, number: int) -> RolePay:
    """Compute the pay of the role of a number."""
    role = int(market.sample.roles[number])
    places: Places = {}
    found = market.pay.of_role(role, market.sample.by_role.one(number), places)
    return RolePay(role, market.tables.pay.found(found), places)


@dataclass(frozen=True, slots=True)
class RoleAsks:
    """The demand for one role. ``shares``: of skills everywhere, where they may be shown."""

    role: int
    demand: FoundRows
    series: FoundRows
    shares: Shares | None


def demand_of_role(market: MarketColumns, number: int) -> RoleAsks:
    """Compute the demand for the role of a number.

    Apart from its pay, which looks at other columns: a large role needs all of their memory.
    """
    role = int(market.sample.roles[number])
    found = market.demand.of_role(role, market.sample.by_role.one(number))
    columns = market.demand.columns(found)
    demand, shares = market.tables.demand.found([columns]), _shares(columns)
    del columns  # some ten megabytes of a large role
    series = market.tables.series.found([market.year.columns(found)])
    return RoleAsks(role, demand, series, shares)


def _shares(demand: Columns) -> Shares | None:
    for at, cell in enumerate(zip(demand["country"], demand["level"], strict=True)):
        if cell == ("", "") and (skills := demand["skills"][at]):
            return {slug: n / demand["n"][at] for slug, n in skills.items()}
    return None


@dataclass(frozen=True, slots=True)
class PlacePay:
    """What is compared in one place and currency; ``pairs`` None: every two roles."""

    country: str
    currency: str
    roles: Mapping[int, RoleMidpoints]
    pairs: Collection[Pair] | None


def of_place(market: MarketColumns, place: PlacePay) -> FoundRows:
    """Compute the differences of one place."""
    found = differences.differences_of(place.roles, place.pairs)
    here = {"country": place.country, "currency": place.currency}
    return market.tables.differences.found(
        {**columns, **{name: [one] * len(columns["n"]) for name, one in here.items()}}
        for columns in found
    )
