"""``/roles/<role>/demand/``: the permalink of openings and shares. It reads snapshots only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from jobboard.markup import breadcrumbs
from jobboard.site import dates
from listings.insights.demand import cells as method_of
from listings.insights.demand.downloads import dataset
from listings.insights.demand.figures import DemandFigure, skill_names
from listings.insights.salaries.asked import SalaryQuery, asked_of, country_options, level_options
from listings.insights.salaries.figures import cell_label, wider
from listings.insights.salaries.freshness import left_out, unless_unchanged
from listings.models import Demand, share
from listings.models.share import Share, SkillShare
from roles.addresses import follows_old_slugs
from roles.models import Role

IN_SIGHT = 25  # skills; the others are one click away


@dataclass(frozen=True, slots=True)
class SkillLine:
    """One skill in the table."""

    share: SkillShare
    bar: SafeString
    url: str


@require_safe
@follows_old_slugs("role")
@unless_unchanged
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One role's demand in one country and level."""
    role = get_object_or_404(Role, slug=slug)
    asked = asked_of(request.GET)
    figures = figures_of(role)
    own = figures.get((asked.country, asked.level))
    figure = chosen(figures, asked)
    lines = lines_of(figure) if figure else []
    is_demo = any(one.row.is_demo for one in figures.values())
    context = {
        "role": role,
        "asked": asked,
        "asked_label": cell_label(asked.country, asked.level),
        "own": own,
        "figure": figure,
        "is_wider": figure is not None and figure is not own,
        "description": described(role, figure),
        "remote_bar": _bar(figure.row.remote_share) if figure else "",
        "facts": figure.row.getting_in if figure else None,
        "lines": lines[:IN_SIGHT],
        "more": lines[IN_SIGHT:],
        "limits": share,
        "method": method_of,
        "country_options": country_options(asked, places_of(figures.values())),
        "level_options": level_options(asked),
        "is_demo": is_demo,
        "left_out": left_out(request, is_demo=is_demo or figure is None),
        "robots": "noindex" if is_demo or figure is None or not lines else "",
        "canonical_url": settings.SITE_URL + reverse("role-demand", args=[role.slug]),
        "json_ld": structured(role, figure),
    }
    return render(request, "roles/demand.html", context)


def described(role: Role, figure: DemandFigure | None) -> str:
    """Return what search engines show below the title."""
    sample = f": {figure.place}, {figure.sample}, to {dates.short(figure.on)}" if figure else ""
    return f"Openings, skills and remote work in postings for {role.plural_name}{sample}."


def figures_of(role: Role) -> dict[tuple[str, str], DemandFigure]:
    """Return the role's latest cells that hold anything. One query."""
    rows = Demand.objects.latest_snapshots().filter(role=role)
    for row in rows:
        row.role = role
    return {(row.country, row.level): DemandFigure(row) for row in rows if row.n or row.openings}


def chosen(figures: dict[tuple[str, str], DemandFigure], asked: SalaryQuery) -> DemandFigure | None:
    """Return the first cell that has shares, from the one asked for to everywhere.

    Where none has, the one asked for still tells openings and how small the sample is.
    """
    meant = [figures.get(cell) for cell in wider(asked.country, asked.level)]
    found = [one for one in meant if one is not None]
    return next((one for one in found if one.row.skills is not None), next(iter(found), None))


def lines_of(figure: DemandFigure) -> list[SkillLine]:
    """Return the table of skills. One query."""
    return [
        SkillLine(one, share_bar(one), figure.skill_url(one.slug))
        for one in figure.skills(skill_names())
    ]


def places_of(figures: Iterable[DemandFigure]) -> Sequence[str]:
    """Countries that have shares of their own."""
    return sorted({one.row.country for one in figures if one.row.skills is not None})


def structured(role: Role, figure: DemandFigure | None) -> list[SafeString]:
    way = breadcrumbs(
        [
            ("Roles", reverse("roles")),
            (role.name, role.get_absolute_url()),
            ("Demand", reverse("role-demand", args=[role.slug])),
        ]
    )
    return [way, dataset(role, figure)] if figure and not figure.row.is_demo else [way]


def _bar(found: share.Share | None) -> SafeString:
    return share_bar(found) if found else SafeString("")


HEIGHT = 16


def share_bar(share: Share) -> SafeString:
    """Draw from nothing to all: an axis, the share, and a line across its 95 % interval."""
    low, high = share.interval
    return format_html(
        '<svg class="bar" width="100%" height="{0}" aria-hidden="true" focusable="false">'
        '<line class="bar__axis" x1="0" x2="100%" y1="8" y2="8"/>'
        '<rect class="bar__range" x="0" y="4" width="{1}%" height="8" rx="1"/>'
        '<line class="bar__median" x1="{2}%" x2="{3}%" y1="8" y2="8"/></svg>',
        HEIGHT,
        *(f"{100 * part:.2f}" for part in (share.share, low, high)),
    )
