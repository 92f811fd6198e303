"""``/companies/``: who hires, and one company."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from listings.models import ClosedReason
from listings.transitions import rows
from tests.listings.factories import make_company, make_listing

pytestmark = pytest.mark.django_db


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
    assert '<span class="meta">1<span class="unseen"> opening</span>' in page


def test_an_empty_directory_says_so(client: Client) -> None:
    assert "No company has an opening" in client.get("/companies/").content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "%00"])
def test_any_page_number_is_answered(client: Client, page: str) -> None:
    make_listing()
    assert client.get(f"/companies/?page={page}").status_code == 200


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


def test_queries_do_not_grow_with_rows(client: Client) -> None:
    company = make_company("Umbra")
    for _ in range(12):
        make_listing(company=company)
        make_listing()
    for url in ("/companies/", "/companies/umbra/"):
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        assert len(queries) <= 8, url
