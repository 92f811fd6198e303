"""What stands above a list: active filters, faults, and what to drop where nothing is found."""

from dataclasses import dataclass

from listings.search.addresses import is_long_search, jobs_url, kept_query, without, without_all
from listings.search.chosen import NO_FILTERS, chosen_values, key_of, with_title
from listings.search.counts import Counts
from listings.search.filters import ListingFilter
from listings.search.where.field import nearest_places

MOST_LOOKED_UP = 3  # unknown places whose nearest names are looked for

MOST_NAMED = 10  # values of one parameter that were not understood, each named to the visitor


@dataclass(frozen=True)
class ActiveFilter:
    """An active filter, and the address of the list without it.

    Where the address of the search is long, ``remove_url`` is empty: ``drops`` is what a button
    of the search form sends instead, so that no page repeats a long query in every filter.
    """

    name: str
    label: str
    drops: str
    remove_url: str = ""
    left: int | None = None


def active_filters(search: ListingFilter, counts: Counts) -> list[ActiveFilter]:
    """Return the active filters, each with the list without it."""
    is_long = is_long_search(search)
    return [
        ActiveFilter(
            name,
            with_title(name, value, label),
            f"{name}={value}",
            "" if is_long else jobs_url(without(search, name, value)),
            counts.without.get(key_of(name)),
        )
        for (name, value), label in chosen_values(search)
        if name not in NO_FILTERS
    ]


def active_labels(search: ListingFilter) -> list[str]:
    """Return the active filters in words."""
    return [
        with_title(name, value, label)
        for (name, value), label in chosen_values(search)
        if name not in NO_FILTERS
    ]


@dataclass(frozen=True)
class FilterFault:
    """A value that was not understood, and searches with what may have been meant instead."""

    name: str
    value: str
    reason: str
    near: tuple[tuple[str, str], ...] = ()


def faults(search: ListingFilter) -> list[FilterFault]:
    """Return the first values that were not understood; an unknown place with the nearest names."""
    named = search.rejected[:MOST_NAMED]
    places = [bad.value for bad in named if bad.name == "where"][:MOST_LOOKED_UP]
    near = {value: _searches_at(search, nearest_places(value)) for value in places}
    return [
        FilterFault(
            bad.name, bad.value, bad.reason, near.get(bad.value, ()) if bad.name == "where" else ()
        )
        for bad in named
    ]


def _searches_at(search: ListingFilter, labels: list[str]) -> tuple[tuple[str, str], ...]:
    """The same search with one more place, by its label."""
    found = []
    for label in labels:
        query = kept_query(search, lambda n, v: True)
        query.appendlist("where", label)
        found.append((label, jobs_url(query)))
    return tuple(found)


def suggestions(search: ListingFilter, counts: Counts) -> list[ActiveFilter]:
    """Return, for a search without result, each filter to drop and what that would give."""
    groups: dict[str, list[str]] = {}
    for (name, value), label in chosen_values(search):
        if name not in {*NO_FILTERS, "in"}:
            groups.setdefault(key_of(name), []).append(with_title(name, value, label))
    is_long = is_long_search(search)
    found = [
        ActiveFilter(
            key,
            ", ".join(labels),
            key,
            "" if is_long else jobs_url(without_all(search, key)),
            counts.without.get(key, 0),
        )
        for key, labels in groups.items()
    ]
    return sorted((one for one in found if one.left), key=lambda one: -(one.left or 0))
