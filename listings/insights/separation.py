"""What pages of one or several roles show of demand, from the snapshots.

Roles beside each other are of one place: the country that is asked for where all of them are
large enough there, else everywhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any

from django.db.models import F, Func, JSONField, QuerySet, Subquery

from listings.insights.demand_figures import DemandFigure
from listings.models import Demand, Skill
from listings.models.share import SkillShare, Z
from roles.models import Role

PRIOR_POSTINGS = 10
"""How many imagined postings the prior weighs."""

SHOWN = 5


@dataclass(frozen=True, slots=True)
class SkillDifference:
    """A skill that one role is asked for more: both shares, and how many times the odds."""

    skill: SkillShare
    other_count: int
    other_n: int
    log_odds: float
    error: float  # standard error of ``log_odds``

    @property
    def other_percent(self) -> str:
        return f"{100 * self.other_count / self.other_n:.0f}"

    @property
    def times(self) -> str:
        """How many times the odds: ``4.1``."""
        return f"{exp(self.log_odds):.1f}"

    @property
    def interval(self) -> str:
        """95 % interval of ``times``: ``2.3 to 7.2``."""
        reach = Z * self.error
        return f"{exp(self.log_odds - reach):.1f} to {exp(self.log_odds + reach):.1f}"


def separating(
    one: Mapping[str, SkillShare], other: Mapping[str, SkillShare]
) -> list[SkillDifference]:
    """Return the skills that ``one`` is asked for more than ``other``, the surest first.

    Only those whose 95 % interval leaves out "no difference". Both map a skill's slug to its
    share; an empty one (too small a sample) separates nothing.
    """
    if not one or not other:
        return []
    n, other_n = (next(iter(shares.values())).n for shares in (one, other))
    found = []
    for slug, share in one.items():
        count = other[slug].count if slug in other else 0
        prior = PRIOR_POSTINGS * (share.count + count) / (n + other_n)
        odds = _log_odds(share.count, n, prior) - _log_odds(count, other_n, prior)
        error = sqrt(1 / (share.count + prior) + 1 / (count + prior))
        if odds - Z * error > 0:
            found.append(SkillDifference(share, count, other_n, odds, error))
    return sorted(found, key=lambda one: -one.log_odds / one.error)[:SHOWN]


def _log_odds(count: int, n: int, prior: float) -> float:
    # the last term keeps the logarithm finite where every posting of both names the skill
    return log((count + prior) / (n + PRIOR_POSTINGS - count - prior + 1e-9))


type Figures = Mapping[int, DemandFigure]
"""By role; a role that is nowhere large enough is absent."""


@dataclass(frozen=True, slots=True)
class Demands:
    """Skills and getting in may come from different places: they need samples of another size."""

    shares: Figures
    beginners: Figures
    names: Mapping[str, str]

    def skills(self, role: Role) -> list[SkillShare]:
        """Every skill that the role's postings name, most frequent first."""
        figure = self.shares.get(role.pk)
        return figure.skills(self.names) if figure else []

    def separating(self, roles: Sequence[Role]) -> dict[int, list[SkillDifference]]:
        """What each of two roles is asked for more than the other.

        Nothing for another number of roles, or where a role has too few postings for shares.
        """
        if len(roles) != 2 or not all(role.pk in self.shares for role in roles):
            return {}
        one, other = ({share.slug: share for share in self.skills(role)} for role in roles)
        return {roles[0].pk: separating(one, other), roles[1].pk: separating(other, one)}


def demands_of(roles: Sequence[Role], country: str) -> Demands:
    """Return what is known of these roles. One query, which brings the skills' names along."""
    latest = Demand.objects.latest_snapshots().filter(level="", country__in={"", country})
    by_key = {role.pk: role for role in roles}
    rows = {
        (row.role_id, row.country): row
        for row in latest.filter(role__in=by_key).annotate(names=Subquery(_skill_names()))
    }
    for row in rows.values():
        row.role = by_key[row.role_id]
    names = next((row.names for row in rows.values()), None) or {}
    return Demands(
        shares=_of_one_place(rows, by_key, country, makes_shares),
        beginners=_of_one_place(rows, by_key, country, tells_beginners),
        names=dict(sorted(names.items(), key=lambda name: name[1].casefold())),
    )


def _skill_names() -> QuerySet[Any, Any]:
    """All names by slug, as one value."""
    names = Func(F("slug"), F("name"), function="jsonb_object_agg", output_field=JSONField())
    return Skill.objects.order_by().annotate(names=names).values("names")


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
