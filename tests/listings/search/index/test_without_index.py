"""While there is no index, SQL gives a page and a capped total; no postings have one too."""

import pytest

from listings.search import facets
from listings.search.index.answer import answer
from listings.search.index.check import search_for
from listings.search.index.current import fresh
from tests.listings.factories import make_listing

pytestmark = pytest.mark.django_db


def test_the_page_comes_without_counts() -> None:
    newest, oldest = make_listing(days_ago=1), make_listing(days_ago=2)
    make_listing(duplicate_of=newest, days_ago=0.5)
    counts = facets.page_alone(search_for(""))
    assert (counts.total, counts.is_capped) == (2, False)
    assert counts.page == [newest.pk, oldest.pk]
    assert not counts.facets


def test_a_large_total_is_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "MOST_WITHOUT_INDEX", 2)
    for _ in range(3):
        make_listing()
    counts = facets.page_alone(search_for("page=9"))
    assert (counts.total, counts.is_capped, len(counts.page)) == (2, True, 2)


@pytest.mark.parametrize("query", ["", "q=nurse", "q=nurse&in=text", "q=-nurse&in=text"])
def test_a_board_without_postings_has_an_index_too(query: str) -> None:
    assert answer(fresh(), search_for(query)).total == 0
