"""``/roles/<role>/demand.csv``: every figure of a role with its sample, ready for a spreadsheet."""

import csv
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from jobboard.markup import json_ld
from jobboard.site import dates, identity
from listings.insights.demand.figures import DemandFigure
from listings.insights.salaries.asked import asked_of
from listings.insights.salaries.freshness import unless_unchanged
from listings.models import Demand
from listings.models.share import Share
from roles.models import Role

COLUMNS = (
    "role", "country", "level", "metric", "skill", "value", "low", "high", "count", "n",
    "employers", "window_from", "window_to", "method_version", "taken_at",
)  # fmt: skip


@require_safe
@unless_unchanged
def csv_of_role(request: HttpRequest, slug: str) -> HttpResponse:
    """All cells, or the one that ``country`` and ``level`` name; "everywhere" is a country too."""
    role = get_object_or_404(Role, slug=slug)
    rows = Demand.objects.latest_snapshots().filter(role=role).order_by("country", "level")
    asked = asked_of(request.GET)
    if request.GET.get("country"):
        rows = rows.filter(country=asked.country, level=asked.level)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{role.slug}-demand.csv"'
    writer = csv.DictWriter(response, COLUMNS)
    writer.writeheader()
    writer.writerows(line for row in rows for line in lines_of(role, row))
    return response


def lines_of(role: Role, row: Demand) -> Iterator[dict[str, Any]]:
    """Yield a line for each figure of a cell; what is withheld has none."""
    cell = {"role": role.slug, "country": row.country, "level": row.level}
    when = {
        "window_from": row.window_from,
        "window_to": row.window_to,
        "method_version": row.method_version,
        "taken_at": dates.moment(row.taken_at),
    }
    if row.openings or row.n:
        opened = {"value": row.openings, "count": row.openings, "n": row.openings}
        yield cell | {"metric": "openings"} | opened | {"employers": row.openings_employers} | when
    facts = row.getting_in
    shares = {"remote": row.remote_share, "beginners": facts.entry, "degree": facts.degree}
    for metric, share in shares.items():
        if share is not None:
            yield cell | {"metric": metric} | _numbers(share) | when
    if years := facts.years:
        sample = {"value": years.median, "n": years.n, "employers": years.employers}
        yield cell | {"metric": "median years"} | sample | when
    for skill, count in sorted((row.skills or {}).items(), key=lambda one: (-one[1], one[0])):
        share = Share(count, row.n, row.employers)
        yield cell | {"metric": "skill", "skill": skill} | _numbers(share) | when


def _numbers(share: Share) -> dict[str, Any]:
    low, high = share.interval
    return {
        "value": f"{share.share:.4f}",
        "low": f"{low:.4f}",
        "high": f"{high:.4f}",
        "count": share.count,
        "n": share.n,
        "employers": share.employers,
    }


def dataset(role: Role, figure: DemandFigure) -> SafeString:
    """Return the Dataset of a role's demand."""
    url = settings.SITE_URL + reverse("role-demand", args=[role.slug])
    row = figure.row
    return json_ld(
        {
            "@type": "Dataset",
            "name": f"Demand for {role.plural_name}",
            "description": (
                f"Openings, skills named, remote work and what is asked of beginners in postings "
                f"for {role.plural_name}, by country and level, with sample sizes."
            ),
            "url": url,
            "dateModified": dates.day_of(row.taken_at).isoformat(),
            "temporalCoverage": f"{row.window_from.isoformat()}/{row.window_to.isoformat()}",
            "creator": {"@type": "Organization", "name": identity.current().name},
            "distribution": {
                "@type": "DataDownload",
                "encodingFormat": "text/csv",
                "contentUrl": settings.SITE_URL + reverse("role-demand-csv", args=[role.slug]),
            },
        }
    )
