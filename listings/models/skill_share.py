"""Which skills the postings of a queryset name, and how often."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F, Value

from listings.models.share import Share

if TYPE_CHECKING:
    from listings.models.listing_queryset import ListingQuerySet

MIN_POSTINGS = 20
MIN_EMPLOYERS = 5


@dataclass(frozen=True, slots=True)
class SkillShare(Share):
    """Of ``n`` postings ``count`` name the skill."""

    name: str
    slug: str


def top_skills(postings: "ListingQuerySet", limit: int) -> list[SkillShare]:
    """The most named skills, most frequent first, then by name; one statement.

    Empty for fewer than 20 postings or 5 employers: too few for a share.
    """
    return _ranked(postings.annotate(group=Value(0)), limit).get(0, [])


def top_skills_by_role(
    postings: "ListingQuerySet", roles: Collection[int], limit: int
) -> dict[int, list[SkillShare]]:
    """The same for each of the roles, by its key, in one statement."""
    return _ranked(postings.filter(roles__in=roles).annotate(group=F("roles")), limit)


def _ranked(postings: "ListingQuerySet", limit: int) -> dict[int, list[SkillShare]]:
    query = postings.order_by().values_list("group", "pk", "company_id").query
    try:
        base, parameters = query.sql_with_params()
    except EmptyResultSet:  # no posting can be meant
        return {}
    statement = f"""
        WITH base (role, id, company_id) AS MATERIALIZED (SELECT DISTINCT * FROM ({base}) AS p),
        size AS (
            SELECT role, count(*) AS n, count(DISTINCT company_id) AS employers
            FROM base GROUP BY role
        ),
        counted AS (
            SELECT role, link.skill_id, count(*) AS n
            FROM base JOIN listings_listing_skills AS link ON link.listing_id = base.id
            GROUP BY role, link.skill_id
        ),
        ranked AS (
            SELECT role, counted.n, size.n AS size, size.employers, skill.name, skill.slug,
            row_number() OVER (
                PARTITION BY role ORDER BY counted.n DESC, skill.sort_name, skill.id
            ) AS place
            FROM size JOIN counted USING (role) JOIN listings_skill AS skill ON skill.id = skill_id
            WHERE size.n >= {MIN_POSTINGS} AND size.employers >= {MIN_EMPLOYERS}
        )
        SELECT role, n, size, employers, name, slug FROM ranked
        WHERE place <= %s ORDER BY role, place
    """  # noqa: S608 (put together from constants; values are parameters)
    found: dict[int, list[SkillShare]] = {}
    with connections[postings.db].cursor() as cursor:
        cursor.execute(statement, (*parameters, limit))
        for role, *share in cursor.fetchall():
            found.setdefault(role, []).append(SkillShare(*share))
    return found
