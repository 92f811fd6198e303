"""The market's usual pay beside a posting."""

from decimal import Decimal
from statistics import median
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from listings.insights.figures import PayFigure
from listings.insights.statistics.estimates import effective_employers
from listings.models import Company, Listing, Statistic
from listings.pay.money import Pay
from listings.search.market import (
    OthersPay,
    countries_of,
    effective_without,
    market_country,
    market_of,
    market_picture,
    others_pay,
)
from roles.models import Role
from tests.database import copied
from tests.listings.factories import make_city, make_company, make_listing, make_role, yearly
from tests.listings.figures import take_figures

pytestmark = pytest.mark.django_db


@pytest.fixture
@copied
def nurse() -> Role:
    """Of twelve employers in France, each of which pays what it says."""
    role, lyon = make_role("Nurse"), make_city("Lyon", "FR")
    for number in range(12):
        pay = yearly(40_000 + 1_000 * number, 50_000 + 1_000 * number, "EUR")
        make_listing(roles=(role,), places=(lyon,), pay=pay, level="senior")
    take_figures()
    return role


def posting(role: Role, **fields: Any) -> Listing:
    place = make_city("Paris", fields.pop("country", "FR"))
    return make_listing(roles=(role,), places=(place,), **fields)


def usual_pay(listing: Listing) -> OthersPay | None:
    found = market_of(listing)
    return found.others if found else None


def market(listing: Listing) -> PayFigure:
    found = usual_pay(listing)
    assert found is not None
    return found.figure


def test_it_is_of_the_role_level_and_country_with_its_sample(nurse: Role) -> None:
    figure = market(posting(nurse, level="senior"))
    assert (figure.row.country, figure.row.level) == ("FR", "senior")
    assert figure.sample == "12 postings with pay, 12 employers"


@pytest.mark.slow
def test_an_employers_own_postings_are_found_without_reading_all_of_a_large_cell(
    nurse: Role,
) -> None:
    one = Listing.objects.filter(roles=nurse).earliest("pk")
    figure = market(posting(nurse, level="senior"))
    fields = Listing._meta.concrete_fields
    copies = [{each.attname: getattr(one, each.attname) for each in fields} for _ in range(400)]
    Listing.objects.bulk_create(Listing(**row | {"id": None}) for row in copies)
    with CaptureQueriesContext(connection) as seen, connection.cursor() as cursor:
        found = others_pay(figure, one.company_id)
        cursor.execute("ANALYZE listings_listing")
        for other in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):  # an index is taken
            cursor.execute(f"SET LOCAL enable_{other} = off")
        (statement,) = (each["sql"] for each in seen if "unnest" in each["sql"])
        cursor.execute(f"EXPLAIN {statement}")
        plan = "".join(row[0] for row in cursor)
    assert found is not None
    assert found.own == 1
    assert "listing_by_company_title" in plan
    assert "listings_listing_pkey" not in plan


def test_postings_of_its_group_are_left_out_with_its_own(nurse: Role) -> None:
    one, other = Company.objects.filter(listings__roles=nurse).order_by("pk")[:2]
    Company.objects.filter(pk__in=(one.pk, other.pk)).update(group="Umbra")
    take_figures()
    found = usual_pay(posting(nurse, company=one, level="senior"))
    assert found is not None
    assert found.told == "2 postings of this employer are left out."
    assert found.figure.sample == "10 postings with pay, 10 employers"


def test_without_a_figure_of_the_level_that_of_all_levels_stands_in(nurse: Role) -> None:
    figure = market(posting(nurse, level="mid"))
    assert (figure.row.country, figure.row.level) == ("FR", "")


@pytest.mark.parametrize(
    "fields",
    [{"country": "DE"}, {"level": "entry"}, {"employment_types": ["internship"]}],
)
def test_another_country_and_what_is_paid_otherwise_have_none(
    nurse: Role, fields: dict[str, Any]
) -> None:
    assert usual_pay(posting(nurse, **fields)) is None


