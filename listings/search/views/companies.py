"""``/companies/``: the directory, and one company with its openings."""

from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jobboard.markup import breadcrumbs
from listings.models import Company, Listing
from listings.search.clusters import with_others

PAGE_SIZE = 400
OPENINGS = 100


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every company with at least one opening, by its first letter."""
    openings = (
        Listing.objects.live()
        .in_lists()
        .filter(company=OuterRef("pk"))
        .order_by()
        .values("company")
        .annotate(number=Count("pk"))
        .values("number")
    )
    companies = (
        Company.objects.visible()
        .annotate(openings=Coalesce(Subquery(openings), 0))
        .filter(openings__gt=0)
        .order_by("sort_name", "pk")
    )
    page = Paginator(companies, PAGE_SIZE).get_page(request.GET.get("page"))
    letters = [
        (letter, list(group))
        for letter, group in groupby(page, key=lambda company: initial(company.sort_name))
    ]
    robots = "noindex" if not page.paginator.count or page.number > 1 else ""
    return render(
        request, "companies/index.html", {"page": page, "letters": letters, "robots": robots}
    )


def initial(sort_name: str) -> str:
    """Return the letter a name is filed under; digits and signs share ``#``."""
    first = sort_name[:1].upper()
    return first if first.isascii() and first.isalpha() else "#"


def _moved(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead from an address that a company had to where it is now, the query with it."""
    company = get_object_or_404(Company.objects.visible(), old_slugs__slug=slug)
    query = request.META.get("QUERY_STRING", "")
    address = company.get_absolute_url()
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """A company, its openings and, apart from them, its open applications."""
    company = Company.objects.visible().select_related("logo").filter(slug=slug).first()
    if company is None:
        return _moved(request, slug)
    live = Listing.objects.live().filter(company=company, duplicate_of__isnull=True)
    openings = live.filter(is_open_application=False)
    context = {
        "company": company,
        "number": openings.count(),
        "openings": with_others(openings.featured_first().cards()[:OPENINGS]),
        "open_applications": list(live.filter(is_open_application=True).newest().cards()[:20]),
        "json_ld": [
            breadcrumbs(
                [("Companies", reverse("companies")), (company.name, company.get_absolute_url())]
            )
        ],
        "robots": "noindex" if company.is_demo else "",
    }
    if not context["openings"] and not context["open_applications"]:
        context["robots"] = "noindex"
    return render(request, "companies/show.html", context)
