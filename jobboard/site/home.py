"""``/``: search, featured and newest openings, roles with their numbers, the latest guides."""

from itertools import takewhile
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from jobboard.markup import json_ld
from jobboard.site import identity
from listings.models import Listing
from listings.models.listing_queryset import MOST_ON_TOP
from listings.search.card_cache import cards_of
from listings.search.facets import all_values, count
from listings.search.filters import ListingFilter
from listings.search.where.field import RADII
from roles.models import Guide

NEWEST = 8
ROLES = 16
GUIDES = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page. What a board does not have yet has no heading either."""
    postings = Listing.objects.live().vacancies()
    search = ListingFilter(QueryDict(), queryset=postings)
    counts = count(search, postings)
    shown = cards_of(counts.page[: MOST_ON_TOP + NEWEST])
    featured = list(takewhile(lambda one: one.is_featured, shown[:MOST_ON_TOP]))
    newest = shown[len(featured) :][:NEWEST]
    is_demo = any(listing.is_demo for listing in shown)
    context = {
        "openings": counts.total,
        "companies": len(all_values(search, "company")),
        "featured": featured,
        "newest": newest,
        "roles": [(one, role_url(one.value)) for one in counts.of("role") if one.value][:ROLES],
        "guides": list(Guide.objects.live().newest().select_related("author")[:GUIDES]),
        "is_demo": is_demo,
        "is_mixed": {one.is_demo for one in shown} == {True, False},
        "robots": "noindex" if is_demo else "",
        "json_ld": site_markup(),
        "radii": RADII,
    }
    return render(request, "home.html", context)


def role_url(slug: str) -> str:
    return reverse("role", args=[slug])


def site_markup() -> list[SafeString]:
    """Organization and WebSite with its search."""
    site = identity.current()
    search: dict[str, Any] = {
        "@type": "SearchAction",
        "target": f"{site.url}{reverse('jobs')}?q={{search_term_string}}",
        "query-input": "required name=search_term_string",
    }
    about = {"name": site.name, "url": site.url, "description": site.tagline}
    return [
        json_ld({"@type": "Organization", "name": site.name, "url": site.url}),
        json_ld({"@type": "WebSite", **about, "potentialAction": search}),
    ]
