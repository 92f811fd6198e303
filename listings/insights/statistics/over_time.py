"""Openings by bins of four weeks that begin on a Monday, and what may be said of a change.

A change is told only over sources that were read all the time, those without an opening of the
role included; a board that was added brings no growth. Numbers in, figures out.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from math import sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobboard.site import dates
from listings.insights.statistics.columns import Flags, Numbers
from listings.insights.statistics.estimates import student_t

DAYS = 28
BINS = 13  # a year; the last one is still running


class Bin(NamedTuple):
    """Both days belong to it."""

    first: date
    last: date

    @property
    def name(self) -> str:
        """Both days, as ISO 8601 writes an interval: ``2026-11-02/2026-11-29``."""
        return f"{self.first}/{self.last}"


def bin_number(day: date) -> int:
    """Return the number of the four weeks that a day is in."""
    return (day.toordinal() - 1) // DAYS


def bin_of(number: int, last: int | None = None) -> Bin:
    """Return the four weeks of a number, or of all numbers up to ``last``."""
    end = number if last is None else last
    beginning = date.fromordinal(number * DAYS + 1)
    return Bin(beginning, beginning + timedelta(days=(end - number + 1) * DAYS - 1))


def named(name: str) -> Bin:
    """Return the bin of a name that ``Bin.name`` gave."""
    first, last = name.split("/")
    return Bin(date.fromisoformat(first), date.fromisoformat(last))


def bins_before(now: datetime) -> range:
    """Return the numbers of the last thirteen bins, with the one that is running."""
    running = bin_number(dates.day_of(now))
    return range(running - BINS + 1, running + 1)


MIN_OPENINGS = 20
MIN_EMPLOYERS = 10
BOARD = 0
"""The source of what employers post here themselves."""
NEVER = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Stays:
    """Openings (near-identical postings are one): on offer from ``first`` to ``last``.

    Days are ordinal, as in ``date.toordinal``.
    """

    employer: NDArray[Any]
    source: NDArray[Any]
    first: NDArray[Any]
    last: NDArray[Any]

    def take(self, which: NDArray[Any]) -> "Stays":
        return Stays(self.employer[which], self.source[which], self.first[which], self.last[which])

    def are_open_on(self, day: date) -> Flags:
        found: Flags = (self.first <= day.toordinal()) & (self.last >= day.toordinal())
        return found


@dataclass(frozen=True, slots=True)
class Change:
    """Openings of the sources that were read on both days, and how many times as many they became.

    ``low`` and ``high``: the 95% interval of ``times``.
    """

    day_from: date
    day_to: date
    before: int
    after: int
    employers: int
    times: float
    low: float
    high: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"day_from": str(self.day_from), "day_to": str(self.day_to)}


def counted(stays: Stays, days: Sequence[date], seen_since: date | None) -> list[int | None]:
    """Return how many were open on each day; None before this board saw anything."""
    numbers = np.array([day.toordinal() for day in days])
    first, last = stays.first, np.maximum(stays.last, stays.first - 1)
    begun = np.searchsorted(np.sort(first), numbers, "right")
    is_open = begun - np.searchsorted(np.sort(last), numbers)
    return [
        None if seen_since is None or day < seen_since else number
        for day, number in zip(days, is_open.tolist(), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Sources:
    """From when on each source that is read still was read, this board too; days are ordinal."""

    keys: Numbers  # ascending
    since: Numbers

    @classmethod
    def of(cls, read_since: Mapping[int, date]) -> "Sources":
        pairs = sorted((key, day.toordinal()) for key, day in read_since.items())
        table = np.array(pairs, np.int64).reshape(-1, 2)
        return cls(table[:, 0], table[:, 1])

    def since_of(self, sources: NDArray[Any]) -> Numbers:
        """Return the day from which on each of these is read; ``NEVER``: it is read no more."""
        if not len(self.keys):
            return np.full(len(sources), NEVER)
        at = np.searchsorted(self.keys, sources).clip(max=len(self.keys) - 1)
        return np.where(self.keys[at] == sources, self.since[at], NEVER)

    def matched(self, stays: Stays, day: date) -> Flags:
        """Tell which openings are of sources that were read by that day already."""
        found: Flags = self.since_of(stays.source) <= day.toordinal()
        return found


def begun(stays: Stays, days: Sequence[date], sources: Sources) -> dict[date, int]:
    """How many sources with such openings were read for the first time in each period, by its day.

    What was read before the first day is no change.
    """
    found: Counter[date] = Counter()
    own = np.unique(stays.source)
    for since in sources.since_of(own[own != BOARD]).tolist():
        if days[0].toordinal() < since < NEVER:
            found[next((day for day in days if since <= day.toordinal()), days[-1])] += 1
    return dict(found)


def change(stays: Stays, days: Sequence[date], sources: Sources) -> Change | None:
    """Compare the last day with the earliest on which enough was seen; None where none was."""
    since = sources.since_of(stays.source)
    for day in days[:-1]:
        was_read = since <= day.toordinal()
        if np.count_nonzero(was_read & stays.are_open_on(day)) < MIN_OPENINGS:
            continue
        if found := ratio(stays.take(was_read), day, days[-1]):
            return found
    return None


def ratio(stays: Stays, before: date, after: date) -> Change | None:
    """Return how many times as many openings there are; None for fewer than 20 of 10 employers.

    The ratio of two totals over employers, its variance by linearisation, clustered by employer:
    Cochran, Sampling Techniques (1977), 6.3; the factor is Student's t on employers - 1.
    """
    is_open = [stays.are_open_on(day) for day in (before, after)]
    first, last = (int(np.count_nonzero(one)) for one in is_open)
    if first < MIN_OPENINGS:
        return None
    some = is_open[0] | is_open[1]
    keys, which = np.unique(stays.employer[some], return_inverse=True)
    a, b = (np.bincount(which, one[some], len(keys)) for one in is_open)
    if np.count_nonzero(a) < MIN_EMPLOYERS:
        return None
    times, employers = last / first, len(keys)
    error = sqrt(employers / (employers - 1) * float(((b - times * a) ** 2).sum())) / first
    reach = student_t(employers - 1) * error
    return Change(
        before, after, first, last, employers, times, max(0.0, times - reach), times + reach
    )
