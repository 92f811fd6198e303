"""Claims: sentences that stand only while their figure is above or below a bound.

A claim turns when the whole 95% interval has passed the bound and did so on two days, so that it
does not flicker; between, what stood stays. Of a figure that is compared with another role's, the
interval is that of the difference and the bound is zero. Kept snapshots are replayed for it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from jobboard.markup import Arguments, Bound
from jobboard.site import dates
from listings.insights.figure_sides import SAME_CELL, SHARES
from listings.insights.shown_pay import gap_of_row
from listings.insights.statistics.estimates import interval_of_difference
from listings.models import Demand, PayDifference, Statistic
from listings.models.prepared import json_rows, objects
from listings.models.statistic import PaySeries
from roles.models import Role

type Interval = tuple[float, float]

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


@dataclass(frozen=True, slots=True)
class Condition:
    """On which side of the bound the figure has to be."""

    is_above: bool
    bound: float

    @classmethod
    def of(cls, request: Arguments, bound: Bound) -> "Condition | None":
        """Return the condition of a figure that has one."""
        for name in ("above", "below"):
            value = request.options.get(name, "")
            limit = 0.0 if bound.is_rival(value) else bound.read(value)
            if limit is not None:
                return cls(name == "above", limit)
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
class ClaimReading:
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
class ClaimStatus:
    """Whether a claim stands, and when that turned; no time where it has always been so."""

    holds: bool
    since: datetime | None = None


def status_of(readings: Sequence[ClaimReading], condition: Condition) -> ClaimStatus:
    """Replay the readings, oldest first; what the first leaves open does not stand.

    Nor does what the last can say nothing of.
    """
    if not readings or readings[-1].interval is None:
        return ClaimStatus(False)
    first = readings[0].interval
    found = ClaimStatus(condition.holds_for(first) is True)
    against: datetime | None = None
    for reading in readings:
        says = condition.holds_for(reading.interval)
        if says is None or says == found.holds:
            against = None
            continue
        against = against or reading.taken_at
        turned_at = reading.confirmed_at(against)
        if turned_at:
            found, against = ClaimStatus(says, turned_at), None
    return found


MOST_SNAPSHOTS = 30  # looked back, of each cell
NEWEST = (F("taken_at").desc(), F("pk").desc())
WHEN = ("id", "role_id", "taken_at", "superseded_at", "is_demo")


def _snapshots(rows: QuerySet[Any], *fields: str) -> ArraySubquery:
    """The latest snapshots of a cell, the newest first, beside a row of the same cell."""
    latest = rows.filter(**SAME_CELL).order_by(*NEWEST)[:MOST_SNAPSHOTS]
    return json_rows(latest, *WHEN, *fields)


POSTED_PAY = Statistic.objects.filter(series=PaySeries.POSTED, part_kind="")
PAY_SNAPSHOTS = {"pay_snapshots": _snapshots(POSTED_PAY, "currency", "median", "ci_low", "ci_high")}
DEMAND_SNAPSHOTS = {
    "demand_snapshots": _snapshots(
        Demand.objects.all(),
        *("openings", "n", "employers", "skills", "skill_effects", "degree", "degree_effect"),
        *("remote", "remote_n", "remote_employers", "remote_effect", "years", "years_n"),
        *("entry", "entry_n", "entry_employers", "entry_effect", "years_employers"),
    )
}


def snapshots_of(model: type[Any], rows: Sequence[dict[str, Any]], role: Role) -> list[Any]:
    """Make rows of what such a value brought, oldest first, as far as they may be compared."""
    found = objects(model, rows)
    for row in found:
        row.role = role
    return [row for row in reversed(found) if _is_comparable(row, found[0])]


def _is_comparable(row: Any, latest: Any) -> bool:
    """In one currency; and invented postings say nothing of real ones."""
    is_same_money = getattr(row, "currency", "") in {"", getattr(latest, "currency", "")}
    return is_same_money and row.is_demo == latest.is_demo


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure with its condition; ``rival``: the role that it is compared with, in ``country``.

    ``snapshots`` of its own cell and the rival's, oldest first; differences of pay look at none.
    """

    request: Arguments
    condition: Condition
    role: int
    country: str
    rival: int | None = None
    snapshots: Sequence[Sequence[Any]] = ()

    @property
    def pair(self) -> tuple[Any, ...]:
        """Roles and country of a difference of pay; empty of any other figure."""
        if self.request.kind != "pay" or self.rival is None:
            return ()
        return (*sorted((self.role, self.rival)), self.country)


