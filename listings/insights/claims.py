"""Claims: sentences that stand only while their figure is above or below a bound.

A claim turns when the whole 95% interval has passed the bound and did so on two days, so that it
does not flicker; between, what stood stays. Of a figure that is compared with another role's, the
interval is that of the difference and the bound is zero.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from jobboard.markup import Arguments, Bound
from jobboard.site import dates

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
