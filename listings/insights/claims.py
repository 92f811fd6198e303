"""Claims: sentences that stand only while their figure is above or below a bound.

A claim turns when the whole 95 % interval has passed the bound and did so on two days, so that it
does not flicker; between, what stood stays. That follows from the kept snapshots of the cell,
replayed from the oldest on: nothing else is stored.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from jobboard.markup import Arguments, Bound
from jobboard.site import dates
from listings.models import Demand, Statistic
from listings.models.share import Share
from listings.models.statistic import PaySeries

type Interval = tuple[float, float]
type RoleCell = tuple[int, str, str]  # role, country, level

MOST_SNAPSHOTS = 30
"""So many are looked back, of each cell."""

CONFIRMED_AFTER = timedelta(days=1)

_AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,9})(\.\d{1,4})?([km]?)", re.ASCII | re.IGNORECASE)
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}


def amount(text: str) -> float | None:
    """Read ``120K``, ``120,000`` or ``1.2M``."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    whole, cents, unit = found.groups(default="")
    return float(whole.replace(",", "") + cents) * _TIMES[unit.lower()]


def percentage(text: str) -> float | None:
    """Read ``30%`` as 0.3."""
    value = amount(text.strip().removesuffix("%")) if text.strip().endswith("%") else None
    return None if value is None or value > 100 else value / 100


PERCENTAGE = Bound("30%", percentage)
PAY_AMOUNT = Bound("120K", amount)
NUMBER = Bound("20", amount)


@dataclass(frozen=True, slots=True)
class Condition:
    """On which side of the bound the figure has to be."""

    is_above: bool
    bound: float

    @classmethod
    def of(cls, request: Arguments, bound: Bound) -> "Condition | None":
        """Return the condition of a figure that has one."""
        for name in ("above", "below"):
            value = bound.read(request.options[name]) if name in request.options else None
            if value is not None:
                return cls(name == "above", value)
        return None

    def holds_for(self, interval: Interval | None) -> bool | None:
        """Whether the whole interval says so; None where the bound lies in it."""
        if interval is None:
            return None
        low, high = interval
        if self.is_above:
            return True if low > self.bound else False if high <= self.bound else None
        return True if high < self.bound else False if low >= self.bound else None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one snapshot said, and how long it held; no interval where the sample was too small."""

    interval: Interval | None
    taken_at: datetime
    superseded_at: datetime | None = None

    def confirmed_at(self, since: datetime) -> datetime | None:
        """When a second night said what was first said ``since``, if one did by its end."""
        if dates.day_of(self.taken_at) > dates.day_of(since):
            return self.taken_at
        held_for = (self.superseded_at or timezone.now()) - since
        return since + CONFIRMED_AFTER if held_for > CONFIRMED_AFTER else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a claim stands, and when that turned; no time where it has always been so."""

    holds: bool
    since: datetime | None = None


def standing(readings: Sequence[Reading], condition: Condition) -> Standing:
    """Replay the readings, oldest first; what the first leaves open does not stand."""
    first = readings[0].interval if readings else None
    found = Standing(condition.holds_for(first) is True)
    against: datetime | None = None
    for reading in readings:
        says = condition.holds_for(reading.interval)
        if says is None or says == found.holds:
            against = None
            continue
        against = against or reading.taken_at
        turned_at = reading.confirmed_at(against)
        if turned_at:
            found, against = Standing(says, turned_at), None
    return found


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure of one cell with its condition."""

    request: Arguments
    condition: Condition
    cell: RoleCell


def standings(claims: Sequence[Claim]) -> list[Standing]:
    """How each claim stands. One query for pay and one for all else, none without claims."""
    if not claims:
        return []
    of_pay = {claim.cell for claim in claims if claim.request.kind == "pay"}
    of_demand = {claim.cell for claim in claims if claim.request.kind != "pay"}
    pay = _history(_PAY_ROWS, of_pay)
    demand = _history(_DEMAND_ROWS, of_demand)
    return [
        standing(
            _readings(claim, (pay if claim.request.kind == "pay" else demand)[claim.cell]),
            claim.condition,
        )
        for claim in claims
    ]


_DEMAND_ROWS = Demand.objects.defer("listing_ids", "opening_ids", "asked", "asked_effects")
_PAY_ROWS = Statistic.objects.filter(series=PaySeries.POSTED, part_kind="").defer(
    "listing_ids", "midpoints"
)


def _history(rows: QuerySet[Any], cells: Collection[RoleCell]) -> Mapping[RoleCell, list[Any]]:
    """The latest snapshots of each cell, newest first. One query, none without cells."""
    found: dict[RoleCell, list[Any]] = defaultdict(list)
    if not cells:
        return found
    meant = reduce(or_, (Q(role=role, country=place, level=level) for role, place, level in cells))
    newest = (F("taken_at").desc(), F("pk").desc())
    age = Window(RowNumber(), partition_by=("role", "country", "level"), order_by=newest)
    for row in rows.filter(meant).annotate(age=age).filter(age__lte=MOST_SNAPSHOTS).order_by("age"):
        found[row.role_id, row.country, row.level].append(row)
    return found


def _readings(claim: Claim, newest_first: Sequence[Any]) -> list[Reading]:
    """What the snapshots said, oldest first; invented postings say nothing of real ones."""
    interval = INTERVALS[claim.request.kind]
    return [
        Reading(interval(claim.request, row), row.taken_at, row.superseded_at)
        for row in reversed(newest_first)
        if _is_comparable(row, newest_first[0])
    ]


def _is_comparable(row: Any, latest: Any) -> bool:
    is_same_money = getattr(row, "currency", "") in {"", getattr(latest, "currency", "")}
    return is_same_money and row.is_demo == latest.is_demo


def _of_pay(request: Arguments, row: Statistic) -> Interval | None:
    """An end that lies beyond the sample is passed by no bound."""
    if row.median is None:
        return None
    low = -float("inf") if row.ci_low is None else float(row.ci_low)
    high = float("inf") if row.ci_high is None else float(row.ci_high)
    return low, high


def _of_openings(request: Arguments, row: Demand) -> Interval | None:
    return row.openings, row.openings


def _of_skill(request: Arguments, row: Demand) -> Interval | None:
    return _of_share(row.share_of(request.words[0].lower()))


def _of_remote(request: Arguments, row: Demand) -> Interval | None:
    return _of_share(row.remote_share)


def _of_share(share: Share | None) -> Interval | None:
    return share.interval if share else None


INTERVALS: Mapping[str, Callable[[Arguments, Any], Interval | None]] = {
    "openings": _of_openings,
    "pay": _of_pay,
    "share": _of_skill,
    "remote": _of_remote,
}
