"""How figures are made; and every figure of a role with its sample, for a spreadsheet or a program.

``/salaries/<role>.csv`` and ``.json``, ``/roles/<role>/demand.csv``: all cells, or the one that
``country`` and ``level`` name, as on the page ("everywhere" is a country too). What is withheld has
no line.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor, sqrt
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jobboard.http.changes import TEXTS, ChangeKind
from jobboard.http.conditional import kept
from jobboard.markup import breadcrumbs
from jobboard.site import dates, identity
from jobboard.site.addresses import address_of
from jobboard.site.csv_files import csv_file
from listings.insights import salary_index
from listings.insights.asked import COUNTRY_AND_LEVEL, asked_of
from listings.insights.statistics import demand_cells, pay_cells, pay_parts
from listings.insights.statistics.estimates import (
    effective_employers,
    median,
    median_interval,
    quantile,
    student_t,
)
from listings.models import Demand, Statistic, snapshot
from listings.models.snapshot import Share
from listings.models.statistic import AMOUNTS
from listings.pay import money
from roles.models import Role


@require_safe
@kept(*TEXTS, ChangeKind.FIGURES)
def method(request: HttpRequest) -> HttpResponse:
    """How the figures are made, with the numbers that the code uses."""
    newest = Statistic.objects.order_by("-taken_at").values_list("taken_at", flat=True).first()
    way = [("Salaries", address_of("salaries")), ("Method", address_of("salary-method"))]
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
        "json_ld": [breadcrumbs(way)],
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
@kept(*TEXTS, ChangeKind.FIGURES, reads=COUNTRY_AND_LEVEL)
def salary_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Pay; amounts as they were computed, not rounded."""
    role = get_object_or_404(Role, slug=slug)
    return _csv(f"{role.slug}-salaries.csv", PAY_COLUMNS, _pay_lines(request, role))


@require_safe
@kept(*TEXTS, ChangeKind.FIGURES, reads=COUNTRY_AND_LEVEL)
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
@kept(*TEXTS, ChangeKind.FIGURES, reads=COUNTRY_AND_LEVEL)
def demand_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Openings, shares and what is asked of beginners."""
    role = get_object_or_404(Role, slug=slug)
    rows = _cells(request, Demand.objects.filter(role=role))
    lines = (line for row in rows for line in _demand_lines(role, row))
    return _csv(f"{role.slug}-demand.csv", DEMAND_COLUMNS, lines)


def _csv(name: str, columns: Sequence[str], lines: Iterable[Line]) -> HttpResponse:
    rows = ([line.get(column, "") for column in columns] for line in lines)
    return csv_file(name, [columns, *rows])


def _cells(request: HttpRequest, rows: Any) -> Any:
    """The latest snapshots of the cells that are asked for."""
    if any(request.GET.values()):
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
