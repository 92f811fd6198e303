"""What pages of one or several roles show of demand, from the snapshots.

Roles beside each other are of one place: the country that is asked for where all of them are
large enough there, else everywhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, JSONField, QuerySet, Subquery

from listings.insights.demand.figures import DemandFigure
from listings.insights.demand.separation import Difference, separating
from listings.models import Demand, Skill
from listings.models.share import SkillShare
from roles.models import Role

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

    def separating(self, roles: Sequence[Role]) -> dict[int, list[Difference]]:
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
