"""What stands above a list: active filters, what was understood of ``q``, and faults.

Each part of ``q`` that became a filter stands above the list: taken away, its words leave ``q``;
*as words* puts them in quotes. Doubtful words, which stay words, are offered as filters.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from listings.reading.names import fold_name
from listings.reading.regions import metro_area
from listings.search.addresses import (
    LABELS,
    NO_FILTERS,
    after_drop,
    after_exclude,
    chosen_values,
    is_long_search,
    jobs_url,
    key_of,
    with_more,
    with_q,
    with_title,
    without,
)
from listings.search.counts import Counts
from listings.search.filters import ListingFilter
from listings.search.filterset import FACETS
from listings.search.form_fields import NOT_STATED, Rejected
from listings.search.location import nearest_places
from listings.search.understanding.parts import (
    NOT,
    Part,
    alternatives,
    as_words,
    typed_again,
)
from listings.search.understanding.parts import without as words_without
from listings.search.where import UNKNOWN

MOST_LOOKED_UP = 3  # unknown places whose nearest names are looked for

MOST_NAMED = 10  # values of one parameter that were not understood, each named to the visitor


@dataclass(frozen=True)
class ActiveFilter:
    """An active filter, and the address of the list without it.

    Where the address of the search is long, ``remove_url`` is empty: ``drops`` is what a button
    of the search form sends instead, so that no page repeats a long query in every filter. Of a
    part of ``q``, ``words_url`` and ``words_drops`` are the same for the search with its words as
    words alone.
    """

    name: str
    label: str
    drops: str
    remove_url: str = ""
    left: int | None = None
    words_url: str = ""
    words_drops: str = ""


def given_filters(search: ListingFilter, counts: Counts) -> list[ActiveFilter]:
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


def faults(search: ListingFilter) -> list[Rejected]:
    """Return the first values that were not understood; an unknown place with the nearest names."""
    named = search.rejected[:MOST_NAMED]
    places = [bad.value for bad in named if bad.reason == UNKNOWN][:MOST_LOOKED_UP]
    near = {value: _searches_at(search, nearest_places(value)) for value in places}
    return [
        replace(bad, near=near[bad.value]) if bad.name == "where" and bad.value in near else bad
        for bad in named
    ]


def _searches_at(search: ListingFilter, labels: list[str]) -> tuple[tuple[str, str], ...]:
    """The same search with one more place, by its label."""
    return tuple((label, jobs_url(with_more(search, "where", label))) for label in labels)


MOST_OFFERED = 4
TITLES = {
    "title": "Job title",
    "salary_min": "Pay",
    "has_salary": "Pay",
    "years_max": "Experience",
    "where": "Open to",
    "posted": "Posted",
    "sort": "Order",
}
PART, WORDS, REST = "part", "words", "rest"


@dataclass(frozen=True)
class Offer:
    """A doubtful word as a filter: ``City: Nice, France``."""

    label: str
    url: str


def active_filters(search: ListingFilter, counts: Counts) -> list[ActiveFilter]:
    """Return what was understood of ``q``, its other words, then the filters that were given."""
    given = given_filters(search, counts)
    parts = search.understood.found.parts
    if not parts:
        return given
    is_long = is_long_search(search)
    found = [
        ActiveFilter(
            group[0].kind,
            said_of(group),
            f"{PART}={parts.index(group[0])}",
            "" if is_long else jobs_url(_without_parts(search, group)),
            counts.without.get(key_of(group[0].kind)),
            "" if is_long else jobs_url(_as_words(search, group)),
            f"{WORDS}={parts.index(group[0])}",
        )
        for group in groups_of(parts)
    ]
    rest = " ".join(search.understood.found.rest.split())
    if rest:
        url = "" if is_long else jobs_url(_without_rest(search))
        found.append(ActiveFilter("q", f"“{rest}”", REST, url, counts.without.get("q")))
    return [*found, *(one for one in given if one.name != "q")]


SAID_TOGETHER = frozenset({"skill", "where"})
"""Filters of which a search that joins values by "or" has one that says so."""


def groups_of(parts: Iterable[Part]) -> list[list[Part]]:
    """The parts of ``q``, those together that are one filter.

    They say the same ("entry level … no experience"), or one or the other: "java or kotlin".
    """
    found: dict[frozenset[tuple[str, str]], list[Part]] = {}
    for either in alternatives(parts):
        for group in [either] if either[0].kind in SAID_TOGETHER else ([one] for one in either):
            found.setdefault(frozenset((p.kind, p.value) for p in group), []).extend(group)
    return list(found.values())


def said_of(group: Sequence[Part]) -> str:
    """A filter with its name: ``Skills: Java or Kotlin``."""
    first, *others = dict.fromkeys(_label(part) for part in group)
    return " or ".join([f"{_title(group[0])}: {first}", *others])


def said(part: Part) -> str:
    """A part with the name of its filter: ``Role: Machine Learning Engineer``."""
    return said_of([part])


def _title(part: Part) -> str:
    kind = part.kind.removeprefix(NOT)
    name = FACETS[kind].title if kind in FACETS else TITLES[kind]
    return part.meaning.heading or name


def _label(part: Part) -> str:
    kind = part.kind.removeprefix(NOT)
    labels = LABELS.get(kind)
    if labels is None:
        label = part.label
    else:
        others = (value for name, value in part.meaning.also if name == kind)
        shown = {**labels, NOT_STATED: "not stated"}
        label = " or ".join(shown[value] for value in (part.value, *others))
    return f"not {label}" if kind != part.kind else label


def _as_words(search: ListingFilter, group: Iterable[Part]) -> QueryDict:
    """Return the query with these words in quotes."""
    return with_q(search, as_words(search.asked["q"], group))


def offers(search: ListingFilter) -> list[Offer]:
    """Return the doubtful words of ``q`` as filters; none where the address is long."""
    if is_long_search(search):
        return []
    found = []
    for part in search.understood.found.doubtful[:MOST_OFFERED]:
        query = _without_parts(search, [part])
        query.appendlist(*_filter_of(part))
        found.append(Offer(said(part), jobs_url(query)))
    return found


def _filter_of(part: Part) -> tuple[str, str]:
    """The parameter and value that mean a part; an area has its name in the Where box alone."""
    is_area = metro_area(fold_name(part.label)) is not None
    return ("where", part.label) if is_area and part.kind == "city" else (part.kind, part.value)


def _without_parts(
    search: ListingFilter, parts: Iterable[Part], dropped: Collection[str] = ()
) -> QueryDict:
    """Return the query without parts of ``q``, and without whole filters."""
    return with_q(search, words_without(search.asked["q"], parts), dropped)


def _without_rest(search: ListingFilter) -> QueryDict:
    """Return the query with only those words of ``q`` that are understood."""
    return with_q(search, typed_again(search.understood.found.parts))


def after_dropping(search: ListingFilter) -> QueryDict:
    """Return the query without what a button asked to drop: a part of ``q``, or a filter."""
    name, _, value = search.asked["drop"].partition("=")
    parts = search.understood.found.parts
    meant = [p for at, p in enumerate(parts) if value in {str(at), key_of(p.kind)}]
    if value.isdecimal() and meant:
        meant = next(group for group in groups_of(parts) if meant[0] in group)
    if name == PART:
        return _without_parts(search, meant, [] if value.isdecimal() else [value])
    if name == WORDS and meant:
        return _as_words(search, meant)
    return _without_rest(search) if name == REST else after_drop(search)


CHANGES: dict[str, Callable[[ListingFilter], QueryDict]] = {
    "drop": after_dropping,
    "exclude": after_exclude,
}
"""What a button of the form asks for by its name, and the query that follows."""
