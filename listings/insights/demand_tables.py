"""``/roles/<role>/demand/``: which cell is shown, and its table of skills."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from listings.insights.asked import SalaryQuery
from listings.insights.demand_figures import DemandFigure, skill_names
from listings.insights.fallback import wider
from listings.insights.pictures import share_bar
from listings.models import Demand
from listings.models.share import Share, SkillShare
from roles.models import Role

type Figures = Mapping[tuple[str, str], DemandFigure]


@dataclass(frozen=True, slots=True)
class SkillLine:
    """One skill in the table."""

    share: SkillShare
    asked: Share | None
    bar: SafeString
    url: str


def figures_of(role: Role) -> Figures:
    """Return the role's latest cells that hold anything. One query."""
    rows = Demand.objects.latest_snapshots().filter(role=role)
    for row in rows:
        row.role = role
    return {(row.country, row.level): DemandFigure(row) for row in rows if row.n or row.openings}


def chosen(figures: Figures, asked: SalaryQuery) -> DemandFigure | None:
    """Return the first cell that has shares, from the one asked for to everywhere.

    Where none has, the one asked for still tells openings and how small the sample is.
    """
    meant = [figures.get(cell) for cell in wider(asked.country, asked.level)]
    found = [one for one in meant if one is not None]
    return next((one for one in found if one.row.skills is not None), next(iter(found), None))


def lines_of(figure: DemandFigure) -> list[SkillLine]:
    """Return the table of skills. One query."""
    return [
        SkillLine(one, figure.row.asked_share(one.slug), share_bar(one), figure.skill_url(one.slug))
        for one in figure.skills(skill_names())
    ]


def places_of(figures: Iterable[DemandFigure]) -> Sequence[str]:
    """Countries that have shares of their own."""
    return sorted({one.row.country for one in figures if one.row.skills is not None})
