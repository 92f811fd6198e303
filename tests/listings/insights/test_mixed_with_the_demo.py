"""A board on which the demo's postings stand beside real ones says what its figures are made of."""

import re

import pytest
from django.core.management import call_command
from django.test import Client

from listings.models import Listing
from roles.models import Role
from tests.database import copied
from tests.listings.factories import make_company, make_listing, make_role, yearly
from tests.roles.factories import make_guide

pytestmark = pytest.mark.django_db


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
@copied
def mixed() -> None:
    """Twelve real postings and three invented ones of one role, with figures taken."""
    role = make_role("Nurse")
    for number in range(12):
        company = make_company(f"Real {number}")
        make_listing("Nurse", company=company, roles=(role,), pay=yearly(50_000, 60_000))
    demo = make_company("Made up", is_demo=True)
    for _ in range(3):
        make_listing("Nurse", company=demo, roles=(role,), is_demo=True, pay=yearly(90_000, 99_000))
    call_command("refresh_statistics", verbosity=0)


@pytest.mark.usefixtures("mixed")
class TestMixed:
    def test_every_page_of_figures_says_what_it_leaves_out(self, client: Client) -> None:
        for path in ("/salaries/", "/salaries/nurse/", "/roles/nurse/demand/"):
            page = words_of(client.get(f"{path}?country=everywhere").text)
            assert "3 of its 15 openings are invented" in page, path
            assert "in none of these figures, which are made of real postings alone" in page, path

    def test_a_role_and_a_guide_say_how_many_of_their_openings_are(self, client: Client) -> None:
        guide = make_guide(Role.objects.get(name="Nurse"), make_role("Midwife"))
        for path in ("/roles/nurse/", guide.get_absolute_url()):
            page = words_of(client.get(f"{path}?country=everywhere").text)
            assert "3 of these 15 openings are the demonstration’s, invented" in page, path
        page = words_of(client.get("/roles/nurse/?country=everywhere").text)
        assert "Figures here are made of real postings alone." in page

    def test_a_guide_of_the_demonstration_does_not_call_the_real_ones_made_up(
        self, client: Client
    ) -> None:
        guide = make_guide(Role.objects.get(name="Nurse"), make_role("Midwife"), is_demo=True)
        page = words_of(client.get(f"{guide.get_absolute_url()}?country=everywhere").text)
        assert "A demonstration stands beside real postings here" in page
        assert "these companies and their postings are made up" not in page

    def test_a_list_marks_them(self, client: Client) -> None:
        page = client.get("/jobs/").text
        assert page.count(">Invented</span>") == 3
        assert "3 of the 15 postings on this page are the demonstration’s" in words_of(page)

    def test_lists_of_companies_and_roles_say_so_above(self, client: Client) -> None:
        for path in ("/companies/", "/roles/"):
            page = words_of(client.get(path).text)
            assert "A demonstration stands beside real postings here" in page, path
        assert client.get("/companies/").text.count(">Invented</span>") == 1


def test_a_board_without_a_demo_says_nothing_of_it(client: Client) -> None:
    make_listing("Nurse", roles=(make_role("Nurse"),))
    make_guide(Role.objects.get(name="Nurse"), make_role("Midwife"))
    for path in (
        "/",
        "/jobs/",
        "/companies/",
        "/guides/",
        "/salaries/",
        "/roles/",
        "/roles/nurse/",
    ):
        assert "nvented" not in client.get(path).text, path


def test_a_demo_alone_says_that_all_of_it_is_made_up(client: Client) -> None:
    demo = make_company("Made up", is_demo=True)
    make_listing("Nurse", company=demo, roles=(make_role("Nurse"),), is_demo=True)
    for path in ("/", "/jobs/", "/companies/", "/roles/", "/roles/nurse/", demo.get_absolute_url()):
        page = words_of(client.get(path).text)
        assert "these companies and their postings are made up" in page, path
        assert "Invented" not in page, path


def test_a_list_of_guides_whose_pay_is_made_up_says_so(client: Client) -> None:
    role = make_role("Nurse")
    make_guide(role, make_role("Midwife"))
    for number in range(12):
        company = make_company(f"Made up {number}", is_demo=True)
        make_listing(
            "Nurse", company=company, roles=(role,), is_demo=True, pay=yearly(50_000, 60_000)
        )
    call_command("refresh_statistics", verbosity=0)
    assert "these companies and their postings are made up" in words_of(client.get("/guides/").text)


@pytest.mark.usefixtures("mixed")
def test_when_the_last_invented_posting_is_gone_the_figures_say_nothing(client: Client) -> None:
    Listing.objects.filter(is_demo=True).delete()
    for path in ("/salaries/", "/salaries/nurse/", "/roles/nurse/demand/", "/roles/nurse/"):
        assert "nvented" not in client.get(f"{path}?country=everywhere").text, path
