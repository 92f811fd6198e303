"""The page of one role's pay, and its pictures as files. They read snapshots, and no posting but
the newest ones of the figure, as cards.
"""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from jobboard.http.changes import MARKET, TEXTS, ChangeKind
from jobboard.http.conditional import kept
from jobboard.http.parts import KeptParts, kept_part
from jobboard.markup import breadcrumbs, json_ld
from jobboard.site import dates
from jobboard.site.addresses import address_of
from listings.insights import salary_index
from listings.insights.asked import (
    COUNTRY_AND_LEVEL,
    PARAMETERS,
    SORTS,
    SalaryQuery,
    asked_of,
    country_options,
    level_options,
)
from listings.insights.figures import PayFigure, left_out, place_label
from listings.insights.overview import Overview, field_options, in_known_field, overview
from listings.insights.pictures import picture_answer
from listings.insights.pictures.files import Ending
from listings.insights.salary_page import OwnOffer, SalaryPage, offer_in, page_of, placed, there
from listings.insights.statistics import pay_cells
from listings.insights.statistics.estimates import three_digits
from listings.models import Listing, Statistic
from listings.models.prepared import Prepared
from listings.reading.countries import country_name
from listings.search.card_cache import cards_of
from listings.search.facets import still_open
from roles.addresses import follows_old_slugs
from roles.models import Role

CARDS = 3


@require_safe
@follows_old_slugs("role")
@kept(*MARKET, ChangeKind.FIGURES, reads=(*PARAMETERS, "offer"))
def salary(request: HttpRequest, slug: str) -> HttpResponse:
    """What one role pays."""
    role = _called(slug)
    asked, offer = asked_of(request.GET), offer_in(request.GET)
    more = urlencode({"offer": offer.typed}) if offer.amount is not None else ""
    page = page_of(role, asked, offer, more)
    figure, cells = page.figure, page.profile.cells
    is_demo = any(cell.is_demo for cell in cells.values())
    published = [country for (country, _), cell in cells.items() if not cell.withheld]
    context = {
        "asked": asked,
        "country_options": country_options(asked, published),
        "level_options": level_options(asked),
        "is_demo": is_demo,
        "role": role,
        "page": page,
        "sections": _sections(page),
        "shown": page.shown,
        "figure": figure,
        "offer": offer,
        "offer_said": _offer_said(offer, page),
        "description": pay_described(role, figure),
        "method": pay_cells,
        "index_name": salary_index.NAME,
        "series": page.profile.other_series(*there(page.shown)),
        "newest": _newest(page),
        "left_out": left_out(is_demo=is_demo or figure is None),
        "robots": "noindex" if figure is None or is_demo or offer.typed else "",
        "json_ld": [
            _way((role.name, address_of("salary", role.slug))),
            _occupation(role, figure),
        ],
    }
    response = render(request, "salaries/show.html", context)
    if offer.typed:
        response["Cache-Control"] = "private, no-store"
    return response


@kept_part(*TEXTS, most=100)
def _called(slug: str) -> Role:
    return get_object_or_404(Role, slug=slug)


_kept_newest: KeptParts[int, list[Listing]] = KeptParts(100)


@lru_cache(50)
def _sections(page: SalaryPage) -> SafeString:
    """The sections of a page, drawn once as long as it is kept."""
    drawn = (render_to_string("salaries/_section.html", {"section": one}) for one in page.sections)
    return SafeString("".join(drawn))


def _offer_said(offer: OwnOffer, page: SalaryPage) -> str:
    if offer.amount is None:
        return ""
    if page.figure is None:
        return "There is no figure here that an offer could be held against."
    return placed(offer.amount, page.behind.midpoints, page.figure.row.currency)


def _newest(page: SalaryPage) -> list[Listing]:
    """The newest of the postings behind a figure that are still open."""
    figure, postings = page.figure, page.behind.listing_ids
    key = figure.row.pk if figure else 0
    return _kept_newest.get(key, lambda: cards_of(still_open(postings, CARDS).newest), *MARKET)


def pay_described(role: Role, figure: PayFigure | None) -> str:
    """Return what search engines show below the title."""
    if figure is None:
        return f"Pay of {role.name} postings: too few say what they pay for a figure."
    sample = f"from {figure.sample}, to {dates.short(figure.row.window_to)}"
    return f"{role.name} pay, {figure.place}: median {figure.median} a year {sample}."


