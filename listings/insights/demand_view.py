"""The page of what one role is asked for. It reads snapshots, never postings."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jobboard.http.changes import TEXTS, Kind
from jobboard.http.conditional import kept
from jobboard.site import dates
from listings.insights import demand_cells, demand_page, listed_for, over_time, structured_data
from listings.insights.asked import asked_of, country_options, level_options
from listings.insights.demand_figures import (
    DemandFigure,
    chosen,
    figures_of,
    lines_of,
    places_of,
    skill_names,
)
from listings.insights.figures import cell_label
from listings.insights.mixed import left_out
from listings.insights.pictures import share_bar
from listings.models import snapshot
from roles.addresses import follows_old_slugs
from roles.models import Role

FIRST_SKILLS = 3  # in a sentence


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
    names = skill_names() if figure else {}
    lines = lines_of(figure, names) if figure else []
    is_demo = any(one.row.is_demo for one in figures.values())
    context = {
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
        "first": lines[:FIRST_SKILLS],
        "skills_picture": demand_page.skills_picture(role, figure, names) if figure else None,
        "limits": snapshot,
        "followed": listed_for,
        "compared": over_time,
        "method": demand_cells,
        "left_out": left_out(is_demo=is_demo or figure is None),
        "robots": "noindex" if is_demo or figure is None or not lines else "",
        "canonical_url": settings.SITE_URL + reverse("role-demand", args=[role.slug]),
        "json_ld": structured_data.of_demand(role, figure),
    }
    return render(request, "roles/demand.html", context)


def _described(role: Role, figure: DemandFigure | None) -> str:
    """Return what search engines show below the title."""
    sample = f": {figure.place}, {figure.sample}, to {dates.short(figure.on)}" if figure else ""
    return f"Openings, skills and remote work in postings for {role.plural_name}{sample}."
