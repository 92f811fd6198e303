"""Years of experience and degree of a posting, corrected by hand."""

import pytest
from django.test import Client
from django.urls import reverse

from listings.models import EventKind, Listing
from tests.admin_pages import as_typed

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_a_correction_is_kept_from_a_sync_and_stands_in_the_ledger(
    moderator: Client, listing: Listing
) -> None:
    url = reverse("admin:listings_listing_change", args=[listing.pk])
    moderator.post(url, as_typed(moderator, url, years_asked="3", degree_asked="welcome"))
    listing.refresh_from_db()
    assert (listing.years_asked, listing.degree_asked) == (3, "welcome")
    assert listing.edited_fields == ["degree_asked", "years_asked"]
    assert listing.events.get(kind=EventKind.EDITED).fields == ["years_asked", "degree_asked"]


@pytest.mark.slow
def test_more_years_than_a_working_life_are_refused(moderator: Client, listing: Listing) -> None:
    url = reverse("admin:listings_listing_change", args=[listing.pk])
    response = moderator.post(url, as_typed(moderator, url, years_asked="50"))
    assert response.status_code == 200
    assert "At most 30 years of experience." in response.content.decode()
