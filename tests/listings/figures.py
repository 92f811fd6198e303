"""Figures for tests: all of them taken at once, as the command takes them."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobboard.http import conditional
from jobboard.http.changes import changes
from jobboard.site import identity
from listings.insights.statistics.snapshots import refresh
from listings.search import card_cache
from listings.search.index.current import fresh
from listings.search.understanding import current
from tests import kept_index


def take_figures() -> None:
    refresh()


def forget_all() -> None:
    """As a process that has just started: it keeps no page, part, card or meaning of a word."""
    identity.forget()
    changes.forget()
    conditional.pages.clear()
    card_cache.kept.forget(None)
    current.kept.forget()


def statements(client: Client, url: str) -> int:
    """How many a page asks."""
    return statements_of(lambda: _opened(client, url))


def _opened(client: Client, url: str) -> None:
    assert client.get(url).status_code == 200, url


def statements_of(call: Callable[[], object]) -> int:
    """How many are asked, without reading the index anew, which only tests do at each count."""
    with CaptureQueriesContext(connection) as of_index:
        fresh()
    with kept_index.kept.counted_apart(), CaptureQueriesContext(connection) as queries:
        call()
    reads = sum("FROM listings_searchdocument" in one["sql"] for one in queries)
    return len(queries) - reads * len(of_index)
