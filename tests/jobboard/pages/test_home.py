"""The front page of boards of any size, and the sitemap."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from listings.models import ClosedReason
from listings.transitions import rows
from roles.models import Role
from tests import nursing_board
from tests.listings.factories import make_listing, make_role, yearly
from tests.listings.figures import take_figures
from tests.roles.factories import make_guide, make_profiled_role

pytestmark = pytest.mark.django_db


def page(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_board_invites_and_shows_no_empty_headings(client: Client) -> None:
    text = page(client)
    assert "The first openings will stand here" in text
    for heading in ("Featured", "Newest", ">Roles</h2>", "guide</h2>"):
        assert heading not in text


def test_a_board_has_roles_and_guides_before_it_has_openings(client: Client) -> None:
    make_guide(make_profiled_role("Nurse"), make_role("Midwife"))
    text = page(client)
    assert "The work of a Nurse." in text
    assert "Nurse vs. Midwife" in text
    assert "For you if" in text


@pytest.mark.slow
def test_a_board_of_nurses_shows_its_own_roles_and_guides(client: Client) -> None:
    nursing_board.make_board([])
    text = page(client)
    assert "Nursing jobs in Leeds" in text
    assert "ICU Nurse vs. Theatre Nurse" in text
    assert ">Roles</h2>" in text


@pytest.mark.slow
def test_pay_is_drawn_from_two_roles_with_a_figure_on(client: Client) -> None:
    make_paid(make_role("Nurse"), 60_000)
    take_figures()
    assert "What roles pay" not in page(client)
    make_paid(make_role("Midwife"), 70_000)
    take_figures()
    text = page(client)
    assert "What roles pay: Everywhere" in text
    assert 'href="/salaries/midwife/"' in text


def make_paid(role: Role, least: int) -> None:
    for number in range(12):
        amount = least + 1_000 * number
        make_listing(role.name, roles=(role,), pay=yearly(amount, amount + 10_000))


def test_one_posting_is_enough_for_a_page(client: Client) -> None:
    make_listing("Nurse")
    text = page(client)
    assert "1 opening at 1 company" in text
    assert "Newest" in text
    assert "Featured" not in text
    assert "All 1 opening" not in text


def test_featured_come_first_and_stand_only_once(client: Client) -> None:
    until = timezone.now() + timedelta(days=1)
    make_listing("Nurse", featured_until=until, days_ago=30)
    for number in range(10):
        make_listing(f"Cook {number}")
    text = page(client)
    assert text.index(">Nurse</a>") < text.index("Cook 9")
    assert text.count(">Nurse</a>") == 1
    assert "All 11 openings" in text


def test_roles_with_live_openings_come_before_those_without(client: Client) -> None:
    cook, nurse = make_role("Cook"), make_role("Nurse")
    make_listing("Nurse", roles=(nurse,))
    rows.close(make_listing("Cook", roles=(cook,)), ClosedReason.FILLED)
    text = page(client)
    assert text.index('href="/roles/nurse/"') < text.index('href="/roles/cook/"')
    assert re.search(r'/roles/nurse/">Nurse</a><span\s+class="meta">1<', text)
    assert re.search(r'/roles/cook/">Cook</a></li>', text)


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    def number() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    make_listing(roles=(make_role("Role"),))
    page(client)
    few = number()
    for one in range(12):
        make_listing(roles=(make_role(f"Role {one}"),))
    assert number() == few


@pytest.mark.slow
def test_an_unchanged_page_is_not_sent_again(client: Client) -> None:
    make_listing()
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


class TestSitemap:
    def addresses(self, client: Client, path: str) -> dict[str, str]:
        root = ET.fromstring(client.get(path).content)
        spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
        return {
            row.findtext("s:loc", "", spaces): row.findtext("s:lastmod", "", spaces) for row in root
        }

    def test_the_index_names_one_file_for_each_kind(self, client: Client) -> None:
        make_listing()
        found = {url.rpartition("/")[2] for url in self.addresses(client, "/sitemap.xml")}
        assert {"sitemap-jobs.xml", "sitemap-companies.xml", "sitemap-roles.xml"} <= found

    def test_only_live_and_real_postings_with_the_day_they_changed(self, client: Client) -> None:
        listing = make_listing("Nurse")
        rows.close(make_listing("Gone"), ClosedReason.FILLED)
        make_listing("Demo", is_demo=True)
        found = self.addresses(client, "/sitemap-jobs.xml")
        url = f"http://127.0.0.1:8000{listing.get_absolute_url()}"
        assert found == {url: listing.updated_at.date().isoformat()}

    def test_companies_without_openings_are_left_out(self, client: Client) -> None:
        listing = make_listing()
        rows.close(make_listing(), ClosedReason.FILLED)
        found = self.addresses(client, "/sitemap-companies.xml")
        assert list(found) == [f"http://127.0.0.1:8000{listing.company.get_absolute_url()}"]
