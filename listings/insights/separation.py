"""What pages of one or several roles show of demand, from the snapshots.

Roles beside each other are of one place: the country that is asked for where all of them are
large enough there, else everywhere.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from listings.insights.demand_figures import DemandFigure
from listings.insights.statistics.estimates import (
    coverage,
    difference,
    discoveries,
    inside,
    least_named,
)
from listings.models import Demand, DemandSeries, Skill
from listings.models.prepared import Prepared, objects
from listings.models.snapshot import Share, SkillShare
from listings.reading.stems import are_words_of
from roles.models import Role

SHOWN = 5


@dataclass(frozen=True, slots=True)
class SkillDifference:
    """A skill that one role's postings name more often: both shares, and how sure that is."""

    skill: SkillShare
    other: Share
    score: float  # the difference in standard errors

    @property
    def percent(self) -> str:
        return self.skill.percent

    @property
    def other_percent(self) -> str:
        return self.other.percent

    @property
    def width(self) -> float:
        """How far apart the shares are, from 0 to 1."""
        return self.skill.share - self.other.share


def separating(
    one: Mapping[str, SkillShare], other: Mapping[str, SkillShare]
) -> list[SkillDifference]:
    """Return the skills that ``one`` names more often than ``other``, the surest first.

    Both map a skill's slug to its share; an empty one (too small a sample) separates nothing. Of
    the differences of all skills that are not rare, either way, as many are kept that 5% of them
    are there by chance.
    """
    if not one or not other:
        return []
    pairs = {
        slug: (one.get(slug) or _none_of(one), other.get(slug) or _none_of(other))
        for slug in one.keys() | other.keys()
    }
    scores = {
        slug: difference(own, others)
        for slug, (own, others) in pairs.items()
        if own.count + others.count >= least_named(own.n + others.n)
    }
    freedom = sum(pair.employers for pair in next(iter(pairs.values()))) - 2
    sure = discoveries({slug: 1 - inside(abs(z), freedom) for slug, z in scores.items()})
    found = [SkillDifference(one[slug], pairs[slug][1], scores[slug]) for slug in sure & one.keys()]
    more = [difference for difference in found if difference.score > 0]
    return sorted(more, key=lambda found: (-found.score, found.skill.slug))[:SHOWN]


def _none_of(shares: Mapping[str, SkillShare]) -> Share:
    """The share of a skill that no posting of the role names."""
    any_other = next(iter(shares.values()))
    return Share(0, any_other.n, any_other.employers)


type Figures = Mapping[int, DemandFigure]
"""By role; a role that is nowhere large enough is absent."""


@dataclass(frozen=True, slots=True)
class Demands:
    """Skills and getting in may come from different places: they need samples of another size."""

    shares: Figures
    beginners: Figures
    names: Mapping[str, str]
    numbers: Mapping[str, int]

    def known_in(self, role: Role, usual: Iterable[SkillShare]) -> list[Skill]:
        """What somebody in the role is taken to know: what it is named after, and ``usual``."""
        own = [slug for slug, name in self.names.items() if are_words_of(name, role.name)]
        slugs = dict.fromkeys([*own, *(one.slug for one in usual if one.slug in self.numbers)])
        known = ({"id": self.numbers[it], "slug": it, "name": self.names[it]} for it in slugs)
        return objects(Skill, known)

    def skills(self, role: Role) -> list[SkillShare]:
        """Every skill that the role's postings name, most frequent first."""
        figure = self.shares.get(role.pk)
        return figure.skills(self.names) if figure else []

    def separating(self, roles: Sequence[Role]) -> dict[int, list[SkillDifference]]:
        """What each of two roles is asked for more than the other.

        Nothing for another number of roles, or where a role has too few postings for shares. What
        is a word of either role's name is left out: that one's shares do not count it at all.
        """
        if len(roles) != 2 or not all(role.pk in self.shares for role in roles):
            return {}
        one, other = self._comparable(roles)
        return {roles[0].pk: separating(one, other), roles[1].pk: separating(other, one)}

    def covered(self, roles: Sequence[Role]) -> dict[int, int]:
        """How much of what the other of two roles is asked for each is asked for too, per cent."""
        if len(roles) != 2 or not all(role.pk in self.shares for role in roles):
            return {}
        one, other = (
            {slug: skill.share for slug, skill in skills.items()}
            for skills in self._comparable(roles)
        )
        pairs = ((roles[0], coverage(one, other)), (roles[1], coverage(other, one)))
        return {role.pk: round(100 * covers) for role, covers in pairs}

    def _comparable(self, roles: Sequence[Role]) -> list[dict[str, SkillShare]]:
        """By slug: the skills of each role that neither is named after."""
        return [
            {
                skill.slug: skill
                for skill in self.skills(role)
                if not any(are_words_of(skill.name, one.name) for one in roles)
            }
            for role in roles
        ]


def demands_of(roles: Sequence[Role], country: str) -> Demands:
    """Return what is known of these roles. One query, which brings the skills along."""
    by_key = {role.pk: role for role in roles}
    rows: dict[tuple[int, str], Any] = {
        (row.role_id, row.country): row for row in _DEMANDS(list(by_key), ["", country])
    }
    for row in rows.values():
        row.role = by_key[row.role_id]
    known = next((row.known for row in rows.values()), None) or {}
    names = ((slug, name) for slug, (_, name) in known.items())
    return Demands(
        shares=_of_one_place(rows, by_key, country, makes_shares),
        beginners=_of_one_place(rows, by_key, country, tells_beginners),
        names=dict(sorted(names, key=lambda name: name[1].casefold())),
        numbers={slug: number for slug, (number, _) in known.items()},
    )


def _skills() -> QuerySet[Any, Any]:
    """Number and name of every skill by its slug, as one value."""
    about = Func(F("pk"), F("name"), function="jsonb_build_array")
    known = Func(F("slug"), about, function="jsonb_object_agg", output_field=JSONField())
    return Skill.objects.order_by().annotate(known=known).values("known")


def _years() -> QuerySet[Any, Any]:
    """The year of each cell's role and country, as one value."""
    cell = {"role": OuterRef("role"), "country": OuterRef("country")}
    latest = DemandSeries.objects.latest_snapshots().filter(**cell)
    return latest.values(year=JSONObject(bins="bins", change="change"))


_DEMANDS = Prepared(
    lambda role, country: (
        Demand.objects.latest_snapshots()
        .filter(level="", role__in=[role], country__in=[country])
        .annotate(known=Subquery(_skills()), year=Subquery(_years()))
    )
)


def _of_one_place(
    rows: Mapping[tuple[int, str], Demand],
    roles: Mapping[int, Role],
    country: str,
    has: Callable[[Demand], bool],
) -> Figures:
    here, everywhere = (
        {
            key: DemandFigure(rows[key, place])
            for key in roles
            if (key, place) in rows and has(rows[key, place])
        }
        for place in (country, "")
    )
    return here if len(here) == len(roles) else everywhere


def makes_shares(row: Demand) -> bool:
    return bool(row.skills)


def tells_beginners(row: Demand) -> bool:
    return (row.entry, row.years, row.degree) != (None, None, None)
