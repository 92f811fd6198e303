"""A count beside a value is what choosing it would give."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from listings.models import Listing, RemoteScope
from listings.search import active_filters, facets, sidebar
from listings.search.answers import near_misses
from listings.search.counts import PAGE_SIZE, Counts
from listings.search.facets import clusters, in_order, page_of
from listings.search.filters import ListingFilter
from listings.search.index.check import with_value_alone
from tests.database import shared_rows
from tests.listings.factories import (
    make_city,
    make_company,
    make_listing,
    make_rate,
    make_role,
    make_skill,
    yearly,
)

pytestmark = pytest.mark.django_db


def search_for(query: str) -> ListingFilter:
    return ListingFilter(QueryDict(query), queryset=Listing.objects.live().vacancies())


def counts_of(query: str) -> Counts:
    return facets.count(search_for(query))[1]


def results(query: str) -> int:
    """Clusters of which any member meets the search."""
    return clusters(search_for(query).qs)


@pytest.fixture(scope="class")
def market(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Ninety postings that differ in everything, a third of them copies; some are not live."""
    with django_db_blocker.unblock(), shared_rows():
        make_market()
        yield


def make_market() -> None:
    pick = random.Random(7)
    roles = [make_role(name) for name in ("Data Engineer", "Data Analyst", "Nurse")]
    skills = [make_skill(name) for name in ("Python", "SQL", "Kafka", "Excel")]
    companies = [make_company(name) for name in ("Umbra", "Vela", "Lyra")]
    cities = [
        make_city("Paris", "FR"),
        make_city("Lyon", "FR"),
        make_city("Paris", "US", region="Texas"),
        make_city("Austin", "US", region="Texas"),
        make_city("Berlin", "DE"),
    ]
    make_rate("USD", "1.25")
    scopes: list[dict[str, Any]] = [
        {"remote_scope": RemoteScope.ANYWHERE},
        {"remote_scope": RemoteScope.NOT_STATED},
        {"remote_scope": RemoteScope.COUNTRIES, "remote_countries": ["FR", "DE"]},
    ]
    made: list[Listing] = []
    for number in range(90):
        workplaces = pick.choice([[], ["onsite"], ["remote"], ["hybrid", "remote"]])
        listing = make_listing(
            f"Posting {number} {pick.choice(['analyst', 'engineer'])}",
            company=pick.choice(companies),
            roles=tuple(pick.sample(roles, pick.randint(0, 2))),
            skills=tuple(pick.sample(skills, pick.randint(0, 3))),
            places=tuple(pick.sample(cities, pick.randint(0, 2))),
            pay=pick.choice([None, yearly(50_000, 70_000), yearly(90_000, None, "EUR")]),
            days_ago=pick.uniform(0, 40),
            level=pick.choice(["", "entry", "senior"]),
            years_asked=pick.choice([None, 0, 1, 2, 3, 5, 6, 7, 12]),
            degree_asked=pick.choice(["", "required", "welcome"]),
            languages_asked=pick.choice([[], ["en"], ["de", "en"]]),
            visa=pick.choice(["", "yes", "no"]),
            relocation=pick.choice(["", "yes", "no"]),
            equity=pick.choice(["", "yes"]),
            clearance=pick.choice(["", "clearance", "citizenship"]),
            employment_types=pick.choice([[], ["full-time"], ["full-time", "contract"]]),
            workplaces=workplaces,
            featured_until=pick.choice([None, timezone.now() + timedelta(days=1)]),
            frozen_at=pick.choice([None, None, None, timezone.now()]),
            **(pick.choice(scopes) if "remote" in workplaces else {}),
        )
        if number % 3 == 2:  # a near-identical one, with pay, place and workplace of its own
            listing.duplicate_of = pick.choice([one for one in made if not one.duplicate_of_id])
            listing.save(update_fields=["duplicate_of"])
        made.append(listing)


