"""What a search costs beside its definition in SQL, and how soon a change of a posting shows.

``python -m bench against_sql SEARCHES``, on a board with an index (``JOBBOARD_VAR``), as
``bench postings`` fills one. SQL counts what meets the search, finds the page, and counts the
values of each facet without the facet's own choice, by the plain conditions of the ``FilterSet``.
Time by the clock, for SQL's is another process's: only the ratio means something.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from listings.models import Listing
from listings.search.facets import clusters
from listings.search.index.answer import answer
from listings.search.index.check import random_query, search_for
from listings.search.index.current import current
from listings.search.index.view import Index

CHANGES = 10
WAIT_SECONDS = 0.02
FACETS = {
    "role": "roles",
    "skill": "skills",
    "company": "company",
    "level": "level",
    "workplace": "workplaces",
    "type": "employment_types",
    "country": "listing_places__place__country",
    "city": "listing_places__place",
}


def _index() -> Index:
    return current() or sys.exit("The board has no index: manage.py search_index build")


def seconds(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def by_sql(query: str) -> None:
    """Total, page and the counts of eight facets, as plainly as the ORM says it."""
    search = search_for(query)
    clusters(search.qs)
    list(search.qs.values_list("pk")[:100])
    for name, field in FACETS.items():
        rest = Listing.objects.live().vacancies()
        for other, condition in search.conditions.items():
            if other != name:
                rest = rest.filter(condition)
        list(rest.order_by().values_list(field).annotate(number=Count("pk")))


def compare(searches: int) -> list[tuple[float, float]]:
    """Ask both the same random searches; return the seconds of the index and of SQL."""
    pick, found, index = random.Random(4), [], _index()
    for _ in range(searches):
        query = random_query(index, pick)
        search = search_for(query)
        _ = search.conditions
        mine = seconds(partial(answer, index, search))
        found.append((mine, seconds(partial(by_sql, query))))
    return found


def until_shown() -> float:
    """Freeze a posting and show it again; return how long a process at most takes to notice."""
    pick, longest = random.Random(4), 0.0
    view = _index().views[0]
    ids = view.part.columns["id"][list(view.live[:5_000])].tolist()
    for number in pick.sample(ids, CHANGES):
        for frozen in (timezone.now(), None):
            Listing.objects.filter(pk=number).update(frozen_at=frozen)
            shown = partial(_wait, number, is_live=frozen is None)
            longest = max(longest, seconds(shown))
    return longest


def _wait(number: int, *, is_live: bool) -> None:
    while any(one.of_postings([number]) & one.live for one in _index().views) != is_live:
        time.sleep(WAIT_SECONDS)


def main(searches: str = "40") -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET work_mem = '256MB'")  # else what is excluded takes SQL hours
    costs = compare(int(searches))
    mine, sql = (statistics.median(column) for column in zip(*costs, strict=True))
    print(f"SQL {1_000 * sql:.0f} ms, index {1_000 * mine:.1f} ms, p50: {sql / mine:.0f} times")
    print(f"A change shows within {until_shown():.2f} s")
