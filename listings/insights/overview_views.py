"""``/salaries/`` and its picture as a file."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jobboard.http.changes import TEXTS, Kind
from jobboard.http.conditional import kept
from jobboard.site import dates
from listings.insights import pay_cells, salary_index, structured_data
from listings.insights.asked import SORTS, SalaryQuery, asked_of, country_options, level_options
from listings.insights.figures import place_label
from listings.insights.mixed import left_out
from listings.insights.overview import Overview, field_options, in_known_field, overview
from listings.insights.pictures import picture_answer
from listings.insights.pictures.answers import Ending
from listings.models import Statistic
from roles.models import Role


@require_safe
@kept(*TEXTS, Kind.FIGURES)
def salaries(request: HttpRequest) -> HttpResponse:
    """All roles: median, middle half, sample."""
    found, roles = _found(request)
    newest = _newest()
    is_demo = newest is not None and newest.is_demo
    context = _form(found.asked, roles) | {
        "place": place_label(found.asked.country),
        "overview": found,
        "shared_picture": f"{settings.SITE_URL}/salaries.png{found.asked.query}",
        "newest": newest,
        "is_demo": is_demo,
        "robots": "" if found.sections and newest and not is_demo else "noindex",
        "json_ld": [structured_data.way_of_pay()],
        "method": pay_cells,
        "index_name": salary_index.NAME,
        "left_out": left_out(is_demo=newest is None or is_demo),
    }
    return render(request, "salaries/index.html", context)


@require_safe
@kept(*TEXTS, Kind.FIGURES)
def salaries_file(request: HttpRequest, ending: Ending) -> HttpResponse:
    """The roles of the place and level asked for, as a picture or its numbers."""
    found, _ = _found(request)
    newest = _newest()
    note = f"to {dates.short(newest.window_to)}" if newest else ""
    if newest and newest.is_demo:
        note = "invented figures of a demonstration"
    page = reverse("salaries") + found.asked.query
    return picture_answer(found.picture, ending, name="salaries", page=page, note=note)


def _found(request: HttpRequest) -> tuple[Overview, list[Role]]:
    roles = list(Role.objects.order_by("name"))
    asked = in_known_field(asked_of(request.GET), roles)
    return overview(asked, roles), roles


def _newest() -> Statistic | None:
    shown = Statistic.objects.base_pay().filter(total__gt=0)
    return shown.order_by("-taken_at", "-pk").first()


def _form(asked: SalaryQuery, roles: list[Role]) -> dict[str, Any]:
    """What one may ask for; the order is kept, which the heads of the table change."""
    published = Statistic.objects.base_pay().published().order_by()
    countries = published.values_list("country", flat=True).distinct()
    return {
        "asked": asked,
        "country_options": country_options(asked, countries),
        "level_options": level_options(asked),
        "field_options": field_options(asked, roles),
        "kept_sort": asked.sort if asked.sort != SORTS[0] else "",
    }
