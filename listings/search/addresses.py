"""What a search asks for, value by value, in words; and its address with or without a value."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import QueryDict

from jobboard.site.addresses import address_of
from listings.pay.money import full_amount
from listings.reading.countries import GROUPS
from listings.reading.countries import label as country_label
from listings.search.filters import ListingFilter
from listings.search.filterset import COLUMN_FACETS, DAYS, FACETS, MISSING
from listings.search.form_fields import NOT_STATED
from listings.search.location import LocationMatch
from listings.search.order import SORTS
from listings.search.understanding.parts import NOT
from listings.search.where_part import WherePart

MOST_REMEMBERED = 16
"""Searches whose values are told once: a page asks for them again and again while it is made."""

LABELS: dict[str, Mapping[str, str]] = {
    **{name: criterion.labels for name, criterion in COLUMN_FACETS.items()},
    "posted": {days: f"last {label}" for days, label in DAYS},
    "sort": dict(SORTS),
}
"""Words for the values of filters that have a fixed set of them."""


def is_collective(name: str, value: str, label: str) -> bool:
    """Tell whether a value stands for several others: a group of countries, a bare name."""
    return value in GROUPS if name == "country" else name in PLACES and value == label


@lru_cache(MOST_REMEMBERED)
def chosen_values(search: ListingFilter) -> tuple[tuple[tuple[str, str], str], ...]:
    """Return every understood value as ((parameter, value), label), in the order of the filters."""
    return tuple(
        ((name, _typed(one)), label_of_value(name, one, search))
        for name, value in search.asked.items()
        for one in (value if isinstance(value, list) else [value])
    )


def _typed(value: Any) -> str:
    if isinstance(value, LocationMatch | WherePart):
        return value.value
    return str(getattr(value, "slug", value))


def label_of_value(name: str, value: Any, search: ListingFilter) -> str:
    """Say a chosen value in words."""
    name = name.removeprefix(NOT)
    if value == NOT_STATED:
        return "not stated"
    if name in LABELS:
        return LABELS[name][value]
    if name in SENTENCES:
        return SENTENCES[name](value, search)
    return getattr(value, "name", None) or getattr(value, "label", None) or str(value)


SENTENCES: dict[str, Callable[[Any, ListingFilter], str]] = {
    "q": lambda words, search: f"“{words}”",
    "exact": lambda yes, search: "words as typed",
    "in": lambda text, search: "also in the text",
    "where": lambda part, search: part.label(search.kilometres),
    "country": lambda code, search: country_label(code),
    "salary_min": lambda least, search: (
        f"from {search.pay_currency} {full_amount(Decimal(least))} / year"
    ),
    "years_max": lambda years, search: f"at most {years} years asked",
    "knows": lambda skill, search: f"your skill {skill.name}",
    "missing": lambda number, search: dict(MISSING)[number],
    "has_salary": lambda yes, search: "with pay",
    "featured": lambda yes, search: "featured",
}

PLACES = frozenset({"city", "region"})

NO_FILTERS = frozenset({"page", "sort", "radius", "currency", "drop", "exclude"})


def with_title(name: str, value: str, label: str) -> str:
    """A value as it is said away from its facet: ``Visa sponsorship: Offered``, ``not Senior``."""
    facet = FACETS.get(name.removeprefix(NOT))
    if facet and (facet.is_title_needed or value == NOT_STATED):
        label = f"{facet.title}: {label}"
    return f"not {label}" if name.startswith(NOT) else label


def key_of(name: str) -> str:
    """Under which name the counts say what the search gives without a parameter."""
    if name == "missing":
        return "knows"
    return FACETS[name].key if name in FACETS else name


def pairs(search: ListingFilter) -> list[tuple[str, str]]:
    """Return what a form repeats to keep the search."""
    kept = kept_query(search)
    return [(name, value) for name in kept for value in kept.getlist(name)]


def without(search: ListingFilter, name: str, value: str) -> QueryDict:
    """Return the query without one value of one parameter."""
    return kept_query(search, lambda n, v: (n, v) != (name, value))


def without_all(search: ListingFilter, key: str) -> QueryDict:
    return kept_query(search, lambda n, v: key_of(n) != key)


def with_more(search: ListingFilter, name: str, value: str) -> QueryDict:
    """Return the query with one value more."""
    query = kept_query(search)
    query.appendlist(name, value)
    return query


def with_q(search: ListingFilter, q: str, dropped: Collection[str] = ()) -> QueryDict:
    """Return the query with other words, which come first, and without some filters."""
    query = QueryDict(mutable=True)
    if q:
        query["q"] = q
    kept = kept_query(search, lambda n, v: key_of(n) not in {"q", *dropped})
    for name, values in kept.lists():
        query.setlist(name, values)
    return query


def after_drop(search: ListingFilter) -> QueryDict:
    """Return the query without what a button asked to drop: a value, or a whole filter."""
    name, is_value, value = search.asked["drop"].partition("=")
    return without(search, name, value) if is_value else without_all(search, name)


def after_exclude(search: ListingFilter) -> QueryDict:
    """Return the query without the postings of one value: ``level=senior``, as a button says it."""
    name, _, value = search.asked["exclude"].partition("=")
    query = without(search, name, value)
    if name in FACETS and value not in query.getlist(NOT + name):
        query.appendlist(NOT + name, value)
    return query


CHANGES = frozenset({"drop", "exclude"})
"""Parameters by which a button of the form asks for a change; ``active_filters`` says which."""


def is_long_search(search: ListingFilter) -> bool:
    """Tell whether the address of the list is too long to stand in every link of a page."""
    return len(first_page(search)) > settings.LONGEST_LINKED_SEARCH


def with_value(search: ListingFilter, name: str, value: str) -> str:
    """Return the address of the list with one value of a parameter in place of others.

    Empty where it is too long for a link.
    """
    query = kept_query(search, lambda n, v: n != name)
    query[name] = value
    address = jobs_url(query)
    return address if len(address) <= settings.LONGEST_LINKED_SEARCH else ""


def kept_query(
    search: ListingFilter, keep: Callable[[str, str], bool] = lambda name, value: True
) -> QueryDict:
    """Return the query of what is understood, as far as it is to be kept, on its first page."""
    kept = QueryDict(mutable=True)
    for (name, value), _ in chosen_values(search):
        is_usual = name in {"page", *CHANGES} or (name == "sort" and value == search.usual_order)
        if not is_usual and keep(name, value):
            kept.appendlist(name, value)
    return kept


@lru_cache(MOST_REMEMBERED)
def first_page(search: ListingFilter) -> str:
    """Return the address of the list."""
    return jobs_url(kept_query(search))


def page_url(search: ListingFilter, number: int) -> str:
    """Return the address of another page of the same list."""
    first = first_page(search)
    return f"{first}{'&' if '?' in first else '?'}page={number}" if number > 1 else first


def jobs_url(query: QueryDict) -> str:
    """Return the list under a query; without one it is the plain address."""
    return _jobs() + (f"?{query.urlencode()}" if query else "")


@cache
def _jobs() -> str:
    return address_of("jobs")
