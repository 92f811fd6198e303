"""What is done by the clock: a list of entries, each declared by the room whose work it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from jobboard.site import identity

DAILY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """``run`` gets the time at which it starts; it raises where it failed and is then tried again.

    What it returns, if a text, says how it went. It has a process of its own, may be broken off at
    any moment, and must then be able to start anew. ``at`` is a time of day in the board's time
    zone. ``is_long``: it asks many servers or reads the whole market, and has the longer limit.
    """

    name: str
    label: str
    run: Callable[[datetime], object]
    every: timedelta = DAILY
    at: time | None = None
    is_long: bool = False

    @property
    def seconds(self) -> int:
        """Return after how many seconds it is ended."""
        limit: int = settings.JOBS.limit(is_long=self.is_long)
        return limit

    def next_after(self, now: datetime) -> datetime:
        """Return when it runs next, given that it has just run, or was just declared."""
        if self.at is None:
            return now + self.every
        here = now.astimezone(ZoneInfo(identity.current().time_zone))
        first = here.replace(
            hour=self.at.hour, minute=self.at.minute, second=self.at.second, microsecond=0, fold=0
        )
        while first <= here:
            first += self.every
        return first.astimezone(now.tzinfo)


_entries: dict[str, Entry] = {}


def add(*entries: Entry) -> None:
    """Declare entries, from ``ready()`` of the room's app."""
    for entry in entries:
        if entry.name in _entries and _entries[entry.name] != entry:
            raise ValueError(f"Two entries of the timetable are named {entry.name}.")
        _entries[entry.name] = entry


def all_entries() -> tuple[Entry, ...]:
    return tuple(_entries.values())


def entry_named(name: str) -> Entry:
    """Return an entry, or raise LookupError with the names that there are."""
    if name not in _entries:
        known = ", ".join(_entries)
        raise LookupError(f"The timetable has no entry {name!r}; there are {known}.")
    return _entries[name]


def label_of(name: str) -> str:
    """Return what the desk calls an entry, also one that no room declares any more."""
    return _entries[name].label if name in _entries else name.replace("-", " ")


def seconds_of(name: str) -> int:
    """Return the limit of an entry, also of one that no room declares any more."""
    usual: int = settings.JOBS.limit(is_long=False)
    return _entries[name].seconds if name in _entries else usual
