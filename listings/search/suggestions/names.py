"""What may be typed, for each of the two boxes; kept in the process and renewed now and then.

A thread renews it; who asks meanwhile gets the last one, so nobody waits.
"""

import logging
from dataclasses import dataclass
from threading import Lock, Thread
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, connection

from listings.search.index.current import current as current_index
from listings.search.suggestions.counts import names_of_places, names_of_work
from listings.search.suggestions.prefixes import Prefixes, Suggestion

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
SKILLS = {"skill": ("Skills", 6)}
IN_WORK = {"city": ("Places", 2)}
SOON = 1.0  # second, until the index is looked for again
REST = 20  # renewing takes at most one part in so many of a process's time


@dataclass(frozen=True)
class SuggestionTable:
    work: Prefixes
    places: Prefixes


@dataclass(frozen=True)
class Group:
    """Suggestions of one kind under their title; ``before`` is what stays of the typed text."""

    title: str
    before: str
    suggestions: list[Suggestion]


def of_work(table: SuggestionTable, typed: str) -> list[Group]:
    """What completes the box of words: roles, skills, companies, titles, cities."""
    return _groups(table.work, typed, WORK | IN_WORK)


def of_skills(table: SuggestionTable, typed: str) -> list[Group]:
    """What completes a list of skills."""
    return _groups(table.work, typed, SKILLS)


def of_places(table: SuggestionTable, typed: str) -> list[Group]:
    """What completes the box of places."""
    return _groups(table.places, typed, PLACES)


def _groups(names: Prefixes, typed: str, kinds: dict[str, tuple[str, int]]) -> list[Group]:
    before, found = names.completing(typed, {kind: most for kind, (_, most) in kinds.items()})
    return [Group(kinds[kind][0], before, some) for kind, some in found.items()]


def current() -> SuggestionTable | None:
    """The names of now, at most so old as the settings say; None until they are made once."""
    return make_table() if settings.SEARCH.is_index_fresh else _process.current()


class SuggestionsOfProcess:
    """Holds the names of this process; the one reference that changes is ``table``."""

    def __init__(self) -> None:
        self.table: SuggestionTable | None = None
        self.renew_at = 0.0
        self.renewing = Lock()

    def current(self) -> SuggestionTable | None:
        if monotonic() >= self.renew_at and self.renewing.acquire(blocking=False):
            Thread(target=self._renew_apart, daemon=True).start()
        return self.table

    def _renew_apart(self) -> None:
        try:
            self.renew()
        finally:
            connection.close()
            self.renewing.release()

    def renew(self) -> None:
        """Make the names again; where they cannot be read, the last ones stay."""
        began = monotonic()
        try:
            self.table = make_table() or self.table
        except DatabaseError:
            logger.exception("Suggestions could not be made.")
        finally:
            took = monotonic() - began
            wait = max(settings.SUGGESTIONS.seconds, REST * took) if self.table else SOON
            self.renew_at = monotonic() + wait


def make_table() -> SuggestionTable | None:
    """Every name that has live openings; None while there is no index that counts them."""
    index, most = current_index(), settings.SUGGESTIONS.most
    if index is None:
        return None
    places = list(names_of_places(index, most))
    cities = [one._replace(value=one.name) for one in places if one.kind in IN_WORK]
    return SuggestionTable(Prefixes([*names_of_work(index, most), *cities]), Prefixes(places))


_process = SuggestionsOfProcess()
