"""The index answers as plain SQL does, whatever is asked."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from listings.search.index.check import differences, random_query
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


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25)
def test_random_searches_give_what_sql_gives(index: Index, seed: int) -> None:
    pick = random.Random(seed)
    assert not differences(index, random_query(index, pick), pick).wrong
