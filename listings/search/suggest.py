"""What may be typed, for each of the two boxes; kept in the process and renewed now and then.

Whoever asks while it is renewed gets the last one: nobody waits, but who asks first of all.
"""

import logging
from dataclasses import dataclass, field
from threading import Lock, Thread
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, connection

from listings.search.prefixes import Prefixes, Suggestion
from listings.search.suggest_counts import names_of_places, names_of_work

logger = logging.getLogger(__name__)

# Kinds in the order of the list, with their titles and how many of each are shown
WORK = {"role": ("Roles", 4), "skill": ("Skills", 4), "company": ("Companies", 4)}
WORK |= {"title": ("Titles", 4)}
PLACES = {
    "remote": ("Remote work", 2),
    "city": ("Cities", 5),
    "metro": ("Areas", 2),
    "region": ("Regions", 3),
    "country": ("Countries", 3),
    "group": ("Groups of countries", 2),
}
IN_WORK = {"city": ("Places", 2)}
REST = 20  # renewing takes at most one part in so many of a process's time


@dataclass(frozen=True)
class Table:
    work: Prefixes = field(default_factory=lambda: Prefixes(()))
    places: Prefixes = field(default_factory=lambda: Prefixes(()))


@dataclass(frozen=True)
class Group:
    """Suggestions of one kind under their title; ``before`` is what stays of the typed text."""

    title: str
    before: str
    suggestions: list[Suggestion]


@dataclass
class _Kept:
    table: Table = field(default_factory=Table)
    renew_at: float = 0.0
    is_made: bool = False


_kept = _Kept()
_renewing = Lock()


def of_work(typed: str) -> list[Group]:
    """What completes the box of words: roles, skills, companies, titles, cities."""
    return _groups(current().work, typed, WORK | IN_WORK)


def of_places(typed: str) -> list[Group]:
    """What completes the box of places."""
    return _groups(current().places, typed, PLACES)


def _groups(names: Prefixes, typed: str, kinds: dict[str, tuple[str, int]]) -> list[Group]:
    before, found = names.completing(typed, {kind: most for kind, (_, most) in kinds.items()})
    return [Group(kinds[kind][0], before, some) for kind, some in found.items()]


def current() -> Table:
    """The names of today. The first call of a process makes them; later ones never wait."""
    if monotonic() >= _kept.renew_at and _renewing.acquire(blocking=False):
        if _kept.is_made:
            Thread(target=_renew_apart, daemon=True).start()
        else:
            _renew()
    return _kept.table


def forget() -> None:
    """Have the next call make the names anew."""
    _kept.renew_at, _kept.is_made = 0.0, False


def _renew_apart() -> None:
    try:
        _renew()
    finally:
        connection.close()


def _renew() -> None:
    """Make the names; whoever calls holds the lock. What cannot be read is tried again later."""
    began = monotonic()
    try:
        _kept.table = make_table()
        _kept.is_made = True
    except DatabaseError:
        logger.exception("Suggestions could not be made.")
    finally:
        took = monotonic() - began
        _kept.renew_at = monotonic() + max(settings.SUGGESTIONS.seconds, REST * took)
        _renewing.release()


def make_table() -> Table:
    """Read every name that has live openings, of each kind as many as the settings allow."""
    most = settings.SUGGESTIONS.most
    places = list(names_of_places(most))
    cities = [one._replace(value=one.name) for one in places if one.kind in IN_WORK]
    return Table(Prefixes([*names_of_work(most), *cities]), Prefixes(places))
