"""How many openings there were on the last day of each four weeks, and what may be said of it.

A change is told only over sources that were read all the time, those without an opening of the
role included; a board that was added brings no growth. Pure: no Django.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import sqrt
from typing import Any

from listings.insights.estimates import student_t

MIN_OPENINGS = 20
MIN_EMPLOYERS = 10
BOARD = 0
"""The source of what employers post here themselves."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One opening (near-identical postings are one): on offer from ``first`` to ``last``."""

    key: int
    employer: int
    source: int
    first: date
    last: date

    def is_open_on(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Change:
    """Openings of the sources that were read on both days, and how many times as many they became.

    ``low`` and ``high``: the 95 % interval of ``times``.
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


def open_on(stays: Iterable[Stay], day: date) -> list[Stay]:
    return [one for one in stays if one.is_open_on(day)]


def counted(
    stays: Collection[Stay], days: Sequence[date], seen_since: date | None
) -> list[int | None]:
    """Return how many were open on each day; None before this board saw anything."""
    return [
        None if seen_since is None or day < seen_since else len(open_on(stays, day)) for day in days
    ]


def matched(read_since: Mapping[int, date], day: date) -> set[int]:
    """Sources that were read by that day already."""
    return {source for source, since in read_since.items() if since <= day}


def begun(
    stays: Collection[Stay], days: Sequence[date], read_since: Mapping[int, date]
) -> dict[date, int]:
    """How many sources with such openings were read for the first time in each period, by its day.

    What was read before the first day is no change.
    """
    found: Counter[date] = Counter()
    for source in {one.source for one in stays} - {BOARD}:
        since = read_since.get(source)
        if since is not None and since > days[0]:
            found[next((day for day in days if since <= day), days[-1])] += 1
    return dict(found)


def change(
    stays: Collection[Stay], days: Sequence[date], read_since: Mapping[int, date]
) -> Change | None:
    """Compare the last day with the earliest on which enough was seen; None where none was."""
    for day in days[:-1]:
        sources = matched(read_since, day)
        alike = [one for one in stays if one.source in sources]
        if found := ratio(alike, day, days[-1]):
            return found
    return None


def ratio(stays: Collection[Stay], before: date, after: date) -> Change | None:
    """Return how many times as many openings there are; None for fewer than 20 of 10 employers.

    The ratio of two totals over employers, its variance by linearisation, clustered by employer:
    Cochran, Sampling Techniques (1977), 6.3; the factor is Student's t on employers - 1.
    """
    by_employer: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for one in stays:
        by_employer[one.employer][0] += one.is_open_on(before)
        by_employer[one.employer][1] += one.is_open_on(after)
    pairs = [pair for pair in by_employer.values() if any(pair)]
    first, last = (sum(pair[place] for pair in pairs) for place in (0, 1))
    employers = len(pairs)
    if first < MIN_OPENINGS or sum(1 for pair in pairs if pair[0]) < MIN_EMPLOYERS:
        return None
    times = last / first
    squares = sum((b - times * a) ** 2 for a, b in pairs)
    error = sqrt(employers / (employers - 1) * squares) / first
    reach = student_t(employers - 1) * error
    return Change(
        before, after, first, last, employers, times, max(0.0, times - reach), times + reach
    )
