"""Every figure of a role with its sample, ready for a spreadsheet or a program.

``/salaries/<role>.csv`` and ``.json``, ``/roles/<role>/demand.csv``: all cells, or the one that
``country`` and ``level`` name; "everywhere" is a country too. What is withheld has no line.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from jobboard.http.changes import TEXTS, ChangeKind
from jobboard.http.conditional import kept
from jobboard.site import dates
from listings.insights.asked import asked_of
from listings.models import Demand, Statistic
from listings.models.snapshot import Share
from listings.models.statistic import AMOUNTS
from roles.models import Role

type Line = Mapping[str, Any]

CELL = ("role", "country", "level")
TAKEN = ("window_from", "window_to", "method_version", "taken_at")
PAY_COLUMNS = (
    "role", "series", "country", "level", "currency", "typical_low", "typical_high", *AMOUNTS,
    "width", "n", "employers", "effective_employers", "total", *TAKEN,
)  # fmt: skip
DEMAND_COLUMNS = (
    *CELL, "metric", "skill", "value", "low", "high", "count", "n", "employers", "effect", *TAKEN,
)  # fmt: skip


@require_safe
@kept(*TEXTS, ChangeKind.FIGURES)
def salary_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Pay; amounts as they were computed, not rounded."""
    role = get_object_or_404(Role, slug=slug)
    return _csv(f"{role.slug}-salaries.csv", PAY_COLUMNS, _pay_lines(request, role))


@require_safe
@kept(*TEXTS, ChangeKind.FIGURES)
def salary_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as JSON; amounts are numbers a year, null where the sample is too small."""
    role = get_object_or_404(Role, slug=slug)
    figures = [
        {
            name: float(value) if isinstance(value, Decimal) else value
            for name, value in line.items()
        }
        for line in _pay_lines(request, role)
    ]
    return JsonResponse({"role": role.slug, "name": role.name, "figures": figures})


@require_safe
@kept(*TEXTS, ChangeKind.FIGURES)
def demand_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Openings, shares and what is asked of beginners."""
    role = get_object_or_404(Role, slug=slug)
    rows = _cells(request, Demand.objects.filter(role=role))
    lines = (line for row in rows for line in _demand_lines(role, row))
    return _csv(f"{role.slug}-demand.csv", DEMAND_COLUMNS, lines)


def _csv(name: str, columns: Sequence[str], lines: Iterable[Line]) -> HttpResponse:
    text = StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(lines)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cells(request: HttpRequest, rows: Any) -> Any:
    """The latest snapshots of the cells that are asked for."""
    if request.GET.get("country"):
        asked = asked_of(request.GET)
        rows = rows.filter(country=asked.country, level=asked.level)
    return rows.latest_snapshots().order_by("country", "level")


def _about(role: Role, row: Statistic | Demand) -> Line:
    """What every line says of its cell, and how it was taken."""
    named: dict[str, Any] = {name: getattr(row, name) for name in ("country", "level", *TAKEN)}
    return {**named, "role": role.slug, "taken_at": dates.moment(row.taken_at)}


def _pay_lines(request: HttpRequest, role: Role) -> Iterator[Line]:
    whole = Statistic.objects.published().filter(role=role, part_kind="")
    rows = _cells(request, whole.defer("midpoints", "listing_ids"))
    columns = [name for name in PAY_COLUMNS if name != "role"]
    for row in rows:
        typical = {"typical_low": row.p25, "typical_high": row.p75}
        yield {**{name: getattr(row, name) for name in columns}, **_about(role, row), **typical}


def _demand_lines(role: Role, row: Demand) -> Iterator[Line]:
    """Yield a line for each figure of a cell."""
    about = _about(role, row)
    if row.openings or row.n:
        opened = {"value": row.openings, "count": row.openings, "n": row.openings}
        yield {**about, "metric": "openings", **opened, "employers": row.openings_employers}
    facts = row.getting_in
    shares = {"remote": row.remote_share, "beginners": facts.entry, "degree": facts.degree}
    for metric, share in shares.items():
        if share is not None:
            yield {**about, "metric": metric, **_numbers(share)}
    if years := facts.years:
        sample = {"value": years.median, "n": years.n, "employers": years.employers}
        yield {**about, "metric": "median years", **sample}
    for skill, count in sorted((row.skills or {}).items(), key=lambda one: (-one[1], one[0])):
        share = Share(count, row.n, row.employers, row.skill_effects.get(skill, 1.0))
        yield {**about, "metric": "skill", "skill": skill, **_numbers(share)}
    for skill in sorted(row.asked or ()):
        if asked := row.asked_share(skill):
            yield {**about, "metric": "must have", "skill": skill, **_numbers(asked)}


def _numbers(share: Share) -> Line:
    low, high = share.interval
    return {
        "value": f"{share.share:.4f}",
        "low": f"{low:.4f}",
        "high": f"{high:.4f}",
        "count": share.count,
        "n": share.n,
        "employers": share.employers,
        "effect": f"{share.effect:.2f}",
    }
