"""The market's usual pay beside a posting."""

from typing import Any

import pytest
from django.test import Client

from listings.models import Listing
from listings.pay.money import Pay
from listings.search.market import country_of, market_picture, usual_pay
from roles.models import Role
from tests.database import copied
from tests.listings.factories import make_city, make_listing, make_role, yearly
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


def test_it_is_of_the_role_level_and_country_with_its_sample(nurse: Role) -> None:
    figure = usual_pay(posting(nurse, level="senior"))
    assert figure is not None
    assert (figure.row.country, figure.row.level) == ("FR", "senior")
    assert figure.sample == "12 postings with pay, 12 employers"


def test_without_a_figure_of_the_level_that_of_all_levels_stands_in(nurse: Role) -> None:
    figure = usual_pay(posting(nurse, level="mid"))
    assert figure is not None
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


def test_the_country_is_that_of_all_its_places_else_of_those_it_is_open_to() -> None:
    paris, lyon, bonn = make_city("Paris", "FR"), make_city("Lyon", "FR"), make_city("Bonn", "DE")
    assert country_of(make_listing(places=(paris, lyon))) == "FR"
    assert country_of(make_listing(places=(paris, bonn))) == ""
    remote: dict[str, Any] = {"workplaces": ["remote"], "remote_scope": "countries"}
    assert country_of(make_listing(**remote, remote_countries=["FR"])) == "FR"
    assert country_of(make_listing()) == ""


def test_the_page_says_that_it_is_the_markets(client: Client, nurse: Role) -> None:
    page = client.get(posting(nurse, level="senior").get_absolute_url()).content.decode()
    assert "What the market pays" in page
    assert "Nurse, France, senior" in page
    assert "EUR 50.5K" in page
    assert "12 postings with pay, 12 employers" in page
    assert 'href="/salaries/nurse/?country=FR&amp;level=senior"' in page


def test_a_postings_own_pay_stands_over_the_markets_on_one_scale(nurse: Role) -> None:
    one = posting(nurse, level="senior", pay=yearly(60_000, 70_000, "EUR"))
    figure = usual_pay(one)
    assert figure is not None
    picture = market_picture(one, figure)
    assert picture.title == "This posting’s pay and the market’s"
    assert [row[:3] for row in picture.table.rows] == [
        ("This posting", "–", "60K to 70K"),
        ("The market", "50.5K", "47.8K to 53.3K"),
    ]


@pytest.mark.parametrize("pay", [None, yearly(60_000, 70_000, "USD"), yearly(60_000, None, "EUR")])
def test_without_comparable_pay_the_markets_stands_alone(nurse: Role, pay: Pay | None) -> None:
    one = posting(nurse, level="senior", pay=pay)
    figure = usual_pay(one)
    assert figure is not None
    picture = market_picture(one, figure)
    assert picture.title == "The market’s pay"
    assert len(picture.table.rows) == 1
