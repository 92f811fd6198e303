"""``/companies/``: who hires, and one company."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from listings.models import ClosedReason, Company
from listings.search.directory import MOST_OPTIONS
from listings.transitions import rows
from tests.database import copied
from tests.listings.factories import make_city, make_company, make_listing, make_role, yearly
from tests.listings.figures import statements

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_the_directory_lists_companies_with_openings_by_folded_name(client: Client) -> None:
    for name in ("Zeta", "Äon", "9 Lives"):
        make_listing(company=make_company(name))
    make_company("Silent")
    page = client.get("/companies/").content.decode()
    assert page.index("9 Lives") < page.index("Äon") < page.index("Zeta")
    assert "Silent" not in page
    assert "3 companies" in page


def test_the_directory_counts_live_openings_only(client: Client) -> None:
    company = make_company("Umbra")
    make_listing(company=company)
    rows.close(make_listing(company=company), ClosedReason.FILLED)
    make_listing(company=company, is_open_application=True)
    page = client.get("/companies/").content.decode()
    assert "<b>1 opening</b>" in page


def test_an_empty_directory_says_so(client: Client) -> None:
    assert "No company has an opening" in client.get("/companies/").content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "%00"])
def test_any_page_number_is_answered(client: Client, page: str) -> None:
    make_listing()
    assert client.get(f"/companies/?page={page}").status_code == 200


def test_what_is_no_industry_order_or_page_is_named_and_left_out(client: Client) -> None:
    company = make_listing().company
    page = client.get("/companies/?industry=witchcraft&sort=size&page=9").text
    assert "Industry: “witchcraft” is no value of this list; it was left out." in page
    assert "Order: “size” is no value of this list; it was left out." in page
    assert "There is no page 9: this is page 1." in page
    assert "1 company with openings now" in " ".join(page.split())
    assert (
        "There is no page x: this is page 1."
        in client.get(f"{company.get_absolute_url()}?page=x").text
    )
    for path in ("/companies/", "/companies/?page=1&sort=name", company.get_absolute_url()):
        assert "notice" not in client.get(path).text


def test_a_company_shows_its_openings_and_its_open_applications_apart(client: Client) -> None:
    company = make_company("Umbra", website="https://umbra.example")
    make_listing("Nurse", company=company)
    make_listing("Talent pool", company=company, is_open_application=True)
    page = client.get("/companies/umbra/").content.decode()
    assert "1 opening" in page
    assert page.index("Nurse") < page.index("Open applications") < page.index("Talent pool")


def test_a_company_without_openings_keeps_its_page(client: Client) -> None:
    make_company("Umbra")
    response = client.get("/companies/umbra/")
    assert response.status_code == 200
    assert b"None at the moment" in response.content
    assert b"noindex" in response.content


def test_blocked_and_unknown_companies_are_not_found(client: Client) -> None:
    make_company("Umbra", blocked_at=timezone.now())
    assert client.get("/companies/umbra/").status_code == 404
    assert client.get("/companies/nobody/").status_code == 404


def names(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/companies/{query}").content.decode()
    return re.findall(r'card__title"><a href="[^"]+">([^<]+)', page)


class TestTheDirectory:
    def test_most_openings_come_first_or_names_if_one_likes(self, client: Client) -> None:
        zeta = make_company("Zeta")
        make_listing(company=make_company("Alpha"))
        for _ in range(2):
            make_listing(company=zeta)
        assert names(client) == ["Zeta", "Alpha"]
        assert names(client, "?sort=name") == ["Alpha", "Zeta"]

    @pytest.mark.parametrize("q", ["umb", "UMBRA g", "ümbra", " umbra  gmbh "])
    def test_it_is_searched_by_name(self, client: Client, q: str) -> None:
        for name in ("Umbra GmbH", "Other"):
            make_listing(company=make_company(name))
        assert names(client, f"?q={q}") == ["Umbra GmbH"]

    def test_a_name_that_nobody_has_leads_on(self, client: Client) -> None:
        make_listing()
        page = client.get("/companies/?q=a%26b<").content.decode()
        assert "has “a&amp;b&lt;” in its name" in page
        assert 'href="/jobs/?q=a%26b%3C"' in page

    def test_a_name_that_nobody_of_an_industry_has_names_the_industry(self, client: Client) -> None:
        make_listing(company=make_company("Umbra", industry="energy"))
        make_listing(company=make_company("Other", industry="games"))
        found = " ".join(client.get("/companies/?q=other&industry=energy").text.split())
        assert "No company with openings in Energy and utilities has “other” in its name." in found
        assert 'href="/companies/?q=other">The same in all industries</a>' in found
        assert "1 company in Energy and utilities with openings now" in " ".join(
            client.get("/companies/?industry=energy").text.split()
        )

    def test_a_line_says_what_for_where_and_whether_pay_is_stated(self, client: Client) -> None:
        umbra, nurse, cook = make_company("Umbra"), make_role("Nurse"), make_role("Cook")
        paris, bonn = make_city("Paris", "FR"), make_city("Bonn", "DE")
        for number in range(2):
            make_listing(company=umbra, roles=(nurse,), places=(paris,), days_ago=number + 1)
        make_listing(
            company=umbra,
            roles=(cook,),
            places=(bonn,),
            pay=yearly(1_000, 2_000),
            workplaces=["remote", "onsite"],
            remote_scope="anywhere",
        )
        page = " ".join(client.get("/companies/").content.decode().split())
        assert re.search("Hires for</span> <a.*?>Nurse</a> <a.*?>Cook</a>", page)
        assert 'href="/jobs/?company=umbra&amp;role=nurse"' in page
        assert "Remote, Paris, Bonn" in page
        assert "<b>3 openings</b> · 33% state pay" in page

    def test_cities_of_one_name_are_named_once(self, client: Client) -> None:
        places = tuple(make_city("London", country) for country in ("GB", "CA", "US"))
        make_listing(company=make_company("Umbra"), places=(*places, make_city("Bonn", "DE")))
        page = " ".join(client.get("/companies/").content.decode().split())
        assert "<span>Bonn, London</span>" in page

    @pytest.mark.slow
    def test_it_is_paged_and_keeps_what_was_asked(self, client: Client) -> None:
        for number in range(51):
            make_listing(company=make_company(f"Umbra {number:02}"))
        make_listing(company=make_company("Other"))
        assert names(client, "?q=umbra&page=2") == ["Umbra 50"]
        assert "?q=umbra&amp;page=2" in client.get("/companies/?q=umbra").content.decode()

    def test_only_the_plain_first_page_is_indexed(self, client: Client) -> None:
        make_listing()
        assert b"noindex" not in client.get("/companies/").content
        assert b"noindex" in client.get("/companies/?q=comp").content


class TestFiltersOfACompany:
    @pytest.fixture(autouse=True)
    @copied
    def umbra(self) -> None:
        company, nurse, cook = make_company("Umbra"), make_role("Nurse"), make_role("Cook")
        lyon, bonn = make_city("Lyon", "FR"), make_city("Bonn", "DE")
        for number in range(25):
            make_listing(
                f"Nurse {number:02}",
                company=company,
                roles=(nurse,),
                places=(lyon,),
                level="mid",
                days_ago=number + 1,
            )
        make_listing("Cook", company=company, roles=(cook,), places=(bonn,), level="senior")
        make_listing("Elsewhere", roles=(cook,), places=(bonn,))

    def text(self, client: Client, query: str = "") -> str:
        response = client.get(f"/companies/umbra/{query}")
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    @pytest.mark.slow
    def test_role_city_and_level_can_be_chosen_with_their_numbers(self, client: Client) -> None:
        page = self.text(client)
        places = ("Lyon, FR (25)", "Bonn, DE (1)")
        for option in ("Nurse (25)", "Cook (1)", *places, "Mid (25)", "Senior (1)"):
            assert f">{option}</option>" in page

    @pytest.mark.slow
    def test_of_very_many_places_the_most_frequent_and_the_chosen_one_are_there(
        self, client: Client
    ) -> None:
        umbra = Company.objects.get(name="Umbra")
        towns = tuple(make_city(f"Town {number:02}", "FR") for number in range(MOST_OPTIONS))
        make_listing("Everywhere", company=umbra, places=towns)
        page = self.text(client, "?city=town-49-fr")
        assert "Lyon, FR (25)" in page
        assert "Town 47, FR (1)" in page
        assert "Town 48, FR (1)" not in page
        assert 'value="town-49-fr" selected' in page

    @pytest.mark.parametrize("query", ["?role=cook", "?city=bonn-de", "?level=senior"])
    def test_a_choice_shows_those_that_meet_it(self, client: Client, query: str) -> None:
        page = self.text(client, query)
        assert "1 opening that meets your choice" in page
        assert ">Cook</a></h3>" in page
        assert "Nurse 00" not in page
        assert "Elsewhere" not in page
        assert "noindex" in page

    def test_choices_without_a_result_say_so(self, client: Client) -> None:
        assert "None of its openings meets" in self.text(client, "?role=cook&level=mid")

    def test_what_is_no_choice_is_named(self, client: Client) -> None:
        page = self.text(client, "?level=wizard&role=x")
        assert "Level: “wizard”" in page
        assert "26 openings" in page

    def test_openings_are_paged(self, client: Client) -> None:
        assert "Nurse 24" not in self.text(client)
        page = self.text(client, "?role=nurse&page=2")
        assert "Nurse 24" in page
        assert "page 2 of 2" in page

    def test_few_openings_need_no_filters(self, client: Client) -> None:
        make_listing(company=make_company("Small"))
        assert "Any</option>" not in client.get("/companies/small/").content.decode()


def test_queries_do_not_grow_with_rows(client: Client) -> None:
    def numbers() -> list[int]:
        urls = ("/companies/", "/companies/umbra/", "/companies/umbra/?role=nurse")
        return [statements(client, url) for url in urls]

    company, nurse, lyon = make_company("Umbra"), make_role("Nurse"), make_city("Lyon", "FR")
    for _ in range(8):
        make_listing(company=company, roles=(nurse,), places=(lyon,))
    client.get("/companies/")
    few = numbers()
    for _ in range(8):
        make_listing(company=company, roles=(nurse,), places=(lyon,))
        make_listing(places=(lyon,), roles=(nurse,))
    assert numbers() == few
    assert max(few) <= 12
