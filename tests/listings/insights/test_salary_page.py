"""One role's salary page: the picture, one's own offer, parts, related roles, the open index."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from jobboard.logs import clean
from listings.insights.salary_page import offer_in, placed
from listings.insights.statistics.snapshots import refresh
from listings.models import Company, IndexPay, Place
from roles.models import Role
from tests.listings.factories import make_city, make_company, make_listing, make_role, yearly
from tests.listings.figures import statements

pytestmark = pytest.mark.django_db

PATH = "/salaries/data-engineer/"


@pytest.fixture
def role() -> Role:
    return make_role("Data Engineer")


@pytest.fixture
def employers() -> list[Company]:
    return [make_company(f"Firm {number}") for number in range(10)]


def add(
    role: Role, employers: list[Company], number: int, city: Place | None = None, **fields: object
) -> None:
    """Midpoints 110,000, 111,000 … of as many employers as there are, in Austin."""
    city = city or Place.objects.filter(city="Austin").first() or make_city("Austin", "US")
    for i in range(number):
        pay = yearly(100_000 + 1_000 * i, 120_000 + 1_000 * i)
        make_listing(
            role.name,
            roles=(role,),
            company=employers[i % len(employers)],
            places=(city,),
            **{"pay": pay} | fields,  # type: ignore[arg-type]
        )


def text_of(client: Client, path: str = PATH) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    text = re.sub("<[^>]*>", " ", response.content.decode().partition("<main")[2])
    return re.sub(r"\s+", " ", text)


class TestOwnOffer:
    @pytest.mark.first(3)
    @pytest.mark.parametrize(
        ("typed", "amount"),
        [
            ("95000", 95_000), ("95,000", 95_000), ("95.000", 95_000), ("95 000", 95_000),
            ("95k", 95_000), ("62.5K", 62_500), ("95’000", 95_000), ("1,250,000", 1_250_000),
        ],
    )  # fmt: skip
    def test_amounts_are_read_as_people_write_them(
        self, client: Client, role: Role, employers: list[Company], typed: str, amount: int
    ) -> None:
        add(role, employers, 20)
        refresh()
        assert f"USD {amount:,} is above" in text_of(client, f"{PATH}?offer={typed}")

    @pytest.mark.first(3)
    @pytest.mark.parametrize("typed", ["much", "-5", "0", "1e99", "12", "9" * 400, "%00", "٩٥٠٠٠"])
    def test_a_bad_amount_is_named_and_left_out(
        self, client: Client, role: Role, employers: list[Company], typed: str
    ) -> None:
        add(role, employers, 20)
        refresh()
        text = text_of(client, f"{PATH}?offer={typed}")
        assert ("is no amount of a year, such as 95000; it was left out" in text) == (
            typed != "%00"
        )
        assert "is above" not in text

    @pytest.mark.slow
    def test_from_twenty_midpoints_on_it_says_above_how_many_an_offer_is(
        self, client: Client, role: Role, employers: list[Company]
    ) -> None:
        add(role, employers, 20)
        refresh()
        text = text_of(client, f"{PATH}?offer=124500")
        assert "USD 124,500 is above 15 of 20 midpoints." in text
        assert "your offer" in text
        assert "Your offer, USD a year" in text

    @pytest.mark.slow
    def test_below_twenty_it_says_why_not(
        self, client: Client, role: Role, employers: list[Company]
    ) -> None:
        add(role, employers, 19)
        refresh()
        text = text_of(client, f"{PATH}?offer=124500")
        assert "is said from 20 midpoints on: of 19, one more or less would change too" in text
        assert "is above" not in text

    def test_equal_midpoints_are_told_apart(self) -> None:
        midpoints = [Decimal(100_000)] * 8 + [Decimal(120_000)] * 12
        assert placed(Decimal(100_000), midpoints, "EUR") == (
            "EUR 100,000 is above 0 of 20 midpoints and the same as 8."
        )

    @pytest.mark.slow
    def test_it_stays_in_the_address_and_nowhere_else(
        self, client: Client, role: Role, employers: list[Company]
    ) -> None:
        add(role, employers, 20, level="senior")
        refresh()
        response = client.get(f"{PATH}?offer=124500")
        assert response["Cache-Control"] == "private, no-store"
        content = response.content.decode()
        assert 'content="noindex"' in content
        assert "?level=senior&amp;offer=124500" in content
        assert '/salaries/data-engineer/"><' in content.partition('rel="canonical"')[2][:80]

    def test_logs_do_not_tell_it(self) -> None:
        line = '"GET /salaries/data-engineer/?country=US&offer=124500 HTTP/1.1" 200'
        assert "124500" not in clean(line)
        assert "country=US" in clean(line)

    def test_without_a_figure_there_is_nothing_to_hold_it_against(
        self, client: Client, role: Role
    ) -> None:
        assert "no figure here that an offer could be" in text_of(client, f"{PATH}?offer=95000")

    def test_of_several_the_first_counts(self) -> None:
        found = offer_in(QueryDict("offer=95000&offer=1"))
        assert found.amount == 95_000
        assert [bad.value for bad in found.rejected] == ["1"]


def test_the_distribution_is_a_picture_with_its_numbers_and_files(
    client: Client, role: Role, employers: list[Company]
) -> None:
    add(role, employers, 20)
    refresh()
    content = client.get(PATH).content.decode()
    assert content.count('class="picture__dot"') == 20
    assert "/salaries/data-engineer/pay.svg" in content
    for name in ("pay", "levels", "countries", "cities"):
        for ending in ("svg", "png", "csv"):
            response = client.get(f"{PATH}{name}.{ending}")
            assert response.status_code == 200, (name, ending)
    assert "Median" in client.get(f"{PATH}pay.csv").content.decode()
    assert client.get(f"{PATH}nothing.svg").status_code == 404
    assert client.get("/salaries/nobody/pay.svg").status_code == 404


def test_the_newest_open_postings_behind_a_figure_are_shown(
    client: Client, role: Role, employers: list[Company]
) -> None:
    add(role, employers, 12)
    make_listing("No pay here", roles=(role,), company=employers[0], places=())
    refresh()
    content = client.get(PATH).content.decode()
    assert content.count('class="card"') + content.count('class="card ') == 3
    assert "No pay here" not in content


@pytest.mark.slow
def test_parts_stand_beside_each_other_and_small_ones_lead_to_their_postings(
    client: Client, role: Role, employers: list[Company]
) -> None:
    bonn, berlin = make_city("Bonn", "US"), make_city("Berlin", "US")
    add(role, employers, 12, bonn, workplaces=["hybrid"])
    add(role, employers, 3, berlin, workplaces=["onsite"])
    refresh()
    text, content = text_of(client), client.get(PATH).content.decode()
    assert "By city: United States" in text
    assert "By workplace: United States" in text
    assert "Berlin too few postings with pay: 3 of 3" in text
    assert "role=data-engineer&amp;has_salary=true&amp;country=US&amp;city=berlin-us" in content
    assert "workplace=hybrid" in content


def test_a_company_has_ranges_and_no_median(
    client: Client, role: Role, employers: list[Company]
) -> None:
    add(role, employers, 12)
    refresh()
    text = text_of(client)
    assert "One company’s postings are no market" in text
    assert "Firm 0 USD 100K to 130K 2 of 2" in text


def test_time_is_drawn_and_nothing_is_said_about_a_change(
    client: Client, role: Role, employers: list[Company]
) -> None:
    before = timezone.now() - timedelta(days=90)
    add(role, employers, 12, first_seen_at=before, posted_at=before)
    add(role, employers, 3)
    refresh()
    text = text_of(client)
    assert "Over time: United States" in text
    assert "a rise here is no rise of anybody’s pay" in text


@pytest.mark.slow
def test_related_roles_say_where_there_is_no_clear_difference(
    client: Client, role: Role, employers: list[Company]
) -> None:
    less = make_role("Data Clerk")
    add(role, employers, 20)
    add(make_role("Data Analyst"), employers, 20)
    add(less, employers, 20, pay=yearly(40_000, 50_000))
    refresh()
    text = text_of(client).partition("Related roles: United States, all levels")[2]
    assert "Data Analyst no clear difference, 95% interval USD" in text
    assert "Data Clerk USD 74.5K less, 95% interval USD" in text


@pytest.mark.slow
def test_the_index_stands_beside_posted_pay_with_its_name(
    client: Client, role: Role, employers: list[Company]
) -> None:
    add(role, employers, 12)
    refresh()
    assert "open index" not in text_of(client)
    for year, median in ((2024, 130_000), (2025, 140_000)):
        IndexPay.objects.create(
            role=role, year=year, currency="USD", n=1_234, p25=100_000, median=median, p75=160_000,
            imported_at=timezone.now(),
        )  # fmt: skip
    text, content = text_of(client), client.get(PATH).content.decode()
    assert "survey answers and ends of posted ranges, not separable" in text
    assert "The index is shown for: Everywhere, all levels." in text
    assert text.index("Index 2025") < text.index("Index 2024")
    assert content.count('class="picture__row is-index"') == 2
    assert "USD 116K" in text  # the headline is what it was


def test_the_index_alone_is_shown_where_no_figure_is(client: Client, role: Role) -> None:
    IndexPay.objects.create(
        role=role, year=2025, currency="USD", n=10, p25=1, median=2, p75=3,
        imported_at=timezone.now(),
    )  # fmt: skip
    text = text_of(client)
    assert "No figure" in text
    assert "Index 2025" in text
    assert "Posted here" not in text


@pytest.mark.slow
def test_at_most_twelve_queries(client: Client, role: Role, employers: list[Company]) -> None:
    before = timezone.now() - timedelta(days=90)
    add(role, employers, 25, level="senior", workplaces=["hybrid"], first_seen_at=before)
    add(make_role("Data Analyst"), employers, 25)
    refresh()
    assert statements(client, f"{PATH}?offer=95000&level=senior") <= 12
    assert statements(client, f"{PATH}pay.svg") <= 12
