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
from operator import attrgetter, or_
from typing import Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from jobboard.markup import Arguments, Bound
from jobboard.site import dates
from listings.insights.pay_gap import gap_of_row
from listings.insights.separation import interval_of_difference
from listings.models import Demand, PayDifference, Statistic
from listings.models.snapshot import Share
from listings.models.statistic import PaySeries

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
class ClaimStanding:
    """Whether a claim stands, and when that turned; no time where it has always been so."""

    holds: bool
    since: datetime | None = None


def standing(readings: Sequence[ClaimReading], condition: Condition) -> ClaimStanding:
    """Replay the readings, oldest first; what the first leaves open does not stand.

    Nor does what the last can say nothing of.
    """
    if not readings or readings[-1].interval is None:
        return ClaimStanding(False)
    first = readings[0].interval
    found = ClaimStanding(condition.holds_for(first) is True)
    against: datetime | None = None
    for reading in readings:
        says = condition.holds_for(reading.interval)
        if says is None or says == found.holds:
            against = None
            continue
        against = against or reading.taken_at
        turned_at = reading.confirmed_at(against)
        if turned_at:
            found, against = ClaimStanding(says, turned_at), None
    return found


type Key = tuple[Any, ...]
type RoleCell = tuple[int, str, str]  # role, country, level
type History = Mapping[Key, Sequence[Any]]
"""The latest snapshots of each cell, oldest first."""

MOST_SNAPSHOTS = 30
"""So many are looked back, of each cell."""

CELL = ("role_id", "country", "level")
PAIR = ("role_id", "other_id", "country")


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure of one cell with its condition; ``rival``: the role that it is compared with."""

    request: Arguments
    condition: Condition
    cell: RoleCell
    rival: int | None = None

    @property
    def is_of_pay(self) -> bool:
        return self.request.kind == "pay"

    @property
    def cells(self) -> list[Key]:
        """The cell of its role, and that of the other."""
        role, *place = self.cell
        roles = [role] if self.rival is None else [role, self.rival]
        return [(one, *place) for one in roles]

    @property
    def pair(self) -> Key:
        role, country, _ = self.cell
        return (*sorted((role, self.rival or 0)), country)


def standings(claims: Sequence[Claim]) -> list[ClaimStanding]:
    """How each claim stands.

    One query for pay, one for differences of pay and one for all else, each only where it is
    needed.
    """
    paid = [claim for claim in claims if claim.is_of_pay]
    pay = _history(_PAY_ROWS, CELL, {claim.cells[0] for claim in paid if claim.rival is None})
    gaps = _history(_GAPS, PAIR, {claim.pair for claim in paid if claim.rival is not None})
    others = (claim for claim in claims if not claim.is_of_pay)
    demand = _history(_DEMAND_ROWS, CELL, {cell for claim in others for cell in claim.cells})

    def readings(claim: Claim) -> list[ClaimReading]:
        if claim.is_of_pay and claim.rival is not None:
            return [_reading(_of_gap(claim, row), row) for row in gaps[claim.pair]]
        if claim.rival is not None:
            return list(_compared(claim, *(demand[cell] for cell in claim.cells)))
        rows = (pay if claim.is_of_pay else demand)[claim.cells[0]]
        interval = INTERVALS[claim.request.kind]
        return [_reading(interval(claim.request, row), row) for row in rows]

    return [standing(readings(claim), claim.condition) for claim in claims]


def _reading(interval: Interval | None, row: Any) -> ClaimReading:
    return ClaimReading(interval, row.taken_at, row.superseded_at)


_DEMAND_ROWS = Demand.objects.select_related("role").defer(
    "listing_ids", "opening_ids", "asked", "asked_effects"
)
_PAY_ROWS = Statistic.objects.filter(series=PaySeries.POSTED, part_kind="").defer(
    "listing_ids", "midpoints"
)
_GAPS = PayDifference.objects.filter(level="")


def _history(rows: QuerySet[Any], fields: Sequence[str], keys: Collection[Key]) -> History:
    """One query, none without keys. Invented postings say nothing of real ones."""
    found: dict[Key, list[Any]] = defaultdict(list)
    if not keys:
        return found
    meant = reduce(or_, (Q(**dict(zip(fields, key, strict=True))) for key in keys))
    newest = (F("taken_at").desc(), F("pk").desc())
    age = Window(RowNumber(), partition_by=fields, order_by=newest)
    key_of = attrgetter(*fields)
    for row in rows.filter(meant).annotate(age=age).filter(age__lte=MOST_SNAPSHOTS).order_by("age"):
        same = found[key_of(row)]
        if not same or _is_comparable(row, same[-1]):
            same.insert(0, row)
    return found


def _is_comparable(row: Any, latest: Any) -> bool:
    is_same_money = getattr(row, "currency", "") in {"", getattr(latest, "currency", "")}
    return is_same_money and row.is_demo == latest.is_demo


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
    shares = [SHARES[request.kind](request, row) for row in (one, other)]
    return interval_of_difference(*shares) if all(shares) else None  # type: ignore[arg-type]  # none is None


def _of_gap(claim: Claim, row: PayDifference) -> Interval | None:
    """How much more the claim's role pays than the other, as posted."""
    gap = gap_of_row(row)
    if gap is None:
        return None
    low, high = float(gap.amount - gap.reach), float(gap.amount + gap.reach)
    return (low, high) if row.role_id == claim.cell[0] else (-high, -low)


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
    share = SHARES[request.kind](request, row)
    return share.interval if share else None


def _skill_share(request: Arguments, row: Demand) -> Share | None:
    return row.share_of(request.words[0].lower())


def _remote_share(request: Arguments, row: Demand) -> Share | None:
    return row.remote_share


def _degree_share(request: Arguments, row: Demand) -> Share | None:
    return row.getting_in.degree


def _entry_share(request: Arguments, row: Demand) -> Share | None:
    return row.getting_in.entry


SHARES: Mapping[str, Callable[[Arguments, Demand], Share | None]] = {
    "share": _skill_share,
    "remote": _remote_share,
    "degree": _degree_share,
    "entry": _entry_share,
}
INTERVALS: Mapping[str, Callable[[Arguments, Any], Interval | None]] = {
    "openings": _of_openings,
    "pay": _of_pay,
    "share": _of_share,
    "remote": _of_share,
    "degree": _of_share,
    "entry": _of_share,
}
