"""What is asked in measuring: searches, by the keys of the index, and names while one types."""

import random
import time
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.test import Client

from bench.market import AFTER, BEFORE, Market
from listings.search import suggestions
from listings.search.criteria import ColumnFacet
from listings.search.filters import ListingFilter
from listings.search.filterset import COLUMN_FACETS
from listings.search.index.view import Index, Names
from listings.search.location import LocationMatch
from listings.search.suggestion_names import Suggestion, names_of_work
from listings.search.suggestions import Prefixes

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


REQUESTS = 400
LONGEST_TYPED = 14


def suggestion_costs(index: Index, market: Market) -> list[float]:
    """Return the processor time of requests for beginnings of random names, in ms."""
    work, places = _work(index, market), _places(market)
    names = suggestions.SuggestionTable(Prefixes([*work, *places]), Prefixes(places))
    suggestions.kept.put(names)  # what a thread makes from the database, a minute at most
    pick, client = random.Random(1), Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    typed = [
        ("where" if one.kind == "city" else "q", one.name[: pick.randint(1, LONGEST_TYPED)])
        for one in pick.choices([*work, *places], k=REQUESTS)
    ]
    client.get("/jobs/suggest/", {"q": "a"})  # what is imported once
    return [_cost(client, box, text) for box, text in typed]


def _cost(client: Client, box: str, text: str) -> float:
    began = time.process_time()
    response = client.get("/jobs/suggest/", {box: text})
    took = 1_000 * (time.process_time() - began)
    if response.status_code != 200:
        raise RuntimeError(f"{box}={text}: {response.status_code}")
    return took


def _work(index: Index, market: Market) -> list[Suggestion]:
    roles = [role.label for role in market.names.role.values()]
    titles = [f"{before}{role}{after}" for role in roles for before in BEFORE for after in AFTER]
    written = [Suggestion("title", one, one, 10, one) for one in titles if one not in roles]
    return [*names_of_work(index, settings.SUGGESTIONS.most), *written]


def _places(market: Market) -> list[Suggestion]:
    cities = [one.city for one in market.names.places.values()]
    return [Suggestion("city", one, one, 10, one) for one in cities]
