"""Roles near one: those that are asked for alike, and the way from one to another.

The way says what more is asked there, and which openings are within reach.

What somebody in a role knows is taken to be what its postings usually name. The openings are those
of now; each number leads to the list that has as many.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from jobboard.http.changes import MARKET, ChangeKind
from jobboard.http.parts import KeptParts, kept_part
from jobboard.site.addresses import address_of
from listings.insights.demand_figures import DemandFigure
from listings.insights.figures import PayFigure, money
from listings.insights.role_openings import search_of
from listings.insights.salary_parts import NamedFigure
from listings.insights.separation import Demands, SkillDifference
from listings.insights.shown_pay import GAP_FIELDS, PayGap, gap_of
from listings.insights.statistics.estimates import ShareTable
from listings.models import Demand, PayDifference, Skill, Statistic
from listings.models.prepared import Prepared
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


MOST_RELATED = 6


@dataclass(frozen=True, slots=True)
class RelatedRole:
    """``gap``: how much more the other role pays; None where they are not compared."""

    named: NamedFigure
    gap: PayGap | None

    @property
    def short(self) -> str:
        """``no clear difference``, ``USD 12K more``."""
        if self.gap is None:
            return "not compared"
        if not self.gap.is_clear:
            return "no clear difference"
        more = "more" if self.gap.amount > 0 else "less"
        return f"{money(self.gap.currency, abs(self.gap.amount))} {more}"


def related_to(role: Role, country: str, currency: str, suffix: str) -> list[RelatedRole]:
    """Return the roles most alike that have a figure of the same place and currency, by pay."""
    likeness = overlaps([role.pk]).get(role.pk, {})
    nearest = sorted(likeness, key=lambda other: -likeness[other])[: 3 * MOST_RELATED]
    rows: list[Any] = _NEAREST(role.pk, country, currency, nearest)
    found = sorted(rows, key=lambda row: -likeness[row.role_id])[:MOST_RELATED]
    found.sort(key=lambda row: -row.median)
    return [RelatedRole(_named(row, suffix), _gap(role, row)) for row in found]


_NEAREST = Prepared(
    lambda role, country, currency, other: (
        Statistic.objects.base_pay()
        .published()
        .filter(country=country, level="", currency=currency, role__in=[other])
        .defer("midpoints", "listing_ids")
        .annotate(difference=_difference(role))
        .select_related("role")
    )
)


def _difference(role: int) -> Subquery:
    other = OuterRef("role")
    pair = Q(role=role, other=other) | Q(role=other, other=role)
    latest = PayDifference.objects.latest_snapshots().filter(
        pair, country=OuterRef("country"), level="", raw__isnull=False
    )
    fields = {name: name for name in GAP_FIELDS}
    return Subquery(latest.order_by().values(data=JSONObject(**fields))[:1])


def _gap(role: Role, row: Any) -> PayGap | None:
    """The difference is that of the role with the lower number less the other."""
    if not row.difference:
        return None
    gap = gap_of(row.difference, "raw")
    return gap if row.role_id < role.pk else replace(gap, amount=-gap.amount)


def _named(row: Statistic, suffix: str) -> NamedFigure:
    url = address_of("salary", row.role.slug) + suffix
    return NamedFigure(row.role.name, url, PayFigure(row))


_kept_likeness: KeptParts[int, dict[int, float]] = KeptParts(500)


def overlaps(roles: Collection[int]) -> dict[int, dict[int, float]]:
    """Return how alike every other role is to each of these; without those of too few postings."""
    shares = _shares()
    return {
        role: _kept_likeness.get(role, partial(shares.likeness, role), ChangeKind.FIGURES)
        for role in roles
        if role in shares.rows
    }


@kept_part(ChangeKind.FIGURES)
def _shares() -> ShareTable:
    """The shares of every role. One query."""
    rows = Demand.objects.latest_snapshots().of_everywhere().filter(skills__isnull=False)
    named = rows.order_by().values_list("role", "n", "skills")
    return ShareTable.of(
        {
            role: {slug: count / n for slug, count in (skills or {}).items()}
            for role, n, skills in named
        }
    )
