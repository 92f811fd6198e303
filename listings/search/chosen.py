"""What a search asks for, value by value, in the words of the page."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from listings.pay.money import full_amount
from listings.reading.countries import GROUPS
from listings.reading.countries import label as country_label
from listings.search.filters import ListingFilter
from listings.search.filterset import COLUMN_FACETS, DAYS, FACETS
from listings.search.form_fields import NOT_STATED
from listings.search.known_skills import MISSING
from listings.search.location import LocationMatch
from listings.search.understanding.parts import NOT
from listings.search.where.parts import WherePart

MOST_REMEMBERED = 16
"""Searches whose values are told once: a page asks for them again and again while it is made."""

LABELS: dict[str, Mapping[str, str]] = {
    name: criterion.labels for name, criterion in COLUMN_FACETS.items()
}


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
    "posted": lambda days, search: f"last {dict(DAYS)[days]}",
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