# https://schema.org/MonetaryAmountDistribution
PERCENTILES = {
    "percentile10": "p10",
    "percentile25": "p25",
    "median": "median",
    "percentile75": "p75",
    "percentile90": "p90",
}


def _occupation(role: Role, figure: PayFigure | None) -> SafeString:
    """Return the figure that the page shows; nothing where none is shown or it is invented."""
    if figure is None or figure.row.is_demo:
        return SafeString("")
    row = figure.row
    amounts = {name: getattr(row, field) for name, field in PERCENTILES.items()}
    data: dict[str, Any] = {
        "@type": "Occupation",
        "name": role.name,
        "estimatedSalary": {
            "@type": "MonetaryAmountDistribution",
            "name": "posted pay",
            "currency": row.currency,
            "duration": "P1Y",
            **{key: float(three_digits(value)) for key, value in amounts.items() if value},
        },
    }
    if row.country:
        country = {"@type": "Country", "name": country_name(row.country)}
        data["occupationLocation"] = country
    return json_ld(data)


def _way(*steps: tuple[str, str]) -> SafeString:
    """Return the BreadcrumbList from ``/salaries/`` through ``steps`` (name, address)."""
    return breadcrumbs([("Salaries", address_of("salaries")), *steps])


@require_safe
@kept(*TEXTS, ChangeKind.FIGURES, reads=COUNTRY_AND_LEVEL)
def salary_picture(request: HttpRequest, slug: str, picture: str, ending: Any) -> HttpResponse:
    """One picture of the page as a file."""
    role = get_object_or_404(Role, slug=slug)
    asked = asked_of(request.GET)
    page = page_of(role, asked, OwnOffer())
    drawn = page.pictures.get(picture)
    if drawn is None:
        raise Http404
    address = address_of("salary", role.slug) + asked.suffix
    note = dates.short(page.figure.row.window_to) if page.figure else ""
    return picture_answer(drawn, ending, name=f"{role.slug}-{picture}", page=address, note=note)


@require_safe
@kept(*TEXTS, ChangeKind.FIGURES, reads=PARAMETERS)
def salaries(request: HttpRequest) -> HttpResponse:
    """All roles: median, middle half, sample."""
    return render(request, "salaries/index.html", _list(asked_of(request.GET)))


@kept_part(*TEXTS, ChangeKind.FIGURES, most=20)
def _list(asked: SalaryQuery) -> dict[str, Any]:
    found, roles = _found(asked)
    newest = _newest_figure()
    is_demo = newest is not None and newest.is_demo
    return _form(found.asked, roles) | {
        "place": place_label(found.asked.country),
        "overview": found,
        "drawn": _drawn(found),
        "shared_picture": f"{settings.SITE_URL}/salaries.png{found.asked.query}",
        "newest": newest,
        "is_demo": is_demo,
        "robots": "" if found.sections and newest and not is_demo else "noindex",
        "json_ld": [_way()],
        "method": pay_cells,
        "index_name": salary_index.NAME,
        "left_out": left_out(is_demo=newest is None or is_demo),
    }


def _drawn(found: Overview) -> SafeString:
    """All roles, with a figure or without."""
    context = {"overview": found, "asked": found.asked, "index_name": salary_index.NAME}
    return render_to_string("salaries/_sections.html", context)


@require_safe
@kept(*TEXTS, ChangeKind.FIGURES, reads=PARAMETERS)
def salaries_file(request: HttpRequest, ending: Ending) -> HttpResponse:
    """The roles of the place and level asked for, as a picture or its numbers."""
    found, _ = _found(asked_of(request.GET))
    newest = _newest_figure()
    note = f"to {dates.short(newest.window_to)}" if newest else ""
    if newest and newest.is_demo:
        note = "invented figures of a demonstration"
    page = address_of("salaries") + found.asked.query
    return picture_answer(found.picture, ending, name="salaries", page=page, note=note)


def _found(asked: SalaryQuery) -> tuple[Overview, list[Role]]:
    roles = list(Role.objects.order_by("name"))
    return overview(in_known_field(asked, roles), roles), roles


def _newest_figure() -> Statistic | None:
    return next(iter(_NEWEST()), None)


_NEWEST = Prepared(
    lambda: Statistic.objects.base_pay().filter(total__gt=0).order_by("-taken_at", "-pk")[:1]
)


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
