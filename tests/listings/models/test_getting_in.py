"""What openings ask of beginners, in figures that stand on enough postings."""

from itertools import cycle, islice
from typing import Any

import pytest

from listings.models import Company, Listing
from listings.models.getting_in import GettingIn, MedianYears
from listings.models.share import Share
from tests.listings.factories import make_city, make_company, make_listing, make_role

pytestmark = pytest.mark.django_db


def companies(number: int) -> list[Company]:
    return [make_company() for _ in range(number)]


def postings(number: int, employers: int = 3, **fields: Any) -> list[Listing]:
    """Postings dealt out to the employers in turn."""
    dealt = islice(cycle(companies(employers)), number)
    return [make_listing(company=company, **fields) for company in dealt]


def figures() -> GettingIn:
    return Listing.objects.live().in_lists().getting_in()


def test_no_posting_gives_no_figure() -> None:
    assert figures() == GettingIn(n=0, employers=0, entry=None, years=None, degree=None)


def test_the_share_of_entry_level_counts_only_postings_that_state_a_level() -> None:
    postings(2, level="entry")
    postings(6, level="senior")
    postings(4, level="")
    found = figures()
    assert found.entry == Share(count=2, n=8, employers=5)
    assert found.entry.share == 0.25
    assert found.n == 12


def test_the_median_of_years_counts_only_postings_that_state_them() -> None:
    for years in (0, 2, 3, 4, 10, 12):
        postings(1, employers=1, years_asked=years)
    postings(3)
    assert figures().years == MedianYears(median=3.5, n=6, employers=6)


def test_a_posting_that_is_silent_on_degrees_insists_on_none() -> None:
    postings(3, degree_asked="required")
    postings(3, degree_asked="welcome")
    postings(4)
    assert figures().degree == Share(count=3, n=10, employers=9)


@pytest.mark.parametrize(("number", "employers"), [(4, 4), (12, 2)])
def test_too_few_postings_or_employers_show_nothing(number: int, employers: int) -> None:
    postings(number, employers, level="entry", years_asked=2, degree_asked="required")
    found = figures()
    assert (found.n, found.employers) == (number, employers)
    assert (found.entry, found.years, found.degree) == (None, None, None)


def test_each_figure_needs_a_sample_of_its_own() -> None:
    postings(6, level="mid")
    postings(4, employers=4, years_asked=3)
    found = figures()
    assert found.entry is not None
    assert found.years is None
    assert found.degree == Share(count=0, n=10, employers=7)


def test_a_role_asks_about_its_own_postings() -> None:
    role = make_role("Data Engineer")
    postings(5, level="entry", roles=(role,))
    postings(9, level="senior")
    found = role.listings.live().in_lists().getting_in()
    assert found.entry == Share(count=5, n=5, employers=3)


def test_a_posting_that_meets_a_filter_twice_counts_once() -> None:
    cities = (make_city("Kiel", "DE"), make_city("Bremen", "DE"))
    postings(5, level="entry", places=cities)
    found = Listing.objects.filter(places__country="DE").getting_in()
    assert found.n == 5


def test_it_takes_one_query(django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        figures()
