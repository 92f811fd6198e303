"""What a suggestion costs while one types: the whole request, at the names of a made-up market."""

import random
import time

from django.conf import settings
from django.test import Client

from bench.market import AFTER, BEFORE, Market
from listings.search import suggestions
from listings.search.index.view import Index
from listings.search.suggestion_names import Suggestion, names_of_work
from listings.search.suggestions import Prefixes

REQUESTS = 400
LONGEST_TYPED = 14


def request_costs(index: Index, market: Market) -> list[float]:
    """Return the processor time of requests for beginnings of random names, in ms."""
    work, places = _work(index, market), _places(market)
    table = suggestions.SuggestionTable(Prefixes([*work, *places]), Prefixes(places))
    suggestions._process.table = table  # noqa: SLF001 (what a thread makes from the database)
    suggestions._process.renew_at = float("inf")  # noqa: SLF001 (as above)
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
