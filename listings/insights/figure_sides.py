"""One role's figure in a cell, as texts show it: its value, sample, and ways to its postings."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Subquery

from jobboard.markup import Arguments, RenderedFigure
from listings.insights.claims import SAME_CELL
from listings.insights.demand_figures import DemandFigure
from listings.insights.figures import PayFigure, counted
from listings.models import Level, Statistic
from listings.models.snapshot import Share


@dataclass(frozen=True, slots=True)
class FigureSide:
    """The figure of one role: its value, how it is shown with its sample, and of which day."""

    cell: DemandFigure
    on: date
    value: float
    shown: RenderedFigure
    currency: str = ""


LATEST = Statistic.objects.base_pay().published().filter(**SAME_CELL)
OF_PAY = ("currency", "median", "n", "window_to")
PAY = {f"pay_{name}": Subquery(LATEST.values(name)) for name in OF_PAY}


def side_of(request: Arguments, cell: DemandFigure | None) -> FigureSide | None:
    return SIDES[request.kind](request, cell) if cell else None


def _pay(request: Arguments, cell: DemandFigure) -> FigureSide | None:
    """The median of posted pay."""
    found = {name: getattr(cell.row, f"pay_{name}") for name in OF_PAY}
    if found["median"] is None:
        return None
    row = cell.row
    pay = PayFigure(Statistic(role=row.role, country=row.country, level=row.level, **found))
    sample = f"median of {counted(pay.row.n, 'posting')} with pay"
    shown = RenderedFigure(pay.median, sample, pay.postings_url, pay.url)
    return FigureSide(cell, pay.row.window_to, float(found["median"]), shown, pay.row.currency)


def _openings(request: Arguments, cell: DemandFigure) -> FigureSide | None:
    """The number of openings; none at all is no figure."""
    number = cell.row.openings
    if not number:
        return None
    at = f"at {counted(cell.row.openings_employers, 'employer')}"
    shown = RenderedFigure(counted(number, "opening"), at, cell.openings_url, cell.url)
    return FigureSide(cell, cell.on, number, shown)


def _skill(request: Arguments, cell: DemandFigure) -> FigureSide | None:
    """The share of a role's postings that name a skill."""
    skill = request.words[0].lower()
    details = f"{cell.url}#skill-{skill}"
    return _share(cell, cell.row.share_of(skill), cell.skill_url(skill), details)


def _remote(request: Arguments, cell: DemandFigure) -> FigureSide | None:
    """The share of a role's postings that may be worked remotely."""
    return _share(cell, cell.row.remote_share, cell.remote_url, f"{cell.url}#remote")


def _degree(request: Arguments, cell: DemandFigure) -> FigureSide | None:
    """The share of a role's postings that require a degree."""
    return _share(cell, cell.row.getting_in.degree, cell.openings_url, f"{cell.url}#beginners")


def _entry(request: Arguments, cell: DemandFigure) -> FigureSide | None:
    """The share of beginners' postings, of those that state a level."""
    href = cell.openings_with("level", Level.ENTRY.value)
    return _share(cell, cell.row.getting_in.entry, href, f"{cell.url}#beginners")


def _share(cell: DemandFigure, found: Share | None, href: str, details: str) -> FigureSide | None:
    if found is None:
        return None
    text = f"{found.percent}%"
    sample = f"of {counted(found.n, 'posting')}"
    return FigureSide(cell, cell.on, found.share, RenderedFigure(text, sample, href, details))


SIDES = {
    "openings": _openings,
    "pay": _pay,
    "share": _skill,
    "remote": _remote,
    "degree": _degree,
    "entry": _entry,
}
