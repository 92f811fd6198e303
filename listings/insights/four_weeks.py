"""The calendar of figures over time: bins of four weeks that begin on a Monday.

It is the same for every role and every night, so that a bin that has passed stays as it was.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from jobboard.site import dates

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