def test_a_figure_that_is_withheld_is_not_shown() -> None:
    role = make_role("Nurse")
    make_listing(roles=(role,), places=(make_city("Lyon", "FR"),), pay=yearly(1, 2, "EUR"))
    take_figures()
    assert usual_pay(posting(role)) is None
    assert usual_pay(make_listing()) is None


def country_of(**fields: Any) -> str:
    listing = make_listing(**fields)
    return market_country(listing, countries_of(listing))


class TestTheCountry:
    """Paris and Bonn pay in euros, Leeds in pounds."""

    @pytest.fixture
    def cities(self) -> dict[str, Any]:
        return {
            name: make_city(name, country)
            for name, country in (("Paris", "FR"), ("Lyon", "FR"), ("Bonn", "DE"), ("Leeds", "GB"))
        }

    def test_is_that_of_all_its_places_else_the_one_it_is_open_to(
        self, cities: dict[str, Any]
    ) -> None:
        assert country_of(places=(cities["Paris"], cities["Lyon"])) == "FR"
        remote: dict[str, Any] = {"workplaces": ["remote"], "remote_scope": "countries"}
        assert country_of(**remote, remote_countries=["FR"]) == "FR"

    def test_of_several_places_is_the_first_for_which_its_pay_is_stated(
        self, cities: dict[str, Any]
    ) -> None:
        pounds, euros = yearly(50_000, 60_000, "GBP"), yearly(50_000, 60_000, "EUR")
        everywhere = tuple(cities[name] for name in ("Bonn", "Leeds", "Paris"))
        assert country_of(places=everywhere, pay=pounds) == "GB"
        assert country_of(places=everywhere, pay=euros) == "DE"
        assert country_of(places=everywhere, pay=yearly(50_000, 60_000, "USD")) == ""
        assert country_of(places=everywhere) == ""

    def test_is_that_of_the_tier_whose_pay_is_shown(self, cities: dict[str, Any]) -> None:
        amounts: dict[str, Any] = {"minimum": "50000", "maximum": "60000", "period": "year"}
        tiers = [
            {"label": "UK", "text": "", "countries": ["GB"], "currency": "GBP"} | amounts,
            {"label": "France", "text": "", "countries": ["FR"], "currency": "EUR"} | amounts,
        ]
        places = (cities["Paris"], cities["Leeds"])
        pay = yearly(50_000, 60_000, "GBP")
        assert country_of(places=places, pay=pay, pay_by_place=tiers) == "GB"

    def test_of_several_it_is_open_to_is_the_only_one_with_its_currency(self) -> None:
        remote: dict[str, Any] = {
            "workplaces": ["remote"],
            "remote_scope": "countries",
            "remote_countries": ["DE", "FR", "GB"],
        }
        assert country_of(**remote, pay=yearly(50_000, 60_000, "GBP")) == "GB"
        assert country_of(**remote, pay=yearly(50_000, 60_000, "EUR")) == ""

    def test_is_none_where_none_is_named(self) -> None:
        assert country_of(pay=yearly(50_000, 60_000, "EUR")) == ""


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"places": 0}, "It names no country"),
        ({"places": 2}, "It is open in 2 countries, and pay is compared within one"),
        (
            {"places": 2, "pay": yearly(50_000, 60_000, "JPY")},
            "It is open in 2 countries and does not say in which its pay is earned.",
        ),
        (
            {"places": 2, "pay": yearly(50_000, 60_000, "GBP")},
            ": too few other employers say what they pay",
        ),
    ],
)
def test_without_a_country_of_its_own_no_market_is_shown_and_the_page_says_why(
    client: Client, nurse: Role, fields: dict[str, Any], why: str
) -> None:
    cities = (make_city("Paris", "FR"), make_city("Leeds", "GB"))[: fields["places"]]
    listing = make_listing(roles=(nurse,), **fields | {"places": cities})
    page = " ".join(client.get(listing.get_absolute_url()).content.decode().split())
    assert why in page
    assert "EUR" not in page.split("What the market pays")[1].split("</section>")[0]


