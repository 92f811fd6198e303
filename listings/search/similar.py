"""Openings like one: by role, level, skills and place, across employers."""

from django.db import connection
from django.db.models import Q

from listings.models import Listing
from listings.models.listing_queryset import ListingQuerySet
from listings.search.card_cache import cards_of

SIMILAR = 5
MOST_OF_ONE_EMPLOYER = 2
CANDIDATES = 200  # the newest of the role are compared
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


def similar_to(listing: Listing) -> list[Listing]:
    """Live postings like this one, the most alike first; two queries with kept cards."""
    rows = _candidates(listing)[:CANDIDATES]
    candidates, parameters = rows.values(
        "id", "company_id", "posted_at", "level", "remote_countries"
    ).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            _NEAREST.format(candidates=candidates), (*parameters, *_of(listing), SIMILAR)
        )
        numbers = [number for (number,) in cursor.fetchall()]
    return cards_of(numbers)


def _of(listing: Listing) -> tuple[str | list[int] | list[str] | int, ...]:
    places = [link.place for link in listing.listing_places.all()]
    skills = [skill.pk for skill in listing.skills.all()]
    countries = sorted({*listing.remote_countries, *(place.country for place in places)})
    own = [place.pk for place in places]
    return (listing.level, skills, skills, countries, own, countries, MOST_OF_ONE_EMPLOYER)


def _candidates(listing: Listing) -> ListingQuerySet:
    """Openings of one of its roles; without a role, those that ask for its rarest skills."""
    own = [number for number in (listing.pk, listing.duplicate_of_id) if number]
    others = Listing.objects.live().in_lists().exclude(pk__in=own).newest()
    if roles := [role.pk for role in listing.roles.all()]:
        links = Listing.roles.through.objects.filter(role__in=roles)
        return others.filter(pk__in=links.values("listing"))
    rarest = sorted(listing.skills.all(), key=lambda skill: skill.openings)[:TELLING_SKILLS]
    asking = Listing.skills.through.objects.filter(skill__in=[skill.pk for skill in rarest])
    alike = Q(pk__in=asking.values("listing")) if rarest else Q(pk__in=[])
    same_title = Q(normalized_title=listing.normalized_title) & ~Q(normalized_title="")
    return others.filter(alike | same_title | Q(company=listing.company_id))
