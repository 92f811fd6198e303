"""Pages: how figures are made, and what one role is asked for. They read snapshots alone."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor, sqrt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jobboard.http.changes import TEXTS, ChangeKind
from jobboard.http.conditional import kept
from jobboard.http.parts import KeptParts
from jobboard.site import dates, identity
from jobboard.site.addresses import address_of
from listings.insights import (
    demand_cells,
    demand_page,
    listed_for,
    over_time,
    pay_cells,
    pay_parts,
    salary_index,
    structured_data,
)
from listings.insights.asked import SalaryQuery, asked_of, country_options, level_options
from listings.insights.demand_figures import (
    DemandFigure,
    Figures,
    chosen,
    figures_of,
    lines_of,
    places_of,
    skill_names,
)
from listings.insights.estimates import (
    effective_employers,
    median,
    median_interval,
    quantile,
    student_t,
)
from listings.insights.figures import cell_label, left_out
from listings.insights.pictures import share_bar
from listings.models import Statistic, snapshot
from listings.pay import money
from roles.addresses import follows_old_slugs
from roles.models import Role


@require_safe
@kept(*TEXTS, ChangeKind.FIGURES)
def method(request: HttpRequest) -> HttpResponse:
    """How the figures are made, with the numbers that the code uses."""
    newest = Statistic.objects.order_by("-taken_at").values_list("taken_at", flat=True).first()
    context = {
        "method": pay_cells,
        "example": worked_example(),
        "most_parts": pay_parts.MOST,
        "index_name": salary_index.NAME,
        "demand": demand_cells,
        "limits": snapshot,
        "wide_range": money.WIDE_RANGE,
        "periods": money.PERIODS_A_YEAR,
        "newest": newest,
        "currency": identity.current().currency,
        "json_ld": [structured_data.way_of_pay(("Method", address_of("salary-method")))],
    }
    return render(request, "salaries/method.html", context)


BY_EMPLOYER = {
    "A": (58, 62), "B": (60, 71), "C": (65, 74), "D": (66, 68), "E": (69, 78),
    "F": (72, 80), "G": (73, 90), "H": (76, 84), "I": (82, 95), "J": (88, 110),
}  # fmt: skip
"""Midpoints in thousands a year."""


@dataclass(frozen=True, slots=True)
class EmployerMidpoints:
    """``balance``: half for each of its midpoints up to the median, less half for each above it."""

    name: str
    low: int
    high: int
    balance: float


@dataclass(frozen=True, slots=True)
class Example:
    """Every number that the method page shows of it."""

    midpoints: list[Decimal]
    p25: Decimal
    median: Decimal
    p75: Decimal
    effective: Decimal
    employers: list[EmployerMidpoints]
    squares: float
    error: float
    t: float
    reach: float
    ranks: tuple[int, int]
    interval: tuple[Decimal | None, Decimal | None]


def worked_example() -> Example:
    """Compute the example by the functions of the figures."""
    pairs = [(Decimal(one), name) for name, own in BY_EMPLOYER.items() for one in own]
    midpoints = sorted(one for one, _ in pairs)
    middle, n, k = median(midpoints), len(midpoints), len(BY_EMPLOYER)
    employers = [
        EmployerMidpoints(name, *own, sum(0.5 if one <= middle else -0.5 for one in own))
        for name, own in BY_EMPLOYER.items()
    ]
    squares = sum(one.balance**2 for one in employers)
    error, t = sqrt(k / (k - 1) * squares), student_t(k - 1)
    return Example(
        midpoints=midpoints,
        p25=quantile(midpoints, Fraction(1, 4)),
        median=middle,
        p75=quantile(midpoints, Fraction(3, 4)),
        effective=effective_employers(map(len, BY_EMPLOYER.values())),
        employers=employers,
        squares=squares,
        error=error,
        t=t,
        reach=t * error,
        ranks=(floor(n / 2 - t * error), floor(n / 2 + t * error) + 1),
        interval=median_interval(pairs),
    )


FIRST_SKILLS = 3  # in a sentence
MOST_SKILLS = 300  # in a table; the files have all


@require_safe
@follows_old_slugs("role")
@kept(*TEXTS, ChangeKind.FIGURES)
def demand(request: HttpRequest, slug: str) -> HttpResponse:
    """What one role is asked for in one country and level."""
    asked = asked_of(request.GET)
    context = _kept.get((slug, asked), lambda: _demand(slug, asked), *TEXTS, ChangeKind.FIGURES)
    return render(request, "roles/demand.html", context)


_kept: KeptParts[tuple[str, SalaryQuery], dict[str, Any]] = KeptParts(100)
_kept_cells: KeptParts[str, tuple[Role, Figures]] = KeptParts(100)


def _cells(slug: str) -> tuple[Role, Figures]:
    role = get_object_or_404(Role, slug=slug)
    return role, figures_of(role)


def _demand(slug: str, asked: SalaryQuery) -> dict[str, Any]:
    role, figures = _kept_cells.get(slug, lambda: _cells(slug), *TEXTS, ChangeKind.FIGURES)
    own = figures.get((asked.country, asked.level))
    figure = chosen(figures, asked)
    names = skill_names() if figure else {}
    skills = figure.skills(names) if figure else []
    lines = lines_of(figure, skills[:MOST_SKILLS]) if figure else []
    is_demo = any(one.row.is_demo for one in figures.values())
    return {
        "asked": asked,
        "country_options": country_options(asked, places_of(figures.values())),
        "level_options": level_options(asked),
        "is_demo": is_demo,
        "role": role,
        "asked_label": cell_label(asked.country, asked.level),
        "own": own,
        "figure": figure,
        "is_wider": figure is not None and figure is not own,
        "description": _described(role, figure),
        "year": demand_page.year_of(role, figure, names) if figure else None,
        "openings": demand_page.openings_of(figure) if figure else None,
        "remote_bar": share_bar(figure.row.remote_share) if figure else "",
        "facts": figure.row.getting_in if figure else None,
        "lines": lines,
        "all_skills": len(skills),
        "first": lines[:FIRST_SKILLS],
        "skills_picture": demand_page.skills_picture(role, figure, names) if figure else None,
        "limits": snapshot,
        "followed": listed_for,
        "compared": over_time,
        "method": demand_cells,
        "left_out": left_out(is_demo=is_demo or figure is None),
        "robots": "noindex" if is_demo or figure is None or not lines else "",
        "canonical_url": settings.SITE_URL + address_of("role-demand", role.slug),
        "json_ld": structured_data.of_demand(role, figure),
    }


def _described(role: Role, figure: DemandFigure | None) -> str:
    """Return what search engines show below the title."""
    sample = f": {figure.place}, {figure.sample}, to {dates.short(figure.on)}" if figure else ""
    return f"Openings, skills and remote work in postings for {role.plural_name}{sample}."