def test_the_page_says_that_it_is_the_markets(client: Client, nurse: Role) -> None:
    response = client.get(posting(nurse, level="senior").get_absolute_url())
    page = " ".join(response.content.decode().split())
    assert "What the market pays" in page
    assert "Nurse, France, senior" in page
    assert "EUR 50.5K" in page
    assert "12 postings with pay, 12 employers" in page
    assert 'href="/salaries/nurse/?country=FR&amp;level=senior"' in page


def test_a_postings_own_pay_stands_over_the_markets_on_one_scale(nurse: Role) -> None:
    one = posting(nurse, level="senior", pay=yearly(60_000, 70_000, "EUR"))
    picture = market_picture(one, market(one))
    assert picture.title == "This posting’s pay and the market’s"
    assert [row[:3] for row in picture.table.rows] == [
        ("This posting", "–", "60K to 70K"),
        ("The market", "50.5K", "47.8K to 53.3K"),
    ]


@pytest.mark.parametrize("pay", [None, yearly(60_000, 70_000, "USD"), yearly(60_000, None, "EUR")])
def test_without_comparable_pay_the_markets_stands_alone(nurse: Role, pay: Pay | None) -> None:
    one = posting(nurse, level="senior", pay=pay)
    picture = market_picture(one, market(one))
    assert picture.title == "The market’s pay"
    assert len(picture.table.rows) == 1


class TestTheEmployersOwnPostings:
    """Fifteen employers: the first has three postings, the others one each."""

    @pytest.fixture
    def pilots(self) -> list[Listing]:
        role, nice = make_role("Pilot"), make_city("Nice", "FR")
        about: dict[str, Any] = {"roles": (role,), "places": (nice,), "level": "senior"}
        own: dict[str, Any] = {"company": make_company("Own")}
        amounts = [61_000, 64_500, 70_250, *range(40_000, 68_000, 2_000)]
        found = [
            make_listing(
                pay=yearly(amount, amount + 9_000, "EUR"),
                **about,
                **(own if number < 3 else {}),
            )
            for number, amount in enumerate(amounts)
        ]
        take_figures()
        return found

    def test_are_left_out_as_if_they_had_never_been_counted(self, pilots: list[Listing]) -> None:
        found = usual_pay(pilots[0])
        assert found is not None
        assert found.told == "3 postings of this employer are left out."
        row = found.figure.row
        others = [float(amount + 4_500) for amount in range(40_000, 68_000, 2_000)]
        expected = [median(others), *np.quantile(others, [0.25, 0.75])]
        assert [float(one or 0) for one in (row.median, row.p25, row.p75)] == expected
        assert found.figure.sample == "14 postings with pay, 14 employers"
        assert row.levels == {"senior": 14}

    @pytest.mark.slow
    def test_stay_in_for_everybody_else(self, pilots: list[Listing]) -> None:
        found = usual_pay(pilots[-1])
        assert found is not None
        assert found.figure.sample == "16 postings with pay, 14 employers"
        assert found.told == "1 posting of this employer is left out."

    def test_that_cannot_be_told_apart_are_counted_and_named(self, pilots: list[Listing]) -> None:
        Listing.objects.filter(pk=pilots[0].pk).update(pay_yearly_maximum=99_999)
        found = usual_pay(pilots[0])
        assert found is not None
        assert found.told == "3 of them are this employer’s own."
        assert found.figure.row.n == 17

    def test_leave_no_figure_where_too_few_others_are_left(self) -> None:
        role, nice = make_role("Pilot"), make_city("Nice", "FR")
        own: dict[str, Any] = {"company": make_company("Own")}
        about: dict[str, Any] = {"roles": (role,), "places": (nice,), "level": "senior"}
        found = [
            make_listing(
                pay=yearly(40_000 + 1_000 * number, 50_000 + 1_000 * number, "EUR"),
                **about,
                **(own if number < 2 else {}),
            )
            for number in range(11)
        ]
        take_figures()
        assert usual_pay(found[0]) is None
        assert usual_pay(found[-1]) is not None

    @pytest.mark.slow
    def test_weigh_in_how_many_employers_are_left(self, pilots: list[Listing]) -> None:
        row = Statistic.objects.base_pay().get(country="FR", level="senior")
        assert effective_without(row, 3).quantize(Decimal("0.1")) == effective_employers([1] * 14)
