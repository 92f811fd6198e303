"""``/salaries/<role>.csv`` and ``.json``: every published figure of a role with its sample."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from jobboard.site import dates
from listings.insights.salaries.asked import asked_of
from listings.insights.salaries.freshness import unless_unchanged
from listings.insights.salaries.snapshots import AMOUNTS
from listings.models import Statistic
from roles.models import Role

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
