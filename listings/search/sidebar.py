"""What the page says of a search: facets with counts, active filters, and suggestions without them.

Plain values for the template; no query happens here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from listings.pay.money import full_amount
from listings.reading.countries import GROUPS
from listings.reading.countries import label as country_label
from listings.search.counts import LONGEST_FACET, Count, Counts
from listings.search.filters import COLUMN_FACETS, DAYS, FACETS, NOT, ListingFilter
from listings.search.form_fields import NOT_STATED
from listings.search.location import LocationMatch
from listings.search.where.field import nearest_places
from listings.search.where.parts import WherePart

MOST_BESIDE = 8  # values of a facet beside the list, and those that are chosen
MOST_LOOKED_UP = 3  # unknown places whose nearest names are looked for
MOST_NAMED = 10  # values of one parameter that were not understood, each named to the visitor

LABELS: dict[str, Mapping[str, str]] = {
    name: criterion.labels for name, criterion in COLUMN_FACETS.items()
}


class Option(NamedTuple):
    """One value of a facet. ``number`` is None where it stands for several and is not counted.

    A tuple, so that the template takes it apart once: looking up attributes there costs an
    exception each, and a page has three hundred options.
    """

    value: str
    label: str
    number: int | None
    is_chosen: bool = False
    is_unknown: bool = False


@dataclass(frozen=True)
class Facet:
    """What stands beside the list: the most frequent values and the chosen ones."""

    name: str
    title: str
    options: list[Option]
    not_stated: Option | None = None
    hint: str = ""
    rejected: list[str] = field(default_factory=list)
    excluded: list[Option] = field(default_factory=list)
    values: int = 0  # as many as are known; there may be more than the longest facet
    is_folded: bool = False
    is_used: bool = False

    @property
    def shown(self) -> list[Option]:
        """What a visitor may tick, "not stated" last."""
        return [*self.options, *filter(None, [self.not_stated])]

    @property
    def has_more(self) -> bool:
        """Whether there are values beside these, on the page of all of them."""
        return self.values > MOST_BESIDE

    @property
    def is_longest(self) -> bool:
        return self.values >= LONGEST_FACET


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


def facets(search: ListingFilter, counts: Counts) -> list[Facet]:
    """Return the facets worth showing: where all postings state one value there is no choice."""
    made = [_facet(name, search, counts) for name in FACETS]
    return [facet for facet in made if facet.is_used or _is_choice(facet, search)]


def _is_choice(facet: Facet, search: ListingFilter) -> bool:
    """A region is none before a country is chosen, unless there are few."""
    if facet.name == "region" and facet.values > MOST_BESIDE and "country" not in search.values:
        return False
    return len(facet.shown) > 1


def _facet(name: str, search: ListingFilter, counts: Counts) -> Facet:
    found = options(search, name, counts.of(name))
    stated = [option for option in found if option.value != NOT_STATED]
    rejected = [bad.value for bad in search.rejected if bad.name == name]
    excluded = [Option(value, text, None, True) for value, text in _chosen(search, NOT + name)]
    is_used = bool(rejected or excluded) or any(option.is_chosen for option in found)
    is_used |= name == "years" and bool(search.data.get("years_max"))
    return Facet(
        name,
        FACETS[name].title,
        _beside(stated, name)
        + [Option(value, value, None, True, is_unknown=True) for value in rejected[:MOST_NAMED]],
        next((option for option in found if option.value == NOT_STATED), None),
        FACETS[name].hint,
        rejected,
        excluded,
        len(stated),
        is_folded=FACETS[name].is_folded or (name == "city" and "country" not in search.values),
        is_used=is_used,
    )


def _beside(found: list[Option], name: str) -> list[Option]:
    """The most frequent values and the chosen ones, in an order that ticking does not change."""
    shown = [one for at, one in enumerate(found) if at < MOST_BESIDE or one.is_chosen]
    if name in LABELS:
        order = list(LABELS[name])
        shown.sort(key=lambda option: order.index(option.value))
    return shown


def options(search: ListingFilter, name: str, numbers: list[Count]) -> list[Option]:
    """Return the values of a facet as choices; chosen ones that give nothing too."""
    chosen = dict(_chosen(search, name))
    found = [
        Option(c.value, _label(name, c), c.number, c.value in chosen) for c in numbers if c.value
    ]
    there = {option.value for option in found} | {NOT_STATED}
    found += [
        Option(value, text, None if is_collective(name, value, text) else 0, is_chosen=True)
        for value, text in chosen.items()
        if value not in there
    ]
    silent = sum(count.number for count in numbers if not count.value)
    if silent or NOT_STATED in chosen:
        found.append(Option(NOT_STATED, "not stated", silent, NOT_STATED in chosen))
    return found


def is_collective(name: str, value: str, label: str) -> bool:
    """Tell whether a value stands for several others: a group of countries, a bare name."""
    return value in GROUPS if name == "country" else name in PLACES and value == label


def _label(name: str, count: Count) -> str:
    if name in LABELS:
        return LABELS[name][count.value]
    return country_label(count.value) if name == "country" else count.label


def _chosen(search: ListingFilter, name: str) -> list[tuple[str, str]]:
    """Return the chosen values of a parameter with their labels."""
    return [(value, label) for (key, value), label in chosen_values(search) if key == name]


def chosen_values(search: ListingFilter) -> list[tuple[tuple[str, str], str]]:
    """Return every understood value as ((parameter, value), label), in the order of the filters."""
    return [
        ((name, _typed(one)), label_of_value(name, one, search))
        for name, value in search.asked.items()
        for one in (value if isinstance(value, list) else [value])
    ]


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
    "posted": lambda days, search: f"last {dict(DAYS)[days]}",
    "has_salary": lambda yes, search: "with pay",
    "featured": lambda yes, search: "featured",
}

FIRST = frozenset({"role", "level", "workplace", "country", "region", "city"})
"""The facets above pay and age."""

PLACES = frozenset({"city", "region"})
NO_FILTERS = frozenset({"page", "sort", "radius", "currency", "drop", "exclude"})


def active_filters(search: ListingFilter, counts: Counts) -> list[ActiveFilter]:
    """Return the active filters, each with the list without it."""
    is_long = is_long_search(search)
    return [
        ActiveFilter(
            name,
            _with_title(name, value, label),
            f"{name}={value}",
            "" if is_long else jobs_url(without(search, name, value)),
            counts.without.get(_key(name)),
        )
        for (name, value), label in chosen_values(search)
        if name not in NO_FILTERS
    ]


def active_labels(search: ListingFilter) -> list[str]:
    """Return the active filters in words."""
    return [
        _with_title(name, value, label)
        for (name, value), label in chosen_values(search)
        if name not in NO_FILTERS
    ]


def pairs(search: ListingFilter) -> list[tuple[str, str]]:
    """Return what a form repeats to keep the search."""
    kept = _kept(search, lambda n, v: True)
    return [(name, value) for name in kept for value in kept.getlist(name)]


def _with_title(name: str, value: str, label: str) -> str:
    """A value as it is said away from its facet: ``Visa sponsorship: Offered``, ``not Senior``."""
    facet = FACETS.get(name.removeprefix(NOT))
    if facet and (facet.is_title_needed or value == NOT_STATED):
        label = f"{facet.title}: {label}"
    return f"not {label}" if name.startswith(NOT) else label


def _key(name: str) -> str:
    """Under which name the counts say what the search gives without a parameter."""
    return FACETS[name].key if name in FACETS else name


@dataclass(frozen=True)
class Fault:
    """A value that was not understood, and searches with what may have been meant instead."""

    name: str
    value: str
    reason: str
    near: tuple[tuple[str, str], ...] = ()


def faults(search: ListingFilter) -> list[Fault]:
    """Return the first values that were not understood; an unknown place with the nearest names."""
    named = search.rejected[:MOST_NAMED]
    places = [bad.value for bad in named if bad.name == "where"][:MOST_LOOKED_UP]
    near = {value: _searches_at(search, nearest_places(value)) for value in places}
    return [
        Fault(
            bad.name, bad.value, bad.reason, near.get(bad.value, ()) if bad.name == "where" else ()
        )
        for bad in named
    ]


def _searches_at(search: ListingFilter, labels: list[str]) -> tuple[tuple[str, str], ...]:
    """The same search with one more place, by its label."""
    found = []
    for label in labels:
        query = _kept(search, lambda n, v: True)
        query.appendlist("where", label)
        found.append((label, jobs_url(query)))
    return tuple(found)


def suggestions(search: ListingFilter, counts: Counts) -> list[ActiveFilter]:
    """Return, for a search without result, each filter to drop and what that would give."""
    groups: dict[str, list[str]] = {}
    for (name, value), label in chosen_values(search):
        if name not in {*NO_FILTERS, "in"}:
            groups.setdefault(_key(name), []).append(_with_title(name, value, label))
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


def without(search: ListingFilter, name: str, value: str) -> QueryDict:
    """Return the query without one value of one parameter, and on its first page."""
    return _kept(search, lambda n, v: (n, v) != (name, value))


def without_all(search: ListingFilter, key: str) -> QueryDict:
    return _kept(search, lambda n, v: _key(n) != key)


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
    return len(page_url(search, 1)) > settings.LONGEST_LINKED_SEARCH


def with_value(search: ListingFilter, name: str, value: str) -> str:
    """Return the address of the list with one value of a parameter in place of others.

    Empty where it is too long for a link.
    """
    query = _kept(search, lambda n, v: n != name)
    query[name] = value
    address = jobs_url(query)
    return address if len(address) <= settings.LONGEST_LINKED_SEARCH else ""


def _kept(search: ListingFilter, keep: Any) -> QueryDict:
    kept = QueryDict(mutable=True)
    for (name, value), _ in chosen_values(search):
        is_usual = name in {"page", *CHANGES} or (name == "sort" and value == search.usual_order)
        if not is_usual and keep(name, value):
            kept.appendlist(name, value)
    return kept


def page_url(search: ListingFilter, number: int) -> str:
    """Return the address of another page of the same list."""
    query = _kept(search, lambda n, v: True)
    if number > 1:
        query["page"] = str(number)
    return jobs_url(query)


def jobs_url(query: QueryDict) -> str:
    """Return the list under a query; without one it is the plain address."""
    return reverse("jobs") + (f"?{query.urlencode()}" if query else "")
