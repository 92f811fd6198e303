"""Openings like one: by role, level, skills and place, across employers."""

from functools import cache
from typing import Any

from django.db import connection

from listings.models import Listing
from listings.search.card_cache import cards_of

SIMILAR = 5
MOST_OF_ONE_EMPLOYER = 2
CANDIDATES = 100  # the newest of the role are compared
TELLING_SKILLS = 3  # the rarest of a posting without a role: those who share one are compared

# Points: level 2, all skills 3 (a part of them in proportion), city 2, else country 1.
_NEAREST = """
WITH candidate AS ({candidates}),
scored AS (
    SELECT id, company_id, posted_at,
        CASE WHEN level = %s AND level <> '' THEN 2 ELSE 0 END
        + 3.0 * (
            SELECT count(*) FROM listings_listing_skills
            WHERE listing_id = candidate.id AND skill_id = ANY(%s)
        ) / greatest(cardinality(%s::bigint[]), 1)
        + greatest(
            CASE WHEN remote_countries && %s::varchar[] THEN 1 ELSE 0 END,
            (
                SELECT max(CASE WHEN place_id = ANY(%s) THEN 2 ELSE 1 END)
                FROM listings_listingplace AS link JOIN listings_place AS place
                ON place.id = place_id
                WHERE listing_id = candidate.id AND country = ANY(%s)
            )
        ) AS points
    FROM candidate
),
ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY company_id ORDER BY points DESC, posted_at DESC, id DESC
    ) AS nth
    FROM scored
)
SELECT id FROM ranked WHERE nth <= %s ORDER BY points DESC, posted_at DESC, id DESC LIMIT %s
"""


_OF_ROLES = "id IN (SELECT listing_id FROM listings_listing_roles WHERE role_id = ANY(%s))"
_WITHOUT_ROLE = """(
    id IN (SELECT listing_id FROM listings_listing_skills WHERE skill_id = ANY(%s))
    OR normalized_title = %s OR company_id = %s
)"""


def similar_to(listing: Listing) -> list[Listing]:
    """Live postings like this one, the most alike first; two queries with kept cards."""
    live, parameters = _live()
    condition, alike = _alike(listing)
    candidates = (
        f"SELECT * FROM ({live}) AS live WHERE {condition} AND id <> ALL(%s)"  # noqa: S608 (ours)
        f" ORDER BY posted_at DESC, id DESC LIMIT {CANDIDATES}"
    )
    own = [number for number in (listing.pk, listing.duplicate_of_id) if number]
    with connection.cursor() as cursor:
        cursor.execute(
            _NEAREST.format(candidates=candidates), (*parameters, *alike, own, *_of(listing))
        )
        return cards_of([number for (number,) in cursor.fetchall()])


@cache
def _live() -> tuple[str, tuple[Any, ...]]:
    """SQL for the live postings that head lists, compiled once a process."""
    rows = Listing.objects.live().in_lists().order_by()
    columns = ("id", "company_id", "posted_at", "level", "remote_countries", "normalized_title")
    sql, parameters = rows.values(*columns).query.sql_with_params()
    return sql, tuple(parameters)


def _alike(listing: Listing) -> tuple[str, tuple[Any, ...]]:
    """Openings of one of its roles; without a role, those that share a rare skill, or the title."""
    if roles := [role.pk for role in listing.roles.all()]:
        return _OF_ROLES, (roles,)
    rarest = sorted(listing.skills.all(), key=lambda skill: skill.openings)[:TELLING_SKILLS]
    skills = [skill.pk for skill in rarest]
    return _WITHOUT_ROLE, (skills, listing.normalized_title or None, listing.company_id)


def _of(listing: Listing) -> tuple[Any, ...]:
    """What the candidates are compared with."""
    places = [link.place for link in listing.listing_places.all()]
    skills = [skill.pk for skill in listing.skills.all()]
    countries = sorted({*listing.remote_countries, *(place.country for place in places)})
    own = [place.pk for place in places]
    compared = (listing.level, skills, skills, countries, own, countries)
    return (*compared, MOST_OF_ONE_EMPLOYER, SIMILAR)
