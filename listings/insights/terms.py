"""What the page of a term that is a skill says of the market: openings, and who asks for it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from jobboard.site.addresses import address_of
from listings.insights.demand_figures import DemandFigure
from listings.models import Demand, Listing
from listings.models.snapshot import Share
from roles.models import Role, Term

ROLES = 5
LEAST = 0.05  # of a role's postings


@dataclass(frozen=True, slots=True)
class SkillDemand:
    """A role that asks for the skill: ``url`` leads to its figure, the other to its openings."""

    role: Role
    share: Share
    on: date
    url: str
    postings_url: str


def term_demand(term: Term) -> dict[str, Any] | None:
    """Return the demand of the skill that a term is; None if it is none. Three queries."""
    skill = getattr(term, "skill", None)
    if skill is None:
        return None
    number = Listing.objects.live().in_lists().filter(skills=skill).count()
    url = f"{address_of('jobs')}?skill={skill.slug}"
    return {"number": number, "url": url, "skill": skill, "roles": asking_for(skill.slug)}


def asking_for(skill: str) -> list[SkillDemand]:
    """Return the roles whose postings name it most often. One query."""
    rows = Demand.objects.latest_snapshots().of_everywhere().filter(skills__has_key=skill)
    found = [asked_by(DemandFigure(row), skill) for row in rows.select_related("role")]
    known = [one for one in found if one.share.share >= LEAST]
    return sorted(known, key=lambda one: (-one.share.share, one.role.name))[:ROLES]


def asked_by(figure: DemandFigure, skill: str) -> SkillDemand:
    row = figure.row
    share = row.share_of(skill) or Share(0, row.n, row.employers)
    url = f"{figure.url}#skill-{skill}"
    return SkillDemand(row.role, share, figure.on, url, figure.skill_url(skill))
