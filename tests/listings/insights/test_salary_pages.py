"""The salary pages: what they show, what they withhold and say, bad input, caching, markup."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jobboard.models import SiteIdentity
from jobboard.site import identity
from listings.insights.statistics.snapshots import refresh
from listings.models import Company, Listing, PayTransparencyRule, Statistic
from listings.pay.money import PayKind
from roles.models import Role
from tests.listings.factories import (
    make_city,
    make_company,
    make_listing,
    make_role,
    yearly,
)
from tests.listings.figures import statements

pytestmark = pytest.mark.django_db


class Market:
    """Postings of one role, dealt out evenly: what one employer pays is alike."""

    def __init__(self, employers: int = 10) -> None:
        self.employers = [make_company() for _ in range(employers)]
        self.cities = {"US": make_city("Austin", "US"), "DE": make_city("Berlin", "DE")}

    def add(self, role: Role, number: int, country: str = "US", **fields: object) -> None:
        for i in range(number):
            pay = yearly(100_000 + 1_000 * i, 140_000 + 1_000 * i)
            make_listing(
                role.name,
                roles=(role,),
                company=self.employers[i * len(self.employers) // number],
                places=(self.cities[country],),
                **{"pay": pay} | fields,  # type: ignore[arg-type]
            )


@pytest.fixture
def market() -> Market:
    return Market()


@pytest.fixture
def role() -> Role:
    return make_role("Data Engineer")


def text_of(client: Client, path: str, status: int = 200) -> str:
    """What a reader of the page reads."""
    response = client.get(path)
    assert response.status_code == status, path
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", response.content.decode()))


def json_ld(client: Client, path: str) -> Iterator[dict[str, object]]:
    content = client.get(path).content.decode()
    for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', content):
        yield json.loads(block)


def test_an_empty_board_says_so(client: Client) -> None:
    assert "No figures yet" in text_of(client, "/salaries/")
    assert b'content="noindex"' in client.get("/salaries/").content
    text_of(client, "/salaries/method/")


def test_a_role_without_postings_has_a_page_that_says_so(client: Client, role: Role) -> None:
    assert "no posting was seen" in text_of(client, "/salaries/data-engineer/")
    assert b'content="noindex"' in client.get("/salaries/data-engineer/").content


def test_a_board_that_thinks_in_hours_shows_them_beside_the_year(
    client: Client, role: Role, market: Market
) -> None:
    market.add(role, 12)
    refresh()
    assert "/ hour" not in text_of(client, "/salaries/data-engineer/")
    SiteIdentity.objects.create(pay_period="hour")
    identity.forget()
    text = text_of(client, "/salaries/data-engineer/")
    identity.forget()  # the next test's board thinks in years again
    assert "USD 126K≈ USD 60.30 / hour" in text


@pytest.mark.parametrize("path", ["/salaries/no-such-role/", "/salaries/x/y/"])
def test_an_unknown_role_is_404(client: Client, path: str) -> None:
    text_of(client, path, 404)


def test_other_methods_are_refused(client: Client, role: Role) -> None:
    for path in ("/salaries/", "/salaries/method/", "/salaries/data-engineer/"):
        assert client.post(path).status_code == 405


def test_a_figure_stands_with_its_sample_date_and_postings(
    client: Client, market: Market, role: Role
) -> None:
    market.add(role, 20)
    refresh()
    text = text_of(client, "/salaries/data-engineer/")
    assert "USD 130K" in text  # 129,500
    assert "20 postings with pay, 10 employers · 95% interval USD 121K to 137K" in text
    assert "Typical range USD 125K to 134Kthe middle half of the midpoints" in text
    assert "A single posting’s own range usually goes 16% below and above its middle." in text
    assert "Levels 20 not stated. No beginners’ pay is known." in text
    assert "20 of 20 (100%) of these postings say what they pay." in text
    assert "this board has seen postings since" in text
    content = client.get("/salaries/data-engineer/").content.decode()
    assert "/jobs/?role=data-engineer&amp;has_salary=true&amp;country=US" in content
    assert "noindex" not in content
    assert "USD 130K" in text_of(client, "/salaries/")


def test_a_cell_too_small_says_how_many(client: Client, market: Market, role: Role) -> None:
    market.add(role, 3)
    market.add(role, 4, pay=None)
    refresh()
    assert "Too few postings with pay: Data Engineer 3 of 7" in text_of(client, "/salaries/")
    assert "too few postings with pay: 3 of 7" in text_of(client, "/salaries/data-engineer/")
    for path in ("/salaries/", "/salaries/data-engineer/"):
        assert b'content="noindex"' in client.get(path).content


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((5, 5), "2 employers behind 10 postings with pay, 5 of them of one employer"),
        ((9, 2, 2, 2, 2), "5 employers behind 17 postings with pay, 9 of them of one employer"),
    ],
)
def test_other_reasons_are_named(
    client: Client, role: Role, shares: tuple[int, ...], said: str
) -> None:
    for share in shares:
        company = make_company()
        for _ in range(share):
            make_listing(roles=(role,), company=company, pay=yearly(100_000, 120_000))
    refresh()
    assert said in text_of(client, "/salaries/data-engineer/?country=everywhere")


def test_a_missing_country_falls_back_openly(client: Client, market: Market, role: Role) -> None:
    market.add(role, 12)
    market.add(role, 2, "DE")
    refresh()
    text = text_of(client, "/salaries/data-engineer/?country=DE")
    assert "Germany, all levels: too few postings with pay: 2 of 2." in text
    assert "Shown instead: Everywhere, all levels" in text
    index = text_of(client, "/salaries/?country=DE")
    assert "Germany, all levels: too few postings with pay for these roles." in index


@pytest.mark.slow
def test_a_missing_level_falls_back_within_the_country_first(
    client: Client, market: Market, role: Role
) -> None:
    market.add(role, 12, "DE")
    market.add(role, 14, "US", level="senior")
    refresh()
    text = text_of(client, "/salaries/data-engineer/?country=DE&level=senior")
    assert "Germany, senior: no posting was seen. Shown instead: Germany, all levels" in text


@pytest.mark.slow
def test_what_was_left_out_is_counted(client: Client, market: Market, role: Role) -> None:
    market.add(role, 12)
    market.add(role, 2, pay=yearly(50_000, 60_000, "EUR"))
    market.add(role, 1, pay=yearly(50_000, 200_000))
    market.add(role, 3, pay=None)
    refresh()
    text = text_of(client, "/salaries/data-engineer/")
    assert "18 postings of this role were seen" in text
    assert "3 postings: no pay is given" in text
    assert "2 postings: pay in another currency than USD" in text
    assert "1 posting: the minimum only: one end, or ends over 3 × apart" in text


def test_where_few_say_what_they_pay_the_markets_median_is_unknown(
    client: Client, market: Market, role: Role
) -> None:
    market.add(role, 12)
    market.add(role, 12, pay=None)
    refresh()
    said = "the market’s median is unknown, and this is that of those who say"
    assert said not in text_of(client, "/salaries/data-engineer/")
    market.add(role, 1, pay=None)
    refresh()
    assert said in text_of(client, "/salaries/data-engineer/")


@pytest.mark.slow
def test_levels_and_beginners_pay_stand_beside_a_median_of_all_levels(
    client: Client, market: Market, role: Role
) -> None:
    market.add(role, 10, level="entry", pay=yearly(60_000, 70_000))
    market.add(role, 11, level="senior")
    market.add(role, 4)
    refresh()
    text = text_of(client, "/salaries/data-engineer/")
    assert "Levels 10 entry, 11 senior, 4 not stated. Beginners: USD 65K, the median of 10" in text
    assert "Levels 1" not in text_of(client, "/salaries/data-engineer/?level=senior")


def test_other_kinds_of_pay_stand_beside_the_base_pay(
    client: Client, market: Market, role: Role
) -> None:
    market.add(role, 12)
    target = replace(yearly(200_000, 220_000), kind=PayKind.ON_TARGET)
    market.add(role, 10, pay=target)
    refresh()
    text = text_of(client, "/salaries/data-engineer/")
    assert "10 postings: another kind of pay, such as on-target pay: a series of its own" in text
    assert "On-target pay: median USD 210K, typical range USD 210K to 210K; 10 postings" in text
    lines = client.get("/salaries/data-engineer.csv").content.decode().splitlines()
    assert {row["series"] for row in csv.DictReader(lines)} == {"posted", "on-target"}


def test_what_a_law_on_pay_changes_is_told(client: Client, market: Market, role: Role) -> None:
    PayTransparencyRule.objects.update(is_on=False)
    PayTransparencyRule.objects.filter(region_code="").exclude(country="US").delete()
    market.add(role, 12)
    market.add(role, 3, "DE", pay=None)
    PayTransparencyRule.objects.create(
        jurisdiction="Germany", law="Invented", country="DE", since_on="2020-01-01",
        demands=["pay"], why="All.", quote="§", source_url="https://law.example/", is_on=True,
        source_on="2020-01-01", checked_on="2020-01-01",
    )  # fmt: skip
    refresh()
    text = text_of(client, "/salaries/data-engineer/?country=everywhere")
    assert (
        "12 of 15 (80%) of these postings say what they pay: 0 of 3 (0%) where a law asks for "
        "pay in the advertisement, 12 of 12 (100%) elsewhere."
    ) in text


@pytest.mark.first(3)
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("country=zz", "Country: “zz” is no country"),
        ("country=EU", "Country: “EU” is no country"),
        ("level=wizard", "Level: “wizard” is no level"),
        ("level=senior&level=entry", "Level: “entry” is one too many"),
        ("country=%00%FF<script>", "Country: "),
        ("sort=beauty", "Order: “beauty” is no order"),
    ],
)
def test_a_bad_value_is_named_and_ignored(
    client: Client, market: Market, role: Role, query: str, said: str
) -> None:
    market.add(role, 12)
    refresh()
    for path in ("/salaries/", "/salaries/data-engineer/"):
        if "sort" in query and path != "/salaries/":
            continue
        response = client.get(f"{path}?{query}")
        content = response.content.decode()
        assert response.status_code == 200
        assert said in content
        assert "<script>" not in content.partition("<main")[2]
        assert "USD 126K" in content


@pytest.mark.slow
def test_pages_answer_304_until_a_figure_changes(
    client: Client, market: Market, role: Role
) -> None:
    market.add(role, 12)
    refresh()
    paths = ("/salaries/", "/salaries/data-engineer/?country=DE", "/salaries/method/")
    seen = {path: client.get(path).headers for path in paths}
    refresh()
    for path in paths:
        again = client.get(path, headers={"if-none-match": seen[path]["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    market.add(role, 1)
    refresh(timezone.now() + timedelta(days=1))
    for path in paths:
        again = client.get(path, headers={"if-none-match": seen[path]["ETag"]})
        assert again.status_code == 200, path


@pytest.mark.slow
def test_a_removed_role_leaves_no_stale_page(client: Client, market: Market, role: Role) -> None:
    market.add(role, 12)
    refresh()
    make_role("Later")
    etag = client.get("/salaries/").headers["ETag"]
    Listing.objects.all().delete()
    role.delete()
    assert client.get("/salaries/", headers={"if-none-match": etag}).status_code == 200


@pytest.mark.slow
def test_markup_equals_what_the_page_shows(client: Client, role: Role) -> None:
    Market(employers=20).add(role, 50)
    refresh()
    blocks = {block["@type"]: block for block in json_ld(client, "/salaries/data-engineer/")}
    salary = blocks["Occupation"]["estimatedSalary"]
    assert salary == {
        "@type": "MonetaryAmountDistribution",
        "name": "posted pay",
        "currency": "USD",
        "duration": "P1Y",
        "median": 145_000.0,  # 144,500 to three digits
        "percentile10": 125_000.0,
        "percentile25": 132_000.0,
        "percentile75": 157_000.0,
        "percentile90": 164_000.0,
    }
    place = blocks["Occupation"]["occupationLocation"]
    assert place == {"@type": "Country", "name": "United States"}
    assert "BreadcrumbList" in blocks


def test_invented_figures_are_labelled_and_kept_from_search_engines(
    client: Client, market: Market, role: Role
) -> None:
    market.add(role, 10, is_demo=True)
    refresh()
    for path in ("/salaries/", "/salaries/data-engineer/"):
        content = client.get(path).content.decode()
        assert "A demonstration" in content
        assert 'content="noindex"' in content
        assert "Occupation" not in content


def test_the_number_of_queries_is_small_and_does_not_grow(client: Client, market: Market) -> None:
    for number in range(12):
        market.add(make_role(f"Role {number}"), 10, level="senior")
    market.add(make_role("Other"), 10, "DE", pay=yearly(50_000, 60_000, "EUR"))
    refresh()
    paths = (
        "/salaries/?sort=pay&country=DE&level=senior",
        "/salaries/role-1/",
        "/salaries/method/",
    )
    for path in paths:
        assert statements(client, path) <= 12


def test_the_method_names_the_thresholds_of_the_code(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("listings.insights.statistics.pay_cells.MIN_FOR_TENTHS", 77)
    text = text_of(client, "/salaries/method/")
    assert "from 77" in text
    assert "5 effective" in text
    assert "hour × 2,080" in text


@pytest.mark.slow
def test_superseded_figures_are_never_shown(client: Client, market: Market, role: Role) -> None:
    market.add(role, 12)
    refresh()
    Company.objects.update(blocked_at="2026-01-01T00:00:00Z")
    refresh()
    assert Statistic.objects.published().exists()
    assert "USD" not in text_of(client, "/salaries/data-engineer/")


@pytest.mark.slow
def test_a_board_whose_postings_left_is_empty_again(
    client: Client, market: Market, role: Role
) -> None:
    market.add(role, 12, is_demo=True)
    refresh()
    Listing.objects.all().delete()
    refresh()
    text = text_of(client, "/salaries/")
    assert "No figures yet" in text
    assert "A demonstration" not in text


@pytest.mark.slow
def test_a_country_without_postings_on_a_thin_board_says_so(
    client: Client, market: Market, role: Role
) -> None:
    market.add(role, 3)
    refresh()
    assert "Japan, all levels: no posting was seen" in text_of(client, "/salaries/?country=JP")
    assert "Japan, all levels: no posting" in text_of(client, "/salaries/data-engineer/?country=jp")


def test_every_published_figure_of_a_role_can_be_downloaded(
    client: Client, role: Role, market: Market
) -> None:
    market.add(role, 12)
    market.add(role, 2, "DE")
    refresh()
    lines = client.get("/salaries/data-engineer.csv").content.decode().splitlines()
    rows = list(csv.DictReader(lines))
    assert [(row["country"], row["n"]) for row in rows] == [("", "14"), ("US", "12")]
    assert rows[1]["median"] == "125500.00"
    found = client.get("/salaries/data-engineer.json?country=US").json()["figures"]
    assert [(one["median"], one["p10"], one["n"]) for one in found] == [(125_500.0, None, 12)]
    assert client.get("/salaries/nobody.csv").status_code == 404
