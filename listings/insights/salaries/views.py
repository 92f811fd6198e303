"""The salary pages, and the same figures as CSV and JSON. They read snapshots, never postings."""

import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jobboard.site import dates, identity
from listings.insights.salaries import cells as method_of
from listings.insights.salaries import occupation
from listings.insights.salaries.asked import SORTS, asked_of, country_options, level_options
from listings.insights.salaries.figures import PayFigure, place_label
from listings.insights.salaries.freshness import left_out, unless_unchanged
from listings.insights.salaries.overview import overview
from listings.insights.salaries.profile import by_country, by_level, cells_of, shown_of, spreads
from listings.insights.salaries.snapshots import AMOUNTS
from listings.models import Statistic
from listings.pay import money
from roles.addresses import follows_old_slugs
from roles.models import Role


@require_safe
@unless_unchanged
def index(request: HttpRequest) -> HttpResponse:
    """All roles: median, typical range, sample."""
    asked = asked_of(request.GET)
    latest = Statistic.objects.latest_snapshots().filter(total__gt=0)
    countries = latest.published().order_by().values_list("country", flat=True).distinct()
    newest = latest.order_by("-taken_at", "-pk").first()
    found = overview(asked)
    context = {
        "asked": asked,
        "place": place_label(asked.country),
        "overview": found,
        "newest": newest,
        "country_options": country_options(asked, countries),
        "level_options": level_options(asked),
        "sort_options": [(value, label, value == asked.sort) for value, label in SORTS],
        "robots": "" if found.sections and newest and not newest.is_demo else "noindex",
        "json_ld": [occupation.way()],
        "method": method_of,
        "left_out": left_out(request, is_demo=newest is None or newest.is_demo),
    }
    return render(request, "salaries/index.html", context)


@require_safe
@follows_old_slugs("role")
@unless_unchanged
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One role."""
    role = get_object_or_404(Role, slug=slug)
    asked = asked_of(request.GET)
    cells = cells_of(role)
    shown = shown_of(cells, asked)
    figure = shown.figure
    there = (figure.row.country, figure.row.level) if figure else (asked.country, asked.level)
    lines, scale = spreads(figure) if figure else ([], None)
    published = [country for (country, _), cell in cells.items() if not cell.withheld]
    is_demo = any(cell.is_demo for cell in cells.values())
    context = {
        "role": role,
        "asked": asked,
        "shown": shown,
        "figure": figure,
        "description": described(role, figure),
        "spreads": lines,
        "scale": scale,
        "method": method_of,
        "levels": by_level(cells, asked, there),
        "places": by_country(cells, asked, there),
        "country_options": country_options(asked, published),
        "level_options": level_options(asked),
        "is_demo": is_demo,
        "left_out": left_out(request, is_demo=is_demo or figure is None),
        "robots": "noindex" if figure is None or is_demo else "",
        "json_ld": [
            occupation.way((role.name, reverse("salary", args=[role.slug]))),
            occupation.occupation(role, figure),
        ],
    }
    return render(request, "salaries/show.html", context)


def described(role: Role, figure: PayFigure | None) -> str:
    """Return what search engines show below the title."""
    if figure is None:
        return f"Pay of {role.name} postings: too few say what they pay for a figure."
    sample = f"from {figure.sample}, to {dates.short(figure.row.window_to)}"
    return f"{role.name} pay, {figure.place}: median {figure.median} a year {sample}."


@require_safe
@unless_unchanged
def method(request: HttpRequest) -> HttpResponse:
    """How the figures are made, with the numbers that the code uses."""
    newest = Statistic.objects.aggregate(at=Max("taken_at"))["at"]
    context = {
        "method": method_of,
        "max_share": f"{float(method_of.MAX_SHARE):.0%}",
        "wide_range": money.WIDE_RANGE,
        "periods": money.PERIODS_A_YEAR,
        "newest": newest,
        "currency": identity.current().currency,
        "json_ld": [occupation.way(("Method", reverse("salary-method")))],
    }
    return render(request, "salaries/method.html", context)


COLUMNS = (
    "role", "series", "country", "level", "currency", *AMOUNTS, "n", "employers", "total",
    "window_from", "window_to", "method_version", "taken_at",
)  # fmt: skip


@require_safe
@unless_unchanged
def csv_of_role(request: HttpRequest, slug: str) -> HttpResponse:
    """All cells that are shown, or the one that ``country`` and ``level`` name."""
    role = get_object_or_404(Role, slug=slug)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{role.slug}-salaries.csv"'
    writer = csv.DictWriter(response, COLUMNS)
    writer.writeheader()
    writer.writerows(lines_of(request, role))
    return response


@require_safe
@unless_unchanged
def json_of_role(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as JSON; amounts are numbers a year, null where the sample is too small."""
    role = get_object_or_404(Role, slug=slug)
    figures = [
        {key: float(value) if key in AMOUNTS and value else value for key, value in line.items()}
        for line in lines_of(request, role)
    ]
    return JsonResponse({"role": role.slug, "name": role.name, "figures": figures})


def lines_of(request: HttpRequest, role: Role) -> Iterator[dict[str, Any]]:
    """Yield a line for each cell; amounts as they were computed, not rounded."""
    rows = Statistic.objects.latest_snapshots().published().filter(role=role)
    if request.GET.get("country"):
        asked = asked_of(request.GET)
        rows = rows.filter(country=asked.country, level=asked.level)
    for row in rows.order_by("country", "level"):
        yield {name: getattr(row, name) for name in COLUMNS} | {
            "role": role.slug,
            "taken_at": dates.moment(row.taken_at),
        }
