"""What the kept snapshots of a claim's cell said: the intervals that decide whether it stands.

They are replayed from the oldest on; nothing else is stored.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter, or_
from typing import Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from jobboard.markup import Arguments
from listings.insights.claims import ClaimReading, ClaimStanding, Condition, Interval, standing
from listings.insights.pay_gap import gap_of_row
from listings.insights.separation import interval_of_difference
from listings.models import Demand, PayDifference, Statistic
from listings.models.snapshot import Share
from listings.models.statistic import PaySeries

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
    return interval_of_difference(*shares) if all(shares) else None  # type: ignore[arg-type]


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
