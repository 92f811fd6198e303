"""Taking the figures of today: a row is appended only where a figure changed.

One way for all figures: from the postings of each role to rows, compared with those that hold. One
role at a time is worked on, so that the memory is that of the sample's columns and of one role; a
large market's roles are shared out over several processes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from jobboard.locks import lock_until_commit
from jobboard.machine import cores
from listings.insights.statistics import demand_cells, demand_series, differences, pay_cells
from listings.insights.statistics.appending import Appender
from listings.insights.statistics.compared_pay import RoleMidpoints
from listings.insights.statistics.copied_rows import Columns, FoundRows, Table
from listings.insights.statistics.demand_sample import DemandSample
from listings.insights.statistics.demand_series import SeenYear
from listings.insights.statistics.differences import Pair, likeness_of, most_alike
from listings.insights.statistics.estimates import Shares
from listings.insights.statistics.pay_sample import PaySample, Places
from listings.insights.statistics.processes import Computing, computing
from listings.insights.statistics.sample import Cell, Sample, window_before
from listings.insights.statistics.sample_reading import sample_of
from listings.models import Demand, DemandSeries, PartKind, PayDifference, Skill, Statistic


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


WORTH_A_CHILD = 50_000  # postings; of fewer a child takes longer to start than it saves


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
def refresh(now: datetime | None = None, processes: int | None = None) -> tuple[Refresh, ...]:
    """Compute every cell and append what changed. Safe to repeat and to run twice at once.

    ``processes``: children that compute beside this process; without a number one for each further
    core, where the market is large.
    """
    now = now or timezone.now()
    _wait_for_turn()
    with computing(*_read(now, processes)) as work:
        market = work.shared
        (pay, demand, series), places = _compute_roles(work)
        differences = work.each(of_place, places)  # by children, while rows are written here
        Skill.objects.count_openings()
        kept = f"old.part_kind = '{PartKind.WEEKS}'"
        refreshed = (
            _refreshed("Statistics", pay, market, kept),
            _refreshed("Demand", demand, market),
            _refreshed("Demand over time", series, market),
        )
        return refreshed[0], _refresh_differences(differences, market), *refreshed[1:]


def _wait_for_turn() -> None:
    """Let no other run take figures before this transaction ends.

    No statement is cut off by the limit of those that a visitor waits for: the job has its own.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    lock_until_commit("statistics")


def _read(now: datetime, processes: int | None) -> tuple[MarketColumns, int]:
    market = MarketColumns.of(now)
    if processes is None:
        is_large = len(market.sample.pk) >= WORTH_A_CHILD
        processes = cores() - 1 if is_large else 0
    return market, processes


def _compute_roles(
    work: Computing[MarketColumns],
) -> tuple[tuple[Appender, ...], list[PlacePay]]:
    """Compute pay, demand and demand over time; return also what is compared in each place."""
    market = work.shared
    tables = market.tables
    pay, demand, series = (Appender(one) for one in (tables.pay, tables.demand, tables.series))
    places: defaultdict[tuple[str, str], dict[int, RoleMidpoints]] = defaultdict(dict)
    shares: dict[int, Shares] = {}
    largest_first = np.argsort(-np.diff(market.sample.by_role.starts)).tolist()
    for found in work.each(pay_of_role, largest_first):
        pay.add(found.pay)
        for place, compared in found.places.items():
            places[place][found.role] = compared
    for asked in work.each(demand_of_role, largest_first):
        demand.add(asked.demand)
        series.add(asked.series)
        if asked.shares:
            shares[asked.role] = asked.shares
    return (pay, demand, series), _to_compare(places, likeness_of(shares))


def _to_compare(
    places: Mapping[tuple[str, str], Mapping[int, RoleMidpoints]], likeness: Mapping[Pair, float]
) -> list[PlacePay]:
    """Return what is compared, the place of most pairs first."""
    found = [
        PlacePay(country, currency, roles, most_alike(roles, likeness) if country else None)
        for (country, currency), roles in places.items()
    ]
    return sorted(found, key=lambda one: -len(one.roles))


def _refresh_differences(differences: Iterable[FoundRows], market: MarketColumns) -> Refresh:
    appender = Appender(market.tables.differences)
    for found in differences:
        appender.add(found)
    return _refreshed("Differences of pay", appender, market)


def _refreshed(
    name: str, appender: Appender, market: MarketColumns, kept: str = "FALSE"
) -> Refresh:
    appended = appender.append(market.taken["taken_at"], kept)
    return Refresh(name, appender.rows, appender.published, appended)