QUERIES = [
    "",
    "role=data-engineer",
    "role=data-engineer&role=nurse&level=senior",
    "skill=python",
    "skill=python&skill=sql&company=umbra",
    "country=FR",
    "country=EU&workplace=remote",
    "city=paris",
    "city=paris&country=FR",
    "region=texas&city=austin",
    "q=engineer&type=contract",
    "years=0-1&years=2-3&speaks=de",
    "degree=required&visa=yes&relocation=no",
    "equity=yes&clearance=citizenship&level=senior",
    "level=none&role=none&type=none&type=contract",
    "not-level=senior&not-skill=python&not-skill=sql",
    "not-country=FR&not-company=umbra&skill=none",
    "country=FR&not-city=paris&not-workplace=remote",
    "years_max=3&language=en&not-role=data-engineer",
    "salary_min=60000&currency=USD",
    "salary_min=60000&country=FR&has_salary=true",
    "posted=14&featured=true",
    "level=entry&workplace=onsite&posted=30",
    "where=Germany&where=remote",
    "where=remote+in+France&level=senior",
    "where=Paris&radius=50&country=FR",
    "q=-engineer&page=2",
    "q=engineer+OR+posting&sort=relevance",
    'q="posting+1"+-analyst+OR+eng*',
    "q=engineers&country=FR",
    "q=data+engineer&in=text&where=Germany",
    "q=data+engineer&role=nurse",
    "q=senior+python&level=entry&skill=sql&country=FR",
    "sort=salary&page=3",
    "q=posting&sort=salary&currency=EUR",
]


def assert_each_value_counts_what_it_alone_would_give(
    query: str, search: ListingFilter, counts: Counts
) -> None:
    """Each beside the filters of all other facets; a skill is asked for beside other skills."""
    checked = 0
    for facet in sidebar.facets(search, counts):
        for option in facet.options:
            if option.number is None:
                continue
            alone = with_value_alone(search, facet.name, option.value)
            assert option.number == alone, (facet.name, option)
            checked += 1
    assert checked


@pytest.mark.usefixtures("market")
class TestCounts:
    @pytest.mark.first(8)
    @pytest.mark.parametrize("query", QUERIES)
    def test_what_a_page_counts_is_what_its_links_give(self, query: str) -> None:
        search, counts = search_for(query), counts_of(query)
        assert counts.total == results(query)
        assert counts.page == page_of(search_for(query), in_order(search_for(query)))
        assert_each_value_counts_what_it_alone_would_give(query, search, counts)
        for miss in near_misses(search, counts):
            assert miss.way.left == results(miss.way.remove_url.partition("?")[2])

    def test_past_the_end_the_page_is_the_last_one(self) -> None:
        numbers = in_order(search_for(""))
        rest = len(numbers) % PAGE_SIZE
        assert rest, "the market should end within a page"
        assert counts_of("page=999999999").page == numbers[-rest:]

    def test_values_that_nothing_states_are_counted_apart(self) -> None:
        silent = clusters(Listing.objects.live().filter(level=""))
        [level] = [f for f in sidebar.facets(search_for(""), counts_of("")) if f.name == "level"]
        assert level.not_stated is not None
        assert level.not_stated.number == silent
        assert [option.value for option in level.options] == ["entry", "senior"]

    def test_the_page_can_say_how_many_have_no_comparable_pay(self) -> None:
        query = "salary_min=1&currency=USD"
        without_pay = clusters(Listing.objects.live().filter(pay_yearly_top__isnull=True))
        assert counts_of(query).pay_left_out == without_pay


def test_a_facet_with_one_value_is_no_choice_and_vanishes() -> None:
    make_listing(level="senior")
    assert [f.name for f in sidebar.facets(search_for(""), counts_of(""))] == []
    shown = sidebar.facets(search_for("level=senior"), counts_of("level=senior"))
    assert [f.name for f in shown] == ["level"]


def test_one_value_beside_silence_is_a_choice() -> None:
    make_listing(equity="yes")
    make_listing()
    shown = {facet.name: facet for facet in sidebar.facets(search_for(""), counts_of(""))}
    equity = shown["equity"]
    assert [(option.label, option.number) for option in equity.options] == [("Offered", 1)]
    assert equity.not_stated is not None
    assert equity.not_stated.number == 1


def test_an_active_filter_names_its_facet_where_its_value_alone_says_nothing() -> None:
    make_listing(visa="yes", level="senior")
    search = search_for("visa=yes&level=senior")
    active = active_filters.given_filters(search, counts_of("visa=yes&level=senior"))
    assert [one.label for one in active] == ["Senior", "Visa sponsorship: Offered"]
