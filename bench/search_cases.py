"""Searches that are measured: what is asked for, by the keys of the index."""

from types import SimpleNamespace
from typing import Any

from django.http import QueryDict

from listings.search.criteria import ColumnFacet
from listings.search.filters import ListingFilter
from listings.search.filterset import COLUMN_FACETS
from listings.search.index.view import Names
from listings.search.location import LocationMatch

type Asked = dict[str, list[Any]]
"""Values by facet: numbers of rows, codes of countries, words of fixed sets; words of titles."""

CASES: tuple[Asked, ...] = (
    {},
    {"role": [1]},
    {"role": [3, 40]},
    {"role": [190]},
    {"skill": [1]},
    {"skill": [1, 2]},
    {"skill": [200]},
    {"company": [1]},
    {"company": [15]},
    {"level": ["senior"]},
    {"level": ["senior"], "workplace": ["remote"]},
    {"workplace": ["remote", "hybrid"]},
    {"country": ["US"]},
    {"country": ["DE"]},
    {"country": ["DE", "FR", "ES", "IT"]},
    {"country": ["DE"], "workplace": ["remote"], "level": ["senior"]},
    {"city": [1]},
    {"city": [7], "role": [2]},
    {"type": ["full-time"]},
    {"type": ["contract"], "country": ["DE"]},
    {"role": [1], "country": ["US"]},
    {"role": [5], "country": ["GB"], "level": ["entry"]},
    {"role": [9], "skill": [3, 4]},
    {"role": [1], "skill": [1, 2, 3], "level": ["senior"], "country": ["DE"]},
    {"company": [2], "country": ["US"]},
    {"skill": [5], "workplace": ["remote"]},
    {"q": ["engineer"]},
    {"q": ["data", "engineer"]},
    {"q": ["senior", "software", "engineer"], "country": ["US"]},
    {"q": ["machine", "learning"]},
    {"q": ["marketing"], "level": ["senior"]},
    {"q": ["analyst"], "city": [3]},
    {"q": ["payments"], "type": ["full-time"]},
)


def search_of(asked: Asked, names: Names, **more: Any) -> ListingFilter:
    """Return the search as the page makes it, for rows that no database has."""
    search = ListingFilter(QueryDict("&".join(f"{name}=" for name in (*asked, *more))))
    values: dict[str, Any] = {name: _values(name, keys, names) for name, keys in asked.items()}
    search.__dict__["asked"] = values | more | {"exact": "1"}
    return search


def _values(name: str, keys: list[Any], names: Names) -> Any:
    match name:
        case "q":
            return " ".join(keys)
        case "city":
            places = [(key, names.places[key]) for key in keys]
            return [LocationMatch(one.slug, one.city, (key,)) for key, one in places]
        case "role" | "skill" | "company":
            rows = [(key, names.of(name)[key]) for key in keys]
            return [SimpleNamespace(pk=key, slug=one.slug, name=one.label) for key, one in rows]
    return keys


def key_of(name: str, value: Any) -> int:
    """Return the number under which another engine keeps a value of a fixed set."""
    facet: ColumnFacet = COLUMN_FACETS[name]
    return list(facet.labels).index(value) + 1
