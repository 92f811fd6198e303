"""``/jobs/``: browse, filter and search."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from jobboard.http.changes import MARKET
from jobboard.http.conditional import kept
from jobboard.http.parameters import ALL
from jobboard.templatetags.site import openings
from listings.models import Listing
from listings.models.listing_queryset import MOST_ON_TOP, ListingQuerySet
from listings.search import active_filters, addresses, sidebar
from listings.search.answers import Answer, answer, near_misses
from listings.search.card_cache import LiveOf, cards_of, live_in_database
from listings.search.cards import why_they_match
from listings.search.counts import PAGE_SIZE, Counts
from listings.search.facets import live_for
from listings.search.filters import ListingFilter, on_offer
from listings.search.filterset import DAYS
from listings.search.form_fields import MAX_VALUES
from listings.search.order import SORTS
from listings.search.spelling import spelling
from listings.search.views.own_skills import link_for

LANDING_PAGE_FROM = 5
WINDOW = 2
SHORT = 60  # characters of a filter in a title

ORDER_NOTES = {
    "newest": "Newest first.",
    "relevance": (
        "Best match: title and role first, then skills and company, then text;"
        " newest first in each."
    ),
    "alike": "Best match: all of these meet it alike, so the newest come first.",
    "salary": "Highest pay first; openings without comparable pay last.",
}
FEATURED_NOTE = f"Up to {MOST_ON_TOP} featured ones stand above."


@dataclass(frozen=True)
class Page:
    """One page of a list and the way to the others.

    Where the address ``is_long``, buttons of the search form lead there, not links.
    """

    number: int
    last: int
    postings: list[Listing]
    links: list[tuple[int, str]]
    previous_url: str
    next_url: str
    is_long: bool
    first_row: int
    last_row: int


@require_safe
@kept(*MARKET, reads=ALL, is_one_moment=False)
def browse(request: HttpRequest) -> HttpResponse:
    """The list; for htmx only the parts of it that a search changes."""
    postings = on_offer()
    search = ListingFilter(request.GET, queryset=postings)
    change = next((name for name in active_filters.CHANGES if name in search.asked), None)
    if change:
        query = active_filters.CHANGES[change](search)
        if not request.htmx:  # type: ignore[attr-defined]
            return redirect(addresses.jobs_url(query))
        search = ListingFilter(query, queryset=postings)
    context = context_of(answer(search, postings), postings, live_for(request))
    part = "#update" if request.htmx else ""  # type: ignore[attr-defined]
    response = render(request, f"jobs/browse.html{part}", context)
    response["Vary"] = "HX-Request"
    if part:
        response["Cache-Control"] = "no-store"
    elif "knows" in search.asked:  # one's own skills are kept by nobody
        response["Cache-Control"] = "private, no-store"
    return response


def context_of(answered: Answer, postings: ListingQuerySet, live_of: LiveOf) -> dict[str, Any]:
    """Return what the page says of a search."""
    search, counts = answered.search, answered.counts
    page = page_of(search, counts, live_of)
    active = active_filters.active_filters(search, counts)
    stating, silent = parted(search, page.postings)
    return {
        **beside(search, counts),
        "search": search,
        "total": counts.total,
        "counts": counts,
        "active_filters": active,
        "offers": active_filters.offers(search),
        "stating": stating,
        "silent": silent,
        "silent_total": 0 if counts.stating is None else counts.total - counts.stating,
        "title": title_of(active, counts.total, page.number),
        "description": described(active, counts.total),
        "near_misses": [] if counts.total else near_misses(search, counts, live_of),
        "more_in_text": answered.more_in_text,
        "text_url": addresses.with_value(search, "in", "text") if answered.more_in_text else "",
        **spelling(search, counts.total, postings),
        "page": page,
        "address": addresses.page_url(search, page.number),
        "order_note": order_note(search, page),
        "own_skills_url": link_for(search),
        "asked_page": int(search.asked.get("page", 1)),
        "named_faults": active_filters.faults(search),
        "more_faults": len(search.rejected) - active_filters.MOST_NAMED,
        "is_demo": any(listing.is_demo for listing in page.postings),
        "robots": "" if is_worth_indexing(search, counts, page) else "noindex",
        "canonical_url": settings.SITE_URL + canonical(search, counts),
    }


def beside(search: ListingFilter, counts: Counts) -> dict[str, Any]:
    """Return what the form shows: facets with their counts, orders, and what was typed."""
    facets = sidebar.facets(search, counts)
    return {
        "facets_of_place": [facet for facet in facets if facet.name in sidebar.FIRST],
        "facets_of_work": [facet for facet in facets if facet.name not in sidebar.FIRST],
        "posted_options": posted_options(counts),
        "has_pay_number": number_of(counts, "has_salary"),
        "sorts": sorts(search),
        "typed": typed(search, facets),
    }


def is_landing_page(search: ListingFilter, counts: Counts) -> bool:
    """Tell whether the list is one that people look for: a role, or a role in a country."""
    asked = {name: value for name, value in search.asked.items() if name != "page"}
    return (
        asked.keys() in ({"role"}, {"role", "country"})
        and all(len(values) == 1 for values in asked.values())
        and counts.total >= LANDING_PAGE_FROM
    )


def canonical(search: ListingFilter, counts: Counts) -> str:
    """Return the address under which search engines should know this list."""
    if is_landing_page(search, counts):
        return addresses.page_url(search, 1)
    return addresses.jobs_url(QueryDict())


def is_worth_indexing(search: ListingFilter, counts: Counts, page: Page) -> bool:
    """Tell whether a list is neither empty, nor deep, nor thin, nor made up for the demo."""
    is_demo = any(listing.is_demo for listing in page.postings)
    is_thin = bool(search.asked) and not is_landing_page(search, counts)
    return bool(counts.total) and page.number == 1 and not is_thin and not is_demo


def page_of(search: ListingFilter, counts: Counts, live_of: LiveOf = live_in_database) -> Page:
    """Fetch the page asked for; past the end, the last one."""
    last = max(1, ceil(counts.total / PAGE_SIZE))
    number = min(int(search.asked.get("page", 1)), last)
    start = (number - 1) * PAGE_SIZE
    postings = why_they_match(cards_of(counts.page, live_of), search)
    near = range(max(1, number - WINDOW), min(last, number + WINDOW) + 1)
    return Page(
        number=number,
        last=last,
        postings=postings,
        links=[(n, addresses.page_url(search, n)) for n in sorted({1, *near, last})],
        previous_url=addresses.page_url(search, number - 1) if number > 1 else "",
        next_url=addresses.page_url(search, number + 1) if number < last else "",
        is_long=addresses.is_long_search(search),
        first_row=start + 1,
        last_row=start + len(postings),
    )


def parted(search: ListingFilter, postings: list[Listing]) -> tuple[list[Listing], list[Listing]]:
    """Part a page below the last posting that states the level and pay asked for in words.

    What is ordered by pay is not parted.
    """
    if not search.soft or search.order == "salary":
        return postings, []
    last = max((at for at, one in enumerate(postings, 1) if search.is_stated_by(one)), default=0)
    return postings[:last], postings[last:]


def sorts(search: ListingFilter) -> list[tuple[str, str, bool]]:
    """Return the orders to choose from, as (value, label, chosen); the usual one has no value.

    So the form says nothing of the order until someone chooses one, and new words are sorted by
    how well they match.
    """
    return [
        ("" if value == search.usual_order else value, label, value == search.order)
        for value, label in SORTS
        if value != "relevance" or "q" in search.asked
    ]


def order_note(search: ListingFilter, page: Page) -> str:
    """Say the order of the list, by the name that the choice of orders has, and what is above."""
    is_first = page.number == 1 and search.order != "salary" and "featured" not in search.asked
    has_featured = is_first and any(one.is_featured for one in page.postings[:MOST_ON_TOP])
    return ORDER_NOTES[_order_shown(search)] + (f" {FEATURED_NOTE}" if has_featured else "")


def _order_shown(search: ListingFilter) -> str:
    if search.order != "relevance":
        return search.order
    if "q" not in search.asked:  # nothing to match
        return "newest"
    return "alike" if search.ranked.is_empty or search.ranked.only_excludes else "relevance"


def posted_options(counts: Counts) -> list[tuple[str, str, int | None]]:
    """Return the ages to choose from, with their counts; while there is no index, without."""
    numbers = {count.value: count.number for count in counts.facets["posted"]}
    return [(value, label, numbers.get(value)) for value, label in DAYS]


def number_of(counts: Counts, facet: str) -> int | None:
    """Return what a facet of one value would give; None while nothing is counted."""
    numbers = [count.number for count in counts.facets[facet]]
    return sum(numbers) if numbers else None


def _few(values: list[str]) -> list[str]:
    """What the form sends again: as many different values as a filter reads."""
    return list(dict.fromkeys(value for value in values if value.strip()))[:MAX_VALUES]


def typed(search: ListingFilter, facets: list[sidebar.SidebarFacet]) -> dict[str, object]:
    """Return what the form shows again, understood or not."""
    names = (
        "q",
        "exact",
        "salary_min",
        "years_max",
        "currency",
        "has_salary",
        "posted",
        "featured",
        "sort",
    )
    beside = {facet.name for facet in facets}
    hidden = {
        name: [] if name in beside else search.data.getlist(name) for name in ("city", "region")
    }
    return {
        # no page may hold a NUL, which somebody's address may
        **{name: search.data.get(name, "").replace("\x00", "") for name in names},
        "radius": search.asked.get("radius", ""),
        "where": "; ".join(_few(search.data.getlist("where"))),
        "other_cities": _few(hidden["city"]),
        "knows": _few(search.data.getlist("knows")),
        "regions": _few(hidden["region"]),
    }


def title_of(active: Sequence[active_filters.ActiveFilter], total: int, number: int) -> str:
    """Return the page's title: the first filters, how many openings, which page."""
    filters = ", ".join(_short(one.label) for one in active[:4])
    beginning = f"{filters}: " if filters else ""
    return f"{beginning}{openings(total)}" + (f", page {number}" if number > 1 else "")


def described(active: Sequence[active_filters.ActiveFilter], total: int) -> str:
    """Return what search engines show below the title."""
    filters = ", ".join(_short(one.label) for one in active[:8])
    found = f"{openings(total)} for {filters}" if filters else openings(total)
    return f"{found}: filter by role, place, level and pay."


def _short(label: str) -> str:
    return label if len(label) <= SHORT else Truncator(label).chars(SHORT)
