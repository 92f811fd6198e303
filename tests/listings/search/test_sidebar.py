"""What stands beside the list: which facets, which of their values, in which order."""

import re

import pytest
from django.test import Client

from listings.search import sidebar
from listings.search.sidebar import Option, SidebarFacet
from listings.templatetags.facets import choices, found_choices
from tests.listings.factories import make_city, make_company, make_listing
from tests.listings.search.test_facets import counts_of, search_for

pytestmark = pytest.mark.django_db


def facet_of(name: str, query: str = "") -> SidebarFacet:
    found = {one.name: one for one in sidebar.facets(search_for(query), counts_of(query))}
    return found[name]


def names_of(query: str = "") -> list[str]:
    return [one.name for one in sidebar.facets(search_for(query), counts_of(query))]


@pytest.mark.slow
def test_the_eight_most_frequent_values_and_the_chosen_ones_stay_in_their_places() -> None:
    companies = [make_company(f"Works {number:02}") for number in range(12)]
    for number, company in enumerate(companies):
        for _ in range(20 - number):
            make_listing(company=company)
    before = [one.value for one in facet_of("company").options]
    assert before == [company.slug for company in companies[:8]]
    chosen = f"company={companies[10].slug}&company={companies[3].slug}"
    assert [one.value for one in facet_of("company", chosen).options] == [
        *before,
        companies[10].slug,
    ]
    assert facet_of("company").values == 12
    assert facet_of("company").has_more


def test_regions_are_offered_once_a_country_is_chosen_or_where_they_are_few() -> None:
    for number in range(9):
        make_listing(places=(make_city(f"City {number}", "US", region=f"State {number}"),))
    make_listing(places=(make_city("Paris", "FR", region="Ile"),))
    assert "region" not in names_of()
    assert facet_of("city").is_folded
    assert "region" in names_of("country=US")
    assert not facet_of("city", "country=US").is_folded
    assert "region" in names_of("region=ile-fr")


def test_what_few_use_is_folded_and_opens_where_it_is_used() -> None:
    make_listing(visa="yes", years_asked=2)
    make_listing(visa="no", years_asked=7)
    assert facet_of("visa").is_folded
    assert not facet_of("visa").is_used
    assert facet_of("visa", "visa=yes").is_used
    assert facet_of("visa", "not-visa=yes").is_used
    assert facet_of("years", "years_max=3").is_used


def test_not_stated_stands_last_and_what_is_left_out_stays_in_sight() -> None:
    make_listing(level="senior")
    make_listing(level="mid")
    make_listing()
    assert [one.value for one in facet_of("level").shown] == ["mid", "senior", "none"]
    assert [one.label for one in facet_of("level", "not-level=senior").excluded] == ["Senior"]


def test_pay_and_age_stand_after_role_level_workplace_and_country(client: Client) -> None:
    for country, level in (("FR", "senior"), ("DE", "mid")):
        make_listing(
            places=(make_city("Paris", country),),
            level=level,
            workplaces=["onsite"] if level == "mid" else ["hybrid"],
            employment_types=["full-time" if level == "mid" else "contract"],
        )
    order = re.findall(r'id="facet-([a-z]+)"', client.get("/jobs/").text)
    assert [name for name in order if name != "city"] == [
        "level",
        "workplace",
        "country",
        "pay",
        "posted",
        "type",
        "company",
    ]


def test_results_come_before_the_filters(client: Client) -> None:
    make_listing()
    page = client.get("/jobs/").text
    assert page.index('class="cards"') < page.index('id="filters"')


@pytest.mark.first(3)
@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("", "Newest first."),
        ("q=analyst", "Best match: title and role first"),
        ("sort=salary", "Highest pay first"),
        ("q=remote", "Best match: all of these meet it alike"),
        ("q=-cook", "Best match: all of these meet it alike"),
        ("sort=relevance", "Newest first."),
    ],
)
def test_one_sentence_says_the_order(client: Client, query: str, note: str) -> None:
    make_listing("Analyst", workplaces=["remote"])
    assert note in client.get(f"/jobs/?{query}").text


def test_text_in_a_row_is_only_text() -> None:
    odd = Option('"><i>', "<b>&", 1_234)
    for row in (choices(SidebarFacet("role", "Role", [odd])), found_choices("role", [odd])):
        assert "<i>" not in row
        assert "<b>" not in row
        assert "&lt;b&gt;&amp;" in row
        assert "1,234" in row
