"""The index answers as SQL does."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from listings.models import Listing
from listings.search import facets
from listings.search.index.answer import answer
from listings.search.index.current import fresh
from tests.database import shared_rows
from tests.listings.search.test_facets import QUERIES, make_market, search_for

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def market(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), shared_rows():
        make_market()
        yield


@pytest.mark.usefixtures("market")
@pytest.mark.parametrize("query", QUERIES)
def test_it_counts_and_lists_what_sql_does(query: str) -> None:
    expected = facets.count(search_for(query), Listing.objects.live().vacancies())
    found = answer(fresh(), search_for(query))
    assert _facets(found) == _facets(expected)
    assert found.page == expected.page
    assert (found.total, found.without) == (expected.total, expected.without)
    assert found.pay_left_out == expected.pay_left_out
    assert found.years_left_out == expected.years_left_out


def _facets(counts: facets.Counts) -> dict[str, list[facets.Count]]:
    """What is counted at all, by value: the page puts it in order."""
    there = {name: [one for one in found if one.number] for name, found in counts.facets.items()}
    return {
        name: sorted(found, key=lambda one: one.value) for name, found in there.items() if found
    }
