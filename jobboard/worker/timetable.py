"""What is done by the clock: a list of entries, each declared by the room whose work it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from jobboard import identity

DAILY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """``run`` gets the time at which it starts; it raises where it failed and is then tried again.

    It may be broken off at any moment, and must then be able to start anew. ``at`` is a time of
    day in the board's time zone. What needs much memory or minutes has a process ``apart``.
    """

    name: str
    label: str
    run: Callable[[datetime], object]
    every: timedelta = DAILY
    at: time | None = None
    apart: bool = False

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
