"""What programs ask for: ``/sitemap.xml``, ``/robots.txt``, ``/.well-known/security.txt``.

The sitemap is an index with files for each kind of page, only of what may be indexed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import escape
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from jobboard.http.changes import MARKET, ChangeKind
from jobboard.http.conditional import kept
from jobboard.models import PageSlug
from jobboard.site import dates, identity
from listings.models import Company, Demand, Listing
from roles.models import Guide, Role, Term
from roles.pairs import indexable_pairs

SPAN = 5_000  # numbers in a file; protocol and crawlers take up to 50,000 addresses
MOST = 50_000
LISTS = (
    *("home", "jobs", "companies", "roles", "compare", "guides", "glossary", "salaries"),
    *("employers", "pay-transparency"),
)

type Entry = tuple[str, datetime | None]
"""The path of a page, and when it last changed."""


@dataclass(frozen=True, slots=True)
class SitemapSection:
    """The pages of one kind. ``parted``: the rows by whose numbers they stand in several files."""

    entries: Callable[[Any], Iterable[Entry]]
    parted: QuerySet[Any] | None = None

    def bounds(self) -> tuple[int, int]:
        """Return the first number of all, and how many files there are."""
        if self.parted is None:
            return 0, 1
        found = self.parted.aggregate(first=Min("pk"), last=Max("pk"))
        first, last = found["first"] or 0, found["last"] or 0
        return first, (last - first) // SPAN + 1

    def file(self, number: int) -> Iterable[Entry]:
        first, files = self.bounds()
        if not 1 <= number <= files:
            raise Http404
        if self.parted is None:
            return islice(self.entries(None), MOST)
        start = first + (number - 1) * SPAN
        return self.entries({"pk__gte": start, "pk__lt": start + SPAN})


def _lists(_: None) -> Iterator[Entry]:
    for name in LISTS:
        yield reverse(name), None  # they change with every posting, so they name no date


def _postings(span: dict[str, int]) -> Iterator[Entry]:
    before, _, after = reverse("job", args=[0, "slug"]).partition("0-slug")
    rows = Listing.objects.live().filter(is_demo=False, **span).order_by("pk")
    for pk, slug, at in rows.values_list("pk", "slug", "updated_at"):
        yield f"{before}{pk}-{slug}{after}" if slug else f"{before}{pk}{after}", at


def _companies(span: dict[str, int]) -> Iterator[Entry]:
    live = Listing.objects.live().filter(company=OuterRef("pk"))
    rows = Company.objects.visible().filter(Exists(live), is_demo=False, **span)
    return _by_slug("company", rows)


def _by_slug(
    view: str, rows: QuerySet[Any], slug: str = "slug", changed: str = "updated_at"
) -> Iterator[Entry]:
    before, _, after = reverse(view, args=["SLUG"]).partition("SLUG")
    for name, at in rows.order_by("pk").values_list(slug, changed):
        yield f"{before}{name}{after}", at


def _demand(_: None) -> Iterator[Entry]:
    shown = Demand.objects.latest_snapshots().of_everywhere()
    rows = shown.filter(is_demo=False, skills__isnull=False)
    return _by_slug("role-demand", rows, "role__slug", "taken_at")


def _all_of(view: str, rows: QuerySet[Any]) -> SitemapSection:
    return SitemapSection(lambda _: _by_slug(view, rows.all()))


SECTIONS: dict[str, SitemapSection] = {
    "lists": SitemapSection(_lists),
    "jobs": SitemapSection(_postings, Listing.objects.all()),
    "companies": SitemapSection(_companies, Company.objects.all()),
    "roles": _all_of("role", Role.objects.all()),
    "comparisons": SitemapSection(
        lambda _: ((pair.get_absolute_url(), pair.updated_at) for pair in indexable_pairs())
    ),
    "demand": SitemapSection(_demand),
    "guides": _all_of("guide", Guide.objects.live().filter(is_demo=False)),
    "glossary": _all_of("term", Term.objects.filter(is_demo=False)),
}


@cache_control(max_age=3600, public=True)
@require_safe
@kept()
def index(request: HttpRequest) -> HttpResponse:
    """Name every file. Two queries."""
    lines = []
    for name, section in SECTIONS.items():
        address = settings.SITE_URL + reverse("sitemap-section", args=[name])
        for number in range(1, section.bounds()[1] + 1):
            part = f"?p={number}" if number > 1 else ""
            lines.append(f"<sitemap><loc>{address}{part}</loc></sitemap>")
    return _xml("sitemapindex", lines)


@cache_control(max_age=3600, public=True)
@require_safe
@kept(*MARKET, ChangeKind.FIGURES, reads=("p",))
def section(request: HttpRequest, section: str) -> HttpResponse:
    """One file, ``?p=2`` the second of its kind."""
    number = request.GET.get("p", "1")
    if section not in SECTIONS or not number.isdecimal() or len(number) > 6:
        raise Http404
    return _xml("urlset", map(_line, SECTIONS[section].file(int(number))))


def _line(entry: Entry) -> str:
    address, at = entry
    changed = f"<lastmod>{dates.day_of(at)}</lastmod>" if at else ""
    return f"<url><loc>{settings.SITE_URL}{escape(address)}</loc>{changed}</url>"


def _xml(root: str, lines: Iterable[str]) -> HttpResponse:
    text = "\n".join(lines)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{text}\n</{root}>\n'
    )
    headers = {"X-Robots-Tag": "noindex"}
    return HttpResponse(body, content_type="application/xml; charset=utf-8", headers=headers)


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


urlpatterns = [
    path("sitemap.xml", index, name="sitemap"),
    path("sitemap-<section>.xml", section, name="sitemap-section"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
]
