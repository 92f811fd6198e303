"""At most three postings of one employer follow one another, within a block of a hundred."""

from itertools import groupby

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from listings.models import Listing
from listings.search.facets import count
from listings.search.filters import ListingFilter
from listings.search.order import MOST_IN_A_ROW, spread
from tests.listings.factories import make_company, make_listing


def ordered(employers: str) -> str:
    return "".join(employers[at] for at in spread(employers))


@pytest.mark.parametrize(
    ("employers", "shown"),
    [
        ("", ""),
        ("aaa", "aaa"),
        ("aaab", "aaab"),
        ("aaaab", "aaaba"),
        ("aaaaaabcb", "aaabaaacb"),
        ("aaaaabbbbb", "aaabaabbbb"),
        ("aaaaa", "aaaaa"),
        ("abababab", "abababab"),
    ],
)
def test_each_place_takes_the_first_that_may_stand_there(employers: str, shown: str) -> None:
    assert ordered(employers) == shown


@given(st.text("abc", max_size=100))
def test_nothing_is_lost_and_runs_are_short_while_others_are_left(employers: str) -> None:
    assert sorted(spread(employers)) == list(range(len(employers)))
    shown = ordered(employers)
    runs = [len(list(run)) for _, run in groupby(shown)]
    assert all(run <= MOST_IN_A_ROW for run in runs[:-1])


@pytest.mark.slow
@pytest.mark.django_db
def test_pages_of_a_search_by_words_are_cut_from_blocks_and_lose_nothing() -> None:
    big, small = make_company("Big"), make_company("Small")
    for number in range(22):
        make_listing("Nurse", company=big, days_ago=1 + number / 100)
    for number in range(3):
        make_listing("Nurse", company=small, days_ago=2 + number)
    postings = Listing.objects.live().vacancies()

    def page(query: str) -> list[int]:
        search = ListingFilter(QueryDict(query), queryset=postings)
        found = dict(postings.values_list("pk", "company"))
        return [found[pk] for pk in count(search)[1].page]

    first, second = page("q=nurse"), page("q=nurse&page=2")
    assert first[:8] == [big.pk] * 3 + [small.pk] + [big.pk] * 3 + [small.pk]
    assert (len(first), len(second)) == (20, 5)
    assert page("q=nurse&page=9") == second
    assert page("q=nurse&sort=newest") == [big.pk] * 20


@pytest.mark.django_db
def test_a_title_with_all_that_commas_divide_comes_before_those_with_a_part_of_it() -> None:
    for days, title in enumerate(["Growth Nurse", "Plumber", "Night Porter, Plumber"]):
        make_listing(title, days_ago=days)
    search = ListingFilter(
        QueryDict("q=night porter, plumber"), queryset=Listing.objects.live().vacancies()
    )
    assert [one.title for one in search.qs] == ["Night Porter, Plumber", "Plumber"]
