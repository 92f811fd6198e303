"""Addresses of lists: the same search with or without something."""

from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from listings.search.chosen import MOST_REMEMBERED, chosen_values, key_of
from listings.search.filters import ListingFilter
from listings.search.filterset import FACETS
from listings.search.understanding.parts import NOT


def pairs(search: ListingFilter) -> list[tuple[str, str]]:
    """Return what a form repeats to keep the search."""
    kept = kept_query(search, lambda n, v: True)
    return [(name, value) for name in kept for value in kept.getlist(name)]


def without(search: ListingFilter, name: str, value: str) -> QueryDict:
    """Return the query without one value of one parameter, and on its first page."""
    return kept_query(search, lambda n, v: (n, v) != (name, value))


def without_all(search: ListingFilter, key: str) -> QueryDict:
    return kept_query(search, lambda n, v: key_of(n) != key)


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
"""Parameters by which a button of the form asks for a change; ``chips`` says which."""


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


def kept_query(search: ListingFilter, keep: Any) -> QueryDict:
    kept = QueryDict(mutable=True)
    for (name, value), _ in chosen_values(search):
        is_usual = name in {"page", *CHANGES} or (name == "sort" and value == search.usual_order)
        if not is_usual and keep(name, value):
            kept.appendlist(name, value)
    return kept


@lru_cache(MOST_REMEMBERED)
def first_page(search: ListingFilter) -> str:
    """Return the address of the list."""
    return jobs_url(kept_query(search, lambda n, v: True))


def page_url(search: ListingFilter, number: int) -> str:
    """Return the address of another page of the same list."""
    first = first_page(search)
    return f"{first}{'&' if '?' in first else '?'}page={number}" if number > 1 else first


def jobs_url(query: QueryDict) -> str:
    """Return the list under a query; without one it is the plain address."""
    return _jobs() + (f"?{query.urlencode()}" if query else "")


@cache
def _jobs() -> str:
    return reverse("jobs")
