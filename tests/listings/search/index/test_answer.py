"""The index answers as plain SQL does, whatever is asked."""

import random
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from listings.models import Level
from listings.search.filters import search_with
from listings.search.index.answer import answer
from listings.search.index.check import differences, random_query, search_for
from listings.search.index.clusters import EVERYTHING
from listings.search.index.current import fresh
from listings.search.index.view import Index
from tests.database import shared_rows
from tests.listings.search.test_facets import make_market

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def index(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Index]:
    """Ninety postings that differ in everything; a third of them copies."""
    with django_db_blocker.unblock(), shared_rows():
        make_market()
        yield fresh()


@pytest.mark.first(1)
@pytest.mark.parametrize("part", range(4))
@given(seed=st.integers(0, 10_000))
@settings(max_examples=10)
def test_random_searches_give_what_sql_gives(index: Index, part: int, seed: int) -> None:
    pick = random.Random(f"{part} {seed}")
    assert not differences(index, random_query(index, pick), pick).wrong


@pytest.mark.parametrize("q", ["posting last week", "posting today newest"])
def test_filters_of_one_value_are_counted_where_words_name_them(index: Index, q: str) -> None:
    query = f"q={quote(q)}"
    assert search_for(query).understood.values
    assert not differences(index, query, random.Random(1)).wrong


def test_what_visitors_ask_for_is_kept_and_what_a_page_asks_by_itself_is_not(index: Index) -> None:
    kept = index.views[0].part.results
    kept.clear()
    answer(index, search_with(level=[Level.SENIOR.value]))
    assert kept.keys() <= {EVERYTHING}
    answer(index, search_for("level=senior"))
    answer(index, search_for("level=entry"))
    assert len(kept.keys() - {EVERYTHING}) == 2
