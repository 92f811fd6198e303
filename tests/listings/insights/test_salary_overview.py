"""All roles on one scale: their order, what one may ask for, and the same as a picture."""

import csv
from io import StringIO

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from listings.insights.statistics.snapshots import refresh
from listings.models import IndexPay
from tests.listings.factories import make_company, make_listing, make_rate, make_role, yearly
from tests.listings.insights.test_salary_pages import Market, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> Market:
    return Market()


@pytest.fixture
def three_roles(market: Market) -> None:
    """Beta pays most, in euros; Gamma least; Alpha lies between them."""
    make_rate("USD", "1.25")
    market.add(make_role("Alpha", family="Data"), 12)
    beta = make_role("Beta", family="Data")
    market.add(beta, 13, pay=yearly(90_000, 120_000, "EUR"))  # 131,250 in dollars
    market.add(make_role("Gamma", family="Design & Product"), 11, pay=yearly(80_000, 90_000))
    refresh()


def order(client: Client, query: str = "") -> str:
    text = text_of(client, f"/salaries/{query}").partition("Middle half")[2]
    return "".join(sorted("ABG", key={n[0]: text.index(n) for n in ("Alpha", "Beta", "Gamma")}.get))  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.usefixtures("three_roles")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "BAG"),
        ("?sort=-pay", "GAB"),
        ("?sort=name", "ABG"),
        ("?sort=-name", "GBA"),
        ("?sort=n", "BAG"),
        ("?sort=-n", "GAB"),
    ],
)
def test_each_column_orders_the_roles_both_ways(client: Client, query: str, names: str) -> None:
    assert order(client, query) == names


@pytest.mark.slow
@pytest.mark.usefixtures("three_roles")
def test_the_heads_say_which_order_it_is_and_lead_to_the_others(client: Client) -> None:
    content = client.get("/salaries/?field=data").content.decode()
    assert 'class="pays__pay" aria-sort="descending"' in content
    assert content.count("aria-sort") == 1
    assert 'href="?field=data&amp;sort=-pay"' in content
    assert 'href="?field=data&amp;sort=name"' in content
    turned = client.get("/salaries/?sort=-name").content.decode()
    assert 'class="pays__name" aria-sort="descending"' in turned
    assert '<input type="hidden" name="sort" value="-name">' in turned


@pytest.mark.slow
@pytest.mark.usefixtures("three_roles")
def test_only_an_order_by_pay_compares_currencies_and_says_so(client: Client) -> None:
    assert "European Central Bank" in text_of(client, "/salaries/")
    assert "European Central Bank" not in text_of(client, "/salaries/?sort=name")


@pytest.mark.slow
@pytest.mark.usefixtures("three_roles")
def test_a_field_of_work_can_be_chosen(client: Client) -> None:
    text = text_of(client, "/salaries/?field=design-product").partition("Middle half")[2]
    assert "Gamma" in text
    assert "Alpha" not in text
    said = text_of(client, "/salaries/?field=fishing")
    assert "Field: “fishing” is no field of work here; it was left out." in said
    assert "Alpha" in said


@pytest.mark.slow
@pytest.mark.usefixtures("three_roles")
def test_a_role_of_another_currency_has_no_bar_on_the_common_scale(client: Client) -> None:
    content = client.get("/salaries/").content.decode()
    assert content.count("picture__median") == 2
    assert "another currency than USD has no picture" in " ".join(content.split())


def test_roles_of_a_wider_place_stand_apart_on_the_same_scale(
    client: Client, market: Market
) -> None:
    market.add(make_role("Alpha"), 12, "DE", pay=yearly(100_000, 120_000))
    market.add(make_role("Beta"), 12, "US", pay=yearly(150_000, 250_000))
    refresh()
    content = client.get("/salaries/?country=DE").content.decode()
    assert "Shown instead" in content
    assert content.count('class="pays"') == 2
    heads = [part.partition("</thead>")[0] for part in content.split('class="pays"')[1:]]
    assert heads[0].partition("<svg")[2] == heads[1].partition("<svg")[2]


def test_roles_without_a_figure_are_grouped_by_the_reason(client: Client, market: Market) -> None:
    market.add(make_role("Alpha"), 3)
    beta, company = make_role("Beta"), make_company()
    for _ in range(10):
        make_listing(roles=(beta,), company=company, pay=yearly(100_000, 120_000))
    refresh()
    text = text_of(client, "/salaries/?country=everywhere")
    assert "Too few postings with pay: Alpha 3 of 3" in text
    assert "Too few employers: Beta 10 of 10 by one of 1" in text


@pytest.mark.slow
@pytest.mark.usefixtures("three_roles")
def test_the_overview_can_be_saved_as_a_picture_and_as_its_numbers(client: Client) -> None:
    svg = client.get("/salaries.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert "What roles pay: United States, all levels" in svg.content.decode()
    assert client.get("/salaries.png").content.startswith(b"\x89PNG")
    rows = list(csv.reader(StringIO(client.get("/salaries.csv").content.decode())))
    assert [row[0] for row in rows[1:]] == ["Alpha", "Gamma"]  # Beta's currency has another scale
    assert client.get("/salaries.gif").status_code == 404
    assert (
        f'content="{settings.SITE_URL}/salaries.png"' in client.get("/salaries/").content.decode()
    )


def test_a_picture_of_nothing_is_its_sentence(client: Client) -> None:
    assert "No range is known" in client.get("/salaries.svg").content.decode()
    assert client.get("/salaries.png").content.startswith(b"\x89PNG")


@pytest.mark.slow
def test_the_open_index_stands_beside_posted_pay_with_a_mark_of_its_own(
    client: Client, market: Market
) -> None:
    alpha, beta = make_role("Alpha"), make_role("Beta")
    market.add(alpha, 12)
    market.add(beta, 12)
    refresh()
    assert "Open index" not in text_of(client, "/salaries/")
    amounts = {"p25": 100_000, "median": 152_000, "p75": 190_000, "n": 30}
    now = timezone.now()
    of_usa = IndexPay(
        role=alpha, year=2025, country="US", currency="USD", imported_at=now, **amounts
    )
    before = IndexPay(
        role=alpha, year=2024, country="US", currency="USD", imported_at=now, **amounts
    )
    other = IndexPay(role=beta, year=2025, country="US", currency="EUR", imported_at=now, **amounts)
    IndexPay.objects.bulk_create([of_usa, before, other])
    content = client.get("/salaries/").content.decode()
    assert content.count('class="is-index"') == 1
    text = text_of(client, "/salaries/")
    assert "index 152K 2025" in text
    assert "never mixed with it: aijobs.net index" in text
    assert "Alpha,126K" in client.get("/salaries.csv").content.decode()