def statuses(claims: Sequence[Claim]) -> list[ClaimStatus]:
    """How each claim stands. One query where differences of pay are among them, else none."""
    gaps = _gaps({claim.pair for claim in claims if claim.pair})

    def readings(claim: Claim) -> list[ClaimReading]:
        if claim.pair:
            found = ((row, _of_gap(claim, row)) for row in gaps[claim.pair])
        elif claim.rival is not None:
            return list(_compared(claim, *claim.snapshots))
        else:
            interval = INTERVALS.get(claim.request.kind, _of_share)
            found = ((row, interval(claim.request, row)) for row in claim.snapshots[0])
        return [ClaimReading(said, row.taken_at, row.superseded_at) for row, said in found]

    return [status_of(readings(claim), claim.condition) for claim in claims]


PAIR = ("role_id", "other_id", "country")


def _gaps(pairs: Collection[tuple[Any, ...]]) -> Mapping[tuple[Any, ...], Sequence[PayDifference]]:
    """The latest snapshots of differences of pay by roles and country, oldest first."""
    found: dict[tuple[Any, ...], list[PayDifference]] = defaultdict(list)
    if not pairs:
        return found
    meant = reduce(or_, (Q(**dict(zip(PAIR, pair, strict=True))) for pair in pairs))
    age = Window(RowNumber(), partition_by=PAIR, order_by=NEWEST)
    rows = PayDifference.objects.filter(meant, level="").annotate(age=age)
    for row in rows.filter(age__lte=MOST_SNAPSHOTS).order_by("age"):
        same = found[row.role_id, row.other_id, row.country]
        if not same or _is_comparable(row, same[-1]):
            same.insert(0, row)
    return found


def _compared(claim: Claim, one: Sequence[Any], other: Sequence[Any]) -> Iterator[ClaimReading]:
    """What the snapshots of two cells said side by side, from when there are both."""
    times = sorted({row.taken_at for row in (*one, *other)})
    for at, until in zip(times, [*times[1:], None], strict=True):
        pair = [_latest_at(at, rows) for rows in (one, other)]
        if all(pair) and _is_comparable(*pair):
            yield ClaimReading(_of_difference(claim.request, *pair), at, until)


def _latest_at(at: Any, rows: Sequence[Any]) -> Any:
    return next((row for row in reversed(rows) if row.taken_at <= at), None)


def _of_difference(request: Arguments, one: Demand, other: Demand) -> Interval | None:
    """Of the openings it is their number; of shares the 95% interval."""
    if request.kind == "openings":
        return one.openings - other.openings, one.openings - other.openings
    shares = [SHARES[request.kind].share(request, row) for row in (one, other)]
    return interval_of_difference(*shares) if all(shares) else None  # type: ignore[arg-type]  # none is None


def _of_gap(claim: Claim, row: PayDifference) -> Interval | None:
    """How much more the claim's role pays than the other, as posted."""
    gap = gap_of_row(row)
    if gap is None:
        return None
    low, high = float(gap.amount - gap.reach), float(gap.amount + gap.reach)
    return (low, high) if row.role_id == claim.role else (-high, -low)


def _of_pay(request: Arguments, row: Statistic) -> Interval | None:
    """An end that lies beyond the sample is passed by no bound."""
    if row.median is None:
        return None
    low = -float("inf") if row.ci_low is None else float(row.ci_low)
    high = float("inf") if row.ci_high is None else float(row.ci_high)
    return low, high


def _of_openings(request: Arguments, row: Demand) -> Interval | None:
    return row.openings, row.openings


def _of_share(request: Arguments, row: Demand) -> Interval | None:
    share = SHARES[request.kind].share(request, row)
    return share.interval if share else None


INTERVALS: Mapping[str, Callable[[Arguments, Any], Interval | None]] = {
    "openings": _of_openings,
    "pay": _of_pay,
}
