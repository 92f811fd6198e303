"""The pages of pay and of demand. They read snapshots, never postings."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jobboard.http.changes import TEXTS, Kind
from jobboard.http.conditional import kept
from jobboard.site import dates, identity
from listings.insights import (
    demand_cells,
    pay_cells,
    pay_parts,
    salary_index,
    structured_data,
)
from listings.insights.asked import SalaryQuery, asked_of, country_options, level_options
from listings.insights.demand_figures import DemandFigure, chosen, figures_of, lines_of, places_of
from listings.insights.figures import cell_label
from listings.insights.mixed import left_out
from listings.insights.pictures import share_bar
from listings.insights.worked_example import worked_example
from listings.models import Statistic, share
from listings.pay import money
from roles.addresses import follows_old_slugs
from roles.models import Role

IN_SIGHT = 25  # skills; the others are one click away


def _asked(asked: SalaryQuery, countries: Any, *, is_demo: bool) -> dict[str, Any]:
    """What the form on every page of figures shows, and whether the figures are invented."""
    return {
        "asked": asked,
        "country_options": country_options(asked, countries),
        "level_options": level_options(asked),
        "is_demo": is_demo,
    }


@require_safe
@kept(*TEXTS, Kind.FIGURES)
def method(request: HttpRequest) -> HttpResponse:
    """How the figures are made, with the numbers that the code uses."""
    newest = Statistic.objects.order_by("-taken_at").values_list("taken_at", flat=True).first()
    context = {
        "method": pay_cells,
        "example": worked_example(),
        "most_parts": pay_parts.MOST,
        "index_name": salary_index.NAME,
        "demand": demand_cells,
        "limits": share,
        "wide_range": money.WIDE_RANGE,
        "periods": money.PERIODS_A_YEAR,
        "newest": newest,
        "currency": identity.current().currency,
        "json_ld": [structured_data.way_of_pay(("Method", reverse("salary-method")))],
    }
    return render(request, "salaries/method.html", context)


@require_safe
@follows_old_slugs("role")
@kept(*TEXTS, Kind.FIGURES)
def demand(request: HttpRequest, slug: str) -> HttpResponse:
    """What one role is asked for in one country and level."""
    role = get_object_or_404(Role, slug=slug)
    asked = asked_of(request.GET)
    figures = figures_of(role)
    own = figures.get((asked.country, asked.level))
    figure = chosen(figures, asked)
    lines = lines_of(figure) if figure else []
    is_demo = any(one.row.is_demo for one in figures.values())
    context = _asked(asked, places_of(figures.values()), is_demo=is_demo) | {
        "role": role,
        "asked_label": cell_label(asked.country, asked.level),
        "own": own,
        "figure": figure,
        "is_wider": figure is not None and figure is not own,
        "description": _demand_described(role, figure),
        "remote_bar": share_bar(figure.row.remote_share) if figure else "",
        "facts": figure.row.getting_in if figure else None,
        "lines": lines[:IN_SIGHT],
        "more": lines[IN_SIGHT:],
        "limits": share,
        "method": demand_cells,
        "left_out": left_out(is_demo=is_demo or figure is None),
        "robots": "noindex" if is_demo or figure is None or not lines else "",
        "canonical_url": settings.SITE_URL + reverse("role-demand", args=[role.slug]),
        "json_ld": structured_data.of_demand(role, figure),
    }
    return render(request, "roles/demand.html", context)


def _demand_described(role: Role, figure: DemandFigure | None) -> str:
    """Return what search engines show below the title."""
    sample = f": {figure.place}, {figure.sample}, to {dates.short(figure.on)}" if figure else ""
    return f"Openings, skills and remote work in postings for {role.plural_name}{sample}."
