"""What programs ask for: ``/sitemap.xml``, ``/robots.txt``, ``/.well-known/security.txt``.

The sitemap is an index with one file for each kind of page, only of what may be indexed.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from jobboard.http.changes import MARKET, Kind
from jobboard.http.conditional import kept
from jobboard.models import PageSlug
from jobboard.site import identity
from listings.models import Company, Demand, Listing
from roles.models import Guide, Role, Term
from roles.pairs import Pair, indexable_pairs

LIMIT = 45_000


class BoardSitemap(Sitemap):
    """Absolute addresses under ``JOBBOARD_URL``, each with the day it last changed."""

    limit = LIMIT

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def lastmod(self, item: Any) -> datetime:
        return item.updated_at


class RowsSitemap(BoardSitemap):
    """Rows of one kind that have pages of their own."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows

    def items(self) -> QuerySet[Any]:
        return self.rows.all()


class PairsSitemap(BoardSitemap):
    """Any two roles side by side."""

    def items(self) -> list[Pair]:
        return list(indexable_pairs())


class PlainSitemap(BoardSitemap):
    """Lists; they change with every posting, so they name no date."""

    lastmod = None  # type: ignore[assignment]

    def items(self) -> list[str]:
        lists = ["jobs", "companies", "roles", "compare", "guides", "glossary", "salaries"]
        return ["home", *lists, "employers", "pay-transparency"]

    def location(self, item: str) -> str:
        return reverse(item)


class DemandSitemap(RowsSitemap):
    """What is asked of each role whose postings make shares."""

    def location(self, item: Demand) -> str:
        return reverse("role-demand", args=[item.role.slug])

    def lastmod(self, item: Demand) -> datetime:
        return item.taken_at


def live_postings() -> QuerySet[Listing]:
    return Listing.objects.live().filter(is_demo=False).only("slug", "updated_at").order_by("pk")


SITEMAPS: dict[str, Any] = {
    "lists": PlainSitemap(),
    "jobs": RowsSitemap(live_postings()),
    "companies": RowsSitemap(
        Company.objects.visible()
        .filter(is_demo=False, listings__in=Listing.objects.live())
        .distinct()
        .order_by("pk")
    ),
    "roles": RowsSitemap(Role.objects.order_by("pk")),
    "comparisons": PairsSitemap(),
    "demand": DemandSitemap(
        Demand.objects.latest_snapshots()
        .of_everywhere()
        .filter(is_demo=False, skills__isnull=False)
        .select_related("role")
        .order_by("pk")
    ),
    "guides": RowsSitemap(Guide.objects.live().filter(is_demo=False).order_by("pk")),
    "glossary": RowsSitemap(Term.objects.filter(is_demo=False).order_by("pk")),
}


def cached(view: Any) -> Any:
    return cache_control(max_age=3600, public=True)(kept(*MARKET, Kind.FIGURES)(view))


urlpatterns = [
    path("sitemap.xml", cached(index), {"sitemaps": SITEMAPS}, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        cached(sitemap),
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
]


LINES = (
    "User-agent: *",
    "Disallow: /admin/",
    "Disallow: /accounts/",
    "Disallow: /jobs/*/apply/",
    "Disallow: /jobs/*/report/",
    "Disallow: /employers/post/",
    "Disallow: /employers/confirm/",
)


@cache_control(max_age=3600, public=True)
@require_safe
@kept()
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers should leave alone."""
    lines = [*LINES, f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


HOLDS_FOR = timedelta(days=180)


@cache_control(max_age=86_400, public=True)
@require_safe
@kept()
def security_txt(request: HttpRequest) -> HttpResponse:
    """The board's contact, or its contact page; good for half a year from today."""
    contact = identity.current().contact
    page = settings.SITE_URL + reverse("site-page", args=[PageSlug.CONTACT])
    expires = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + HOLDS_FOR
    lines = [
        f"Contact: {f'mailto:{contact}' if contact else page}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{reverse('security-txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
