"""Which skills the postings of a queryset name, and how often."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connections

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
    query = postings.order_by().values("pk", "company_id").query
    base, parameters = query.sql_with_params()
    statement = f"""
        WITH base (id, company_id) AS MATERIALIZED (SELECT DISTINCT * FROM ({base}) AS postings),
        size AS (SELECT count(*) AS n, count(DISTINCT company_id) AS employers FROM base)
        SELECT counted.n, size.n, size.employers, skill.name, skill.slug
        FROM size, (
            SELECT link.skill_id, count(*) AS n
            FROM base JOIN listings_listing_skills AS link ON link.listing_id = base.id
            GROUP BY link.skill_id
        ) AS counted JOIN listings_skill AS skill ON skill.id = counted.skill_id
        WHERE size.n >= {MIN_POSTINGS} AND size.employers >= {MIN_EMPLOYERS}
        ORDER BY counted.n DESC, skill.sort_name, skill.id
        LIMIT %s
    """  # noqa: S608 (put together from constants; values are parameters)
    with connections[postings.db].cursor() as cursor:
        cursor.execute(statement, (*parameters, limit))
        return [SkillShare(*row) for row in cursor.fetchall()]
