"""From one role to another: what more is asked there, and which openings are within reach.

What somebody in a role knows is taken to be what its postings usually name. The openings are those
of now; each number leads to the list that has as many.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jobboard.http.changes import MARKET, ChangeKind
from jobboard.http.parts import KeptParts
from jobboard.site.addresses import address_of
from listings.insights.demand_figures import DemandFigure
from listings.insights.role_openings import search_of
from listings.insights.separation import Demands, SkillDifference
from listings.models import Skill
from listings.models.snapshot import Share
from listings.search import addresses
from listings.search.answers import OneMore, Openings, Reach, reach_of
from roles.models import Role

USUAL = 0.1
"""From this share of a role's postings on, a skill is one that people in the role know."""

MOST_USUAL = 15
SINGLE = 4
"""Skills of which it is told how many openings one of them alone keeps out of reach."""


@dataclass(frozen=True, slots=True)
class MissingSkill:
    """A skill that is asked for more where one wants to go; ``must``: of those that tell."""

    difference: SkillDifference
    url: str
    must: Share | None

    @property
    def is_must(self) -> bool:
        return self.must is not None and self.must.share >= 0.5


@dataclass(frozen=True, slots=True)
class CareerPath:
    """From ``start`` to ``end``. ``missing`` is None where postings are too few to tell.

    ``knows``: what is known at the start, by the postings of ``sample``; ``own_url`` asks for what
    one really knows.
    """

    start: Role
    end: Role
    knows: Sequence[Skill]
    missing: Sequence[MissingSkill] | None
    reach: Reach
    own_url: str
    sample: DemandFigure

    @property
    def kinds(self) -> list[tuple[str, list[MissingSkill]]]:
        """What is missing, apart what most postings call a must, of those that tell so."""
        missing = self.missing or ()
        musts = [one for one in missing if one.is_must]
        others = [one for one in missing if not one.is_must]
        return [("Mostly a must", musts), ("Less strictly", others)] if musts else [("", others)]

    @property
    def steps(self) -> list[tuple[Openings, str]]:
        reach = self.reach
        return [
            (reach.only, "with these alone"),
            (reach.one_more, "with one skill more"),
            (reach.two_more, "with two skills more"),
        ]

    @property
    def single(self) -> Sequence[OneMore]:
        return self.reach.by_skill[:SINGLE]


def knows_of(role: Role, demands: Demands) -> list[Skill]:
    """What its postings usually name, and what it is named after; nothing without a sample."""
    usual = [one for one in demands.skills(role) if one.share >= USUAL][:MOST_USUAL]
    return demands.known_in(role, usual) if usual else []


def ways_between(roles: Sequence[Role], demands: Demands, country: str) -> dict[int, CareerPath]:
    """The way into each of two roles from the other, by the role where it ends.

    None from a role that has too few postings to tell what is usual there.
    """
    if len(roles) != 2:
        return {}
    knows = {role.pk: knows_of(role, demands) for role in roles}
    separating = demands.separating(roles)
    ends = [(start, end) for start, end in (roles, roles[::-1]) if knows[start.pk]]
    return {
        end.pk: CareerPath(
            start,
            end,
            knows[start.pk],
            _missing(separating.get(end.pk), demands.shares.get(end.pk)),
            *_within_reach(end, knows[start.pk], country),
            demands.shares[start.pk],
        )
        for start, end in ends
    }


def _missing(
    found: Sequence[SkillDifference] | None, figure: DemandFigure | None
) -> list[MissingSkill] | None:
    if found is None or figure is None:
        return None
    return [
        MissingSkill(one, figure.skill_url(one.skill.slug), figure.row.asked_share(one.skill.slug))
        for one in found
    ]


def _within_reach(role: Role, skills: Sequence[Skill], country: str) -> tuple[Reach, str]:
    """What some skills reach of a role's openings, and the form that asks for one's own."""
    search = search_of(role, country, knows=list(skills))
    query = addresses.kept_query(search, lambda name, value: True)
    return reach_of(search), f"{address_of('own-skills')}?{query.urlencode()}"


@dataclass(frozen=True, slots=True)
class ReachableRole:
    """What the usual skills of a role reach of another's openings."""

    role: Role
    reach: Reach

    @property
    def single(self) -> OneMore | None:
        """The skill that most of those name that name one more."""
        return next(iter(self.reach.by_skill), None)


_kept: KeptParts[tuple[int, tuple[int, ...], str], list[ReachableRole]] = KeptParts(200)


def onward_from(
    role: Role, others: Sequence[Role], skills: Sequence[Skill], country: str
) -> list[ReachableRole]:
    """The roles within reach of the usual skills of one, those with most openings first."""
    if not skills or not others:
        return []
    key = role.pk, tuple(other.pk for other in others), country
    return _kept.get(key, lambda: _onward(others, skills, country), *MARKET, ChangeKind.FIGURES)


def _onward(others: Sequence[Role], skills: Sequence[Skill], country: str) -> list[ReachableRole]:
    found = [ReachableRole(other, _within_reach(other, skills, country)[0]) for other in others]
    near = [one for one in found if one.reach.only.number or one.reach.one_more.number]
    return sorted(near, key=lambda one: -(one.reach.only.number + one.reach.one_more.number))
