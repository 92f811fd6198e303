"""``/companies/``: the directory, and one company with its openings."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jobboard.http.changes import MARKET, Kind
from jobboard.http.conditional import kept
from jobboard.http.parts import KeptParts
from jobboard.markup import breadcrumbs
from jobboard.site.addresses import address_of
from listings.models import Company, Level, Listing
from listings.models.listing_queryset import (
    ListingQuerySet,
    is_featured,
    with_featured_first,
)
from listings.models.prepared import Prepared
from listings.search.card_cache import cards_of
from listings.search.directory import SORTS, Choice, choices_of, hiring, industries, lines_of
from listings.search.filters import ListingFilter
from listings.search.form_fields import Rejected

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
        "industry": next((label for value, label in known if value == industry), ""),
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
    company = next(iter(_COMPANY(slug)), None)
    if company is None:
        return _moved(request, slug)
    asked = _Asked(company, request)
    page = asked.page()
    openings = cards_of(page)
    is_first = page.number == 1 and not asked.is_filtered
    applications = cards_of(_POOLS(company.pk)) if is_first else []
    is_thin = company.is_demo or not is_first or not (openings or applications)
    way = [("Companies", address_of("companies")), (company.name, company.get_absolute_url())]
    context = {
        "company": company,
        "page": page,
        "number": page.paginator.count,
        "openings": openings,
        "is_filtered": asked.is_filtered,
        "choices": asked.choices(page.paginator.count),
        "rejected": asked.rejected,
        "open_applications": applications,
        "json_ld": [breadcrumbs(way)],
        "robots": "noindex" if is_thin else "",
        "canonical_url": settings.SITE_URL + company.get_absolute_url(),
    }
    return render(request, "companies/show.html", context)


_COMPANY = Prepared(
    lambda slug: Company.objects.visible().select_related("logo").filter(slug=slug).order_by("pk")
)
_NEWEST = Prepared(
    lambda company: (
        Listing.objects.live()
        .in_lists()
        .filter(company=company)
        .newest()
        .values_list("pk", is_featured())
    )
)
_POOLS = Prepared(
    lambda company: (
        Listing.objects.live()
        .filter(company=company, is_open_application=True, duplicate_of__isnull=True)
        .newest()
        .values_list("pk", flat=True)[:OPENINGS]
    )
)


class _Asked:
    """What of a company's openings is asked for: which filters, which page."""

    def __init__(self, company: Company, request: HttpRequest) -> None:
        self.company, self.query = company, request.GET
        self.search = self._search() if not FILTERS.isdisjoint(self.query) else None
        self.is_filtered = bool(self.search and not FILTERS.isdisjoint(self.search.asked))

    def _search(self) -> ListingFilter:
        return ListingFilter(self.query, queryset=self.live)

    @property
    def rejected(self) -> list[Rejected]:
        return [bad for bad in self.search.rejected if bad.name in FILTERS] if self.search else []

    @property
    def live(self) -> ListingQuerySet:
        return Listing.objects.live().filter(company=self.company)

    def page(self) -> Any:
        """The numbers of those that meet the filters, featured ones first."""
        found = self._met(self.search) if self.search else _NEWEST(self.company.pk)
        return Paginator(with_featured_first(found), OPENINGS).get_page(self.query.get("page"))

    def _met(self, search: ListingFilter) -> Iterable[tuple[int, bool]]:
        """A filter may be met by a copy alone: then its head is shown, which stands for it."""
        met = self.live.vacancies()
        for name, condition in search.conditions.items():
            met = met.filter(condition) if name in FILTERS | {"location"} else met
        heads = met.order_by().filter(duplicate_of__isnull=False).values("duplicate_of")
        is_met = Q(pk__in=met.order_by().values("pk")) | Q(pk__in=heads)
        return self.live.in_lists().filter(is_met).newest().values_list("pk", is_featured())

    def choices(self, number: int) -> list[tuple[Choice, str]]:
        """The filters, each with the value that is chosen; none where there is little to filter."""
        if number < FILTERS_FROM and not self.is_filtered:
            return []
        found = _kept_choices.get(
            self.company.pk,
            lambda: choices_of(self.live.vacancies(), Level.choices),
            *((Kind.COMPANY, self.company.pk), Kind.ROLE, Kind.PLACE),
        )
        return [(one, self.query.get(one.name, "")) for one in found]


_kept_choices: KeptParts[int, list[Choice]] = KeptParts(1_000)
