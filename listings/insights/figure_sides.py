"""One role's figure in a cell, as texts show it: its value, sample, and ways to its postings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from jobboard.markup import Arguments, RenderedFigure
from listings.insights.demand_figures import DemandFigure
from listings.insights.figures import PayFigure, counted
from listings.models import Demand, Level, Statistic
from listings.models.snapshot import Share


@dataclass(frozen=True, slots=True)
class FigureSide:
    """The figure of one role: its value, how it is shown with its sample, and of which day."""

    cell: DemandFigure
    on: date
    value: float
    shown: RenderedFigure
    currency: str = ""


SAME_CELL = {name: OuterRef(name) for name in ("role", "country", "level")}
LATEST = Statistic.objects.base_pay().published().filter(**SAME_CELL)
OF_PAY = ("currency", "median", "n", "window_to")
PAY = {f"pay_{name}": Subquery(LATEST.values(name)) for name in OF_PAY}


def side_of(request: Arguments, cell: DemandFigure | None) -> FigureSide | None:
    return SIDES.get(request.kind, _share)(request, cell) if cell else None


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


@dataclass(frozen=True, slots=True)
class ShareKind:
    """A share of a role's postings, and where its postings and its details are.

    All are asked with the first word of the text, which names the skill in a share of a skill.
    """

    of: Callable[[Demand, str], Share | None]
    postings_url: Callable[[DemandFigure, str], str]
    details: str  # the part of the page of demand

    def share(self, request: Arguments, row: Demand) -> Share | None:
        return self.of(row, request.words[0].lower())


SHARES = {
    "share": ShareKind(Demand.share_of, DemandFigure.skill_url, "skill-{}"),
    "remote": ShareKind(lambda row, _: row.remote_share, lambda cell, _: cell.remote_url, "remote"),
    "degree": ShareKind(
        lambda row, _: row.getting_in.degree, lambda cell, _: cell.openings_url, "beginners"
    ),
    "entry": ShareKind(
        lambda row, _: row.getting_in.entry,
        lambda cell, _: cell.openings_with("level", Level.ENTRY.value),
        "beginners",
    ),
}


def _share(request: Arguments, cell: DemandFigure) -> FigureSide | None:
    kind, skill = SHARES[request.kind], request.words[0].lower()
    found = kind.share(request, cell.row)
    if found is None:
        return None
    details = f"{cell.url}#{kind.details.format(skill)}"
    sample = f"of {counted(found.n, 'posting')}"
    shown = RenderedFigure(f"{found.percent}%", sample, kind.postings_url(cell, skill), details)
    return FigureSide(cell, cell.on, found.share, shown)


SIDES = {"openings": _openings, "pay": _pay}
