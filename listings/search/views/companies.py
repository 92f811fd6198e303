"""``/companies/``: the directory, and one company with its openings."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jobboard.http.changes import MARKET, Kind
from jobboard.http.conditional import kept
from jobboard.http.parts import KeptParts
from jobboard.markup import breadcrumbs
from listings.models import Company, Level, Listing
from listings.models.listing_queryset import ListingQuerySet
from listings.models.prepared import Prepared
from listings.search.card_cache import cards_of
from listings.search.directory import SORTS, Choice, choices_of, hiring, industries, lines_of
from listings.search.filters import ListingFilter

PAGE_SIZE = 50
OPENINGS = 20
FILTERS_FROM = 6  # fewer openings are read faster than filtered
FILTERS = frozenset({"role", "city", "level"})


@require_safe
@kept(*MARKET)
def index(request: HttpRequest) -> HttpResponse:
    """Every company with at least one opening; ``q`` looks for a name."""
    q, sort = request.GET.get("q", "").strip(), request.GET.get("sort", "")
    known = industries()
    industry = next((one for one, _ in known if one == request.GET.get("industry")), "")
    page = Paginator(hiring(q, sort, industry), PAGE_SIZE).get_page(request.GET.get("page"))
    is_thin = not page.paginator.count or page.number > 1 or q or sort or industry
    context = {
        "page": page,
        "employers": lines_of(list(page)),
        "q": q,
        "sorts": [(value, label, value == sort) for value, label in SORTS],
        "industries": [(value, label, value == industry) for value, label in known],
        "robots": "noindex" if is_thin else "",
    }
    return render(request, "companies/index.html", context)


def _moved(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead from an address that a company had to where it is now, the query with it."""
    company = get_object_or_404(Company.objects.visible(), old_slugs__slug=slug)
    query = request.META.get("QUERY_STRING", "")
    address = company.get_absolute_url()
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


@require_safe
@kept(*MARKET)
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """A company, its openings and, apart from them, its open applications."""
    company = Company.objects.visible().select_related("logo").filter(slug=slug).first()
    if company is None:
        return _moved(request, slug)
    live = Listing.objects.live().filter(company=company)
    search = ListingFilter(request.GET, queryset=live)
    is_filtered = not FILTERS.isdisjoint(search.asked)
    page = _openings(company.pk, live, search, is_filtered=is_filtered)
    openings = cards_of(page)
    is_first = page.number == 1 and not is_filtered
    applications = cards_of(_POOLS(company.pk)) if is_first else []
    is_thin = company.is_demo or not is_first or not (openings or applications)
    way = [("Companies", reverse("companies")), (company.name, company.get_absolute_url())]
    context = {
        "company": company,
        "page": page,
        "number": page.paginator.count,
        "openings": openings,
        "is_filtered": is_filtered,
        "choices": _choices(
            company.pk, live, search, page.paginator.count, is_filtered=is_filtered
        ),
        "rejected": [bad for bad in search.rejected if bad.name in FILTERS],
        "open_applications": applications,
        "json_ld": [breadcrumbs(way)],
        "robots": "noindex" if is_thin else "",
        "canonical_url": settings.SITE_URL + company.get_absolute_url(),
    }
    return render(request, "companies/show.html", context)


_POOLS = Prepared(
    lambda company: (
        Listing.objects.live()
        .filter(company=company, is_open_application=True, duplicate_of__isnull=True)
        .newest()
        .values_list("pk", flat=True)[:OPENINGS]
    )
)
_NUMBER = Prepared(
    lambda company: (
        Listing.objects.live()
        .in_lists()
        .filter(company=company)
        .order_by()
        .values("company")
        .annotate(number=Count("pk"))
        .values_list("number", flat=True)
    )
)


def _openings(
    company: int, live: ListingQuerySet, search: ListingFilter, *, is_filtered: bool
) -> Any:
    """The page asked for of the numbers of those that meet its filters, featured ones first.

    A filter may be met by a copy alone: then its head is shown, which stands for it.
    """
    shown = live.in_lists()
    if is_filtered:
        met = live.vacancies()
        for name, condition in search.conditions.items():
            met = met.filter(condition) if name in FILTERS | {"location"} else met
        heads = met.order_by().filter(duplicate_of__isnull=False).values("duplicate_of")
        shown = shown.filter(Q(pk__in=met.order_by().values("pk")) | Q(pk__in=heads))
    paginator = Paginator(shown.featured_first().values_list("pk", flat=True), OPENINGS)
    if not is_filtered:
        paginator.count = sum(_NUMBER(company))
    return paginator.get_page(search.asked.get("page", 1))


def _choices(
    company: int, live: ListingQuerySet, search: ListingFilter, number: int, *, is_filtered: bool
) -> list[tuple[Choice, str]]:
    """Its filters, each with the value that is chosen; none where there is little to filter."""
    if number < FILTERS_FROM and not is_filtered:
        return []
    chosen = {name: search.data.get(name, "") for name in FILTERS}
    choices = _kept_choices.get(
        company,
        lambda: choices_of(live.vacancies(), Level.choices),
        *((Kind.COMPANY, company), Kind.ROLE, Kind.PLACE),
    )
    return [(one, chosen[one.name]) for one in choices]


_kept_choices: KeptParts[int, list[Choice]] = KeptParts(1_000)
