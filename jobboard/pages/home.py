"""``/``: search, featured and newest openings, roles with their numbers, the latest guides."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from jobboard.http.changes import MARKET, TEXTS, ChangeKind
from jobboard.http.conditional import kept
from jobboard.http.parts import kept_part
from jobboard.markup import json_ld
from jobboard.site import identity
from jobboard.site.addresses import address_of
from jobboard.site.identity import Identity
from listings.insights.evidence import openings_by_role
from listings.insights.figures import counted, place_label
from listings.insights.pictures import FigurePicture, RangeRow, ranges, scale_of
from listings.models import Statistic
from listings.models.listing_queryset import MOST_ON_TOP
from listings.search.card_cache import cards_of
from listings.search.counts import Counts
from listings.search.facets import first, live_for
from listings.search.filters import search_with
from roles.models import Role
from roles.overview import GuideCard, guide_cards, live_guides, role_lines

NEWEST = 8
ROLES = 12
GUIDES = 3
PAID = 6  # roles whose pay is drawn
FEWEST = 2  # one alone is nothing to compare


@require_safe
@kept(*MARKET, ChangeKind.FIGURES, is_one_moment=False)
def home(request: HttpRequest) -> HttpResponse:
    """The front page. What a board does not have yet has no heading either."""
    counts = _counts()
    shown = cards_of(counts.page[: MOST_ON_TOP + NEWEST], live_for(request))
    featured = list(takewhile(lambda one: one.is_featured, shown[:MOST_ON_TOP]))
    is_demo = any(listing.is_demo for listing in shown)
    context = {
        "openings": counts.total,
        "companies": 0 if counts.is_capped else counts.values.get("company", 0),
        "featured": featured,
        "newest": shown[len(featured) :][:NEWEST],
        "guides": _guides(),
        "is_demo": is_demo,
        "is_mixed": {one.is_demo for one in shown} == {True, False},
        "robots": "noindex" if is_demo else "",
        "json_ld": site_markup(identity.current()),
        **_with_roles(tuple(openings_by_role().items())),
    }
    return render(request, "home.html", context)


@kept_part(*MARKET)
def _counts() -> Counts:
    return first(search_with(), "company")


# what each tells is the same whatever is open beside it
SHOWN = (*TEXTS, ChangeKind.FIGURES)


@kept_part(*SHOWN)
def _guides() -> list[GuideCard]:
    return guide_cards(live_guides()[:GUIDES])


@kept_part(*SHOWN, most=4)
def _with_roles(openings: tuple[tuple[str, int], ...]) -> dict[str, Any]:
    """Roles with most openings first, then those without: a board has roles before openings."""
    numbers = dict(openings)
    every = sorted(Role.objects.all(), key=lambda role: (-numbers.get(role.slug, 0), role.name))
    lines = role_lines(every[:ROLES], numbers)
    rows = [line.pay.figure.row for line in lines if line.bar and line.pay.figure]
    here = [row for row in rows if row.country == identity.current().country]
    return {"roles": lines, "pay": _pay((here if len(here) >= FEWEST else rows)[:PAID])}


def _pay(rows: Sequence[Statistic]) -> FigurePicture | None:
    """What roles pay, on one scale; nothing to compare below two of one place."""
    if len(rows) < FEWEST or len({row.country for row in rows}) > 1:
        return None
    return ranges(
        f"What roles pay: {place_label(rows[0].country)}",
        [
            RangeRow(
                row.role.name,
                row.p25,
                row.p75,
                row.median,
                sample=counted(row.n, "posting"),
                href=address_of("salary", row.role.slug),
            )
            for row in rows
        ],
        scale_of(amount for row in rows for amount in (row.p25, row.median, row.p75)),
        currency=rows[0].currency,
    )


@lru_cache(1)
def site_markup(site: Identity) -> list[SafeString]:
    """Organization and WebSite with its search."""
    search: dict[str, Any] = {
        "@type": "SearchAction",
        "target": f"{site.url}{address_of('jobs')}?q={{search_term_string}}",
        "query-input": "required name=search_term_string",
    }
    about = {"name": site.name, "url": site.url, "description": site.tagline}
    return [
        json_ld({"@type": "Organization", "name": site.name, "url": site.url}),
        json_ld({"@type": "WebSite", **about, "potentialAction": search}),
    ]
