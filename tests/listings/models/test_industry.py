"""A company's industry: its postings carry it, whoever writes either of them."""

import pytest
from django.test import Client

from listings.models import Company, Industry, Listing
from tests.listings.factories import make_city, make_company, make_listing

pytestmark = pytest.mark.django_db


def industry_of(listing: Listing) -> str:
    return Listing.objects.values_list("industry", flat=True).get(pk=listing.pk)


def test_a_posting_has_that_of_its_company() -> None:
    listing = make_listing(company=make_company(industry=Industry.ENERGY))
    assert industry_of(listing) == "energy"


def test_a_changed_industry_is_that_of_all_its_postings() -> None:
    company = make_company(industry=Industry.ENERGY)
    old, other = make_listing(company=company), make_listing(company=make_company())
    Company.objects.filter(pk=company.pk).update(industry=Industry.HEALTH)
    assert (industry_of(old), industry_of(other)) == ("health", "")


def test_a_posting_that_moves_to_another_company_takes_its_industry() -> None:
    listing = make_listing(company=make_company(industry=Industry.ENERGY))
    Listing.objects.filter(pk=listing.pk).update(company=make_company(industry=Industry.MEDIA))
    assert industry_of(listing) == "media"


def test_nobody_gives_a_posting_another_one() -> None:
    listing = make_listing(company=make_company(industry=Industry.ENERGY))
    listing.industry = Industry.GAMES
    listing.save()
    assert industry_of(listing) == "energy"


def test_openings_can_be_asked_for_by_it(client: Client) -> None:
    make_listing("Grid planner", company=make_company(industry=Industry.ENERGY))
    make_listing("Ward nurse", company=make_company(industry=Industry.HEALTH))
    make_listing("Baker", company=make_company())
    for asked, titles in {
        "industry=energy": {"Grid planner"},
        "industry=energy&industry=none": {"Grid planner", "Baker"},
        "not-industry=energy": {"Ward nurse", "Baker"},
    }.items():
        page = client.get(f"/jobs/?{asked}").content.decode()
        shown = {title for title in ("Grid planner", "Ward nurse", "Baker") if title in page}
        assert shown == titles, asked


def test_the_page_of_a_company_names_it_and_leads_to_others_of_its_kind(client: Client) -> None:
    company = make_company("Umbra", industry=Industry.ENERGY)
    listing = make_listing(company=company, places=(make_city("Kiel", "DE"),))
    page = client.get(company.get_absolute_url()).content.decode()
    assert '<a href="/jobs/?industry=energy">Energy and utilities</a>' in page
    posting = client.get(listing.get_absolute_url()).content.decode()
    assert '"industry": "Energy and utilities"' in posting


def test_the_directory_offers_those_that_hire_and_lists_their_companies(client: Client) -> None:
    make_listing(company=make_company("Umbra", industry=Industry.ENERGY))
    make_listing(company=make_company("Ward", industry=Industry.HEALTH))
    make_company("Idle", industry=Industry.GAMES)
    page = client.get("/companies/?industry=energy").content.decode()
    assert '<option value="energy" selected>Energy and utilities</option>' in page
    assert '<option value="health">Health care</option>' in page
    assert "Games" not in page
    assert ("Umbra" in page, "Ward" in page) == (True, False)
    assert "Ward" in client.get("/companies/?industry=odd").content.decode()
