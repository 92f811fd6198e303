"""``/``: search, featured and newest openings, roles with their numbers, the latest guides."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from jobboard.markup import json_ld
from jobboard.site import identity
from listings.insights.evidence import live_openings
from listings.models import Listing
from listings.models.listing_queryset import MOST_ON_TOP
from listings.search.card_cache import cards_of
from listings.search.where import RADII
from roles.models import Guide, Role

NEWEST = 8
ROLES = 16
GUIDES = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page. What a board does not have yet has no heading either."""
    live = Listing.objects.live().in_lists()
    on_top = list(live.featured().newest().values_list("pk", flat=True)[:MOST_ON_TOP])
    latest = live.exclude(pk__in=on_top).newest().values_list("pk", flat=True)[:NEWEST]
    featured, newest = cards_of(on_top), cards_of(latest)
    numbers = live.aggregate(openings=Count("pk"), companies=Count("company", distinct=True))
    is_demo = any(listing.is_demo for listing in (*featured, *newest))
    context = {
        **numbers,
        "featured": featured,
        "newest": newest,
        "roles": roles_in_demand(),
        "guides": list(Guide.objects.live().newest().select_related("author")[:GUIDES]),
        "is_demo": is_demo,
        "is_mixed": {one.is_demo for one in (*featured, *newest)} == {True, False},
        "robots": "noindex" if is_demo else "",
        "json_ld": site_markup(),
        "radii": RADII,
    }
    return render(request, "home.html", context)


def roles_in_demand() -> list[tuple[Role, int]]:
    """Roles with openings, the most wanted first."""
    numbers = live_openings()
    wanted = sorted(numbers, key=lambda role: -numbers[role])[:ROLES]
    roles = Role.objects.only("name", "slug").in_bulk(wanted)
    return [(roles[role], numbers[role]) for role in wanted if role in roles]


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
