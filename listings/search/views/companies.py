"""``/companies/``: the directory, and one company with its openings."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jobboard.http.changes import MARKET, ChangeKind
from jobboard.http.conditional import kept
from jobboard.http.parts import KeptParts, kept_part
from jobboard.markup import breadcrumbs
from jobboard.site.addresses import address_of
from listings.models import Company, Listing
from listings.models.prepared import Prepared
from listings.search.card_cache import cards_of, live_in_database
from listings.search.counts import PAGE_SIZE
from listings.search.directory import (
    CHOICES,
    SORTS,
    Choice,
    choices_of,
    hiring,
    industries,
    lines_of,
)
from listings.search.facets import first, live_for
from listings.search.filters import ListingFilter, on_offer
from listings.search.form_fields import Rejected

COMPANIES = 50
APPLICATIONS = 20
FILTERS_FROM = 6  # fewer openings are read faster than filtered


@require_safe
@kept(*MARKET, reads=("q", "sort", "industry", "page"), is_one_moment=False)
def index(request: HttpRequest) -> HttpResponse:
    """Every company with at least one opening; ``q`` looks for a name."""
    q, known, rejected = request.GET.get("q", "").strip(), industries(), list[Rejected]()
    sort = _one_of(request.GET, "sort", SORTS, rejected)
    industry = _one_of(request.GET, "industry", known, rejected)
    found = hiring(q, sort, industry)
    page = Paginator(found.companies, COMPANIES).get_page(request.GET.get("page"))
    is_thin = not page.paginator.count or page.number > 1 or q or sort or industry or rejected
    employers = lines_of(list(page), found)
    invented = {one.company.is_demo for one in employers}
    context = {
        "page": page,
        "employers": employers,
        "is_demo": True in invented,
        "is_mixed": len(invented) == 2,
        "q": q,
        "rejected": rejected,
        "sorts": [(value, label, value == sort) for value, label in SORTS],
        "industry": next((label for value, label in known if value == industry), ""),
        "industries": [(value, label, value == industry) for value, label in known],
        "robots": "noindex" if is_thin or True in invented else "",
    }
    return render(request, "companies/index.html", context)


def _one_of(
    asked: QueryDict,
    name: str,
    values: Iterable[tuple[str, str]],
    rejected: list[Rejected],
) -> str:
    """The value that is asked for; what is none is named and left out."""
    value = asked.get(name, "")
    if value and value not in dict(values):
        rejected.append(Rejected(name, value, "is no value of this list"))
        return ""
    return value


def _moved(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead from an address that a company had to where it is now, the query with it."""
    company = get_object_or_404(Company.objects.visible(), old_slugs__slug=slug)
    query = request.META.get("QUERY_STRING", "")
    address = company.get_absolute_url()
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


@require_safe
@kept(*MARKET, reads=(*CHOICES, "page"), is_one_moment=False)
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """A company, its openings and, apart from them, its open applications."""
    company = _called(slug)
    if company is None:
        return _moved(request, slug)
    asked = ListingFilter(_query(request.GET), queryset=on_offer())
    search = asked.replacing(company=[company], sort="newest")
    is_filtered = not search.asked.keys().isdisjoint(CHOICES)
    counts = first(search)
    page = Paginator(range(counts.total), PAGE_SIZE).get_page(search.asked.get("page"))
    is_first = page.number == 1 and not is_filtered
    pools = company.pools if is_first else []
    # the index knows no open applications
    shown = cards_of([*counts.page, *pools], live_in_database if pools else live_for(request))
    openings = [one for one in shown if one.pk not in pools]
    applications = [one for one in shown if one.pk in pools]
    choices = _choices(company) if is_filtered or counts.total >= FILTERS_FROM else []
    is_thin = company.is_demo or not is_first or not (openings or applications)
    way = [("Companies", address_of("companies")), (company.name, company.get_absolute_url())]
    context = {
        "company": company,
        "page": page,
        "number": counts.total,
        "openings": openings,
        "is_filtered": is_filtered,
        "choices": [_with_options(one, request.GET.get(one.name, "")) for one in choices],
        "rejected": [bad for bad in asked.rejected if bad.name in CHOICES],
        "open_applications": applications,
        "json_ld": [breadcrumbs(way)],
        "robots": "noindex" if is_thin else "",
        "canonical_url": settings.SITE_URL + company.get_absolute_url(),
    }
    return render(request, "companies/show.html", context)


_COMPANY = Prepared(
    lambda slug: (
        Company.objects.visible()
        .select_related("logo")
        .filter(slug=slug)
        .annotate(pools=ArraySubquery(_pools(OuterRef("pk"))))
        .order_by("pk")
    )
)


@kept_part(*MARKET, most=1_000)
def _called(slug: str) -> Any:
    return next(iter(_COMPANY(slug)), None)


def _pools(company: OuterRef) -> QuerySet[Listing, Any]:
    """Open applications, the newest first."""
    heads = Listing.objects.live().filter(is_open_application=True, duplicate_of__isnull=True)
    return heads.filter(company=company).newest().values("pk")[:APPLICATIONS]


def _query(given: QueryDict) -> QueryDict:
    """What of the address counts here: the choices and the page."""
    query = given.copy()
    for name in given.keys() - {*CHOICES, "page"}:
        del query[name]
    return query


def _with_options(choice: Choice, chosen: str) -> tuple[Choice, list[tuple[str, str, bool]]]:
    return choice, [
        (one.value, f"{one.label} ({one.number:,})", one.value == chosen)
        for one in choice.shown(chosen)
    ]


def _choices(company: Company) -> list[Choice]:
    shows = (ChangeKind.COMPANY, company.pk), ChangeKind.ROLE, ChangeKind.PLACE
    return _kept_choices.get(company.pk, lambda: choices_of(company), *shows)


_kept_choices: KeptParts[int, list[Choice]] = KeptParts(1_000)
