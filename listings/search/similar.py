"""Openings like one: by role, level, skills and place, across employers."""

import time
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from threading import Lock
from typing import Any, NamedTuple

from django.conf import settings

from listings.models import Listing
from listings.models.prepared import run
from listings.search.card_cache import cards_of

SIMILAR = 5
MOST_OF_ONE_EMPLOYER = 2
CANDIDATES = 100  # the newest of the role are compared
TELLING_SKILLS = 3  # the rarest of a posting without a role: those who share one are compared
KEPT_SECONDS = 60.0
KEPT_ROLES = 64


class Candidate(NamedTuple):
    """What of a live posting is compared."""

    number: int
    company: int
    posted_at: datetime
    level: str
    open_to: list[str]
    skills: list[int]
    places: list[int]
    countries: list[str]


_COMPARED = """
SELECT id, company_id, posted_at, level, remote_countries,
    ARRAY(SELECT skill_id FROM listings_listing_skills WHERE listing_id = live.id),
    ARRAY(SELECT place_id FROM listings_listingplace WHERE listing_id = live.id),
    ARRAY(
        SELECT country FROM listings_listingplace JOIN listings_place AS place
        ON place.id = place_id WHERE listing_id = live.id
    )
FROM ({live} ORDER BY posted_at DESC, id DESC LIMIT {most}) AS live
"""
_OF_ROLE = "id IN (SELECT listing_id FROM listings_listing_roles WHERE role_id = %s)"
_WITHOUT_ROLE = """(
    id IN (SELECT listing_id FROM listings_listing_skills WHERE skill_id = ANY(%s::bigint[]))
    OR normalized_title = %s OR company_id = %s
)"""


def similar_to(listing: Listing) -> list[Listing]:
    """Live postings like this one, the most alike first; one or two queries with kept cards.

    Which they may be is up to a minute old; that each is still live is asked now.
    """
    own = {listing.pk, listing.duplicate_of_id}
    this = _compared(listing)
    alike = [(_points(this, one), one) for one in _alike(listing) if one.number not in own]
    alike.sort(key=lambda pair: (pair[0], pair[1].posted_at, pair[1].number), reverse=True)
    return cards_of(_of_several_employers(one for _, one in alike))


class ComparedPosting(NamedTuple):
    """What of the posting itself is compared."""

    level: str
    skills: set[int]
    places: set[int]
    countries: set[str]


def _compared(listing: Listing) -> ComparedPosting:
    places = [link.place for link in listing.listing_places.all()]
    return ComparedPosting(
        listing.level,
        {skill.pk for skill in listing.skills.all()},
        {place.pk for place in places},
        {*listing.remote_countries, *(place.country for place in places)},
    )


def _points(this: ComparedPosting, one: Candidate) -> float:
    """Level 2, all skills 3 (a part of them in proportion), city 2, else country 1."""
    points = 2.0 if this.level and one.level == this.level else 0.0
    if this.skills:
        points += 3.0 * len(this.skills.intersection(one.skills)) / len(this.skills)
    if not this.places.isdisjoint(one.places):
        return points + 2
    is_near = not (
        this.countries.isdisjoint(one.countries) and this.countries.isdisjoint(one.open_to)
    )
    return points + is_near


def _of_several_employers(ranked: Iterable[Candidate]) -> list[int]:
    chosen: list[int] = []
    taken: Counter[int] = Counter()
    for one in ranked:
        taken[one.company] += 1
        if taken[one.company] <= MOST_OF_ONE_EMPLOYER:
            chosen.append(one.number)
    return chosen[:SIMILAR]


def _alike(listing: Listing) -> Sequence[Candidate]:
    """Openings of one of its roles; without a role, those that share a rare skill, or the title."""
    if roles := [role.pk for role in listing.roles.all()]:
        found = {one.number: one for role in roles for one in _kept.of_role(role)}
        newest = sorted(found.values(), key=lambda one: (one.posted_at, one.number), reverse=True)
        return newest[:CANDIDATES]
    rarest = sorted(listing.skills.all(), key=lambda skill: skill.openings)[:TELLING_SKILLS]
    skills = [skill.pk for skill in rarest]
    return _read(_WITHOUT_ROLE, skills, listing.normalized_title or None, listing.company_id)


class _Kept:
    """The newest of the roles that were asked for last. Safe with several threads."""

    def __init__(self) -> None:
        self._roles: OrderedDict[int, tuple[float, list[Candidate]]] = OrderedDict()
        self._lock = Lock()

    def of_role(self, role: int) -> list[Candidate]:
        now = time.monotonic()
        made_at, found = self._roles.get(role, (now - KEPT_SECONDS, []))
        if now - made_at < KEPT_SECONDS and not settings.SEARCH.is_index_fresh:
            return found
        found = _read(_OF_ROLE, role)
        with self._lock:
            self._roles[role] = now, found
            self._roles.move_to_end(role)
            while len(self._roles) > KEPT_ROLES:
                self._roles.popitem(last=False)
        return found


_kept = _Kept()


def _read(condition: str, *values: Any) -> list[Candidate]:
    live, parameters = _live()
    sql = _COMPARED.format(live=f"{live} AND {condition}", most=CANDIDATES)
    return [Candidate(*row) for row in run(sql, (*parameters, *values))]


@cache
def _live() -> tuple[str, tuple[Any, ...]]:
    """SQL for the live postings that head lists, compiled once a process."""
    rows = Listing.objects.live().in_lists().order_by()
    columns = ("id", "company_id", "posted_at", "level", "remote_countries", "normalized_title")
    sql, parameters = rows.values(*columns).query.sql_with_params()
    return f"SELECT * FROM ({sql}) AS heads WHERE true", tuple(parameters)  # noqa: S608 (Django's)
