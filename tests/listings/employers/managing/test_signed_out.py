"""Buttons of one's own postings, pressed by whoever has signed out meanwhile."""

import pytest
from django.test import Client
from django.urls import reverse

from listings.models import ListingEvent
from tests.listings.employers.managing.postings import live, signed_in

pytestmark = pytest.mark.django_db

BUTTONS = ("edit", "open", "close", "undo", "extend", "contact", "withdraw-edit", "copy", "again")


@pytest.mark.parametrize("button", [*BUTTONS, "comment"])
def test_it_leads_by_the_door_to_the_page_with_the_button(client: Client, button: str) -> None:
    listing = live()
    before = ListingEvent.objects.count()
    own, url = (reverse(f"own-posting{name}", args=[listing.pk]) for name in ("", f"-{button}"))
    response = client.post(url, {"reason": "filled", "days": "60"}, follow=True)
    assert response.redirect_chain[0][0] == f"/accounts/sign-in/?next={own}"
    assert "You are signed out, so nothing was done" in response.text
    assert ListingEvent.objects.count() == before


@pytest.mark.parametrize("button", [*BUTTONS, "comment"])
def test_its_address_alone_shows_a_page_and_does_nothing(button: str) -> None:
    listing, client = live(), signed_in()
    before = ListingEvent.objects.count()
    response = client.get(reverse(f"own-posting-{button}", args=[listing.pk]), follow=True)
    assert response.status_code == 200
    assert listing.title in response.text
    assert ListingEvent.objects.count() == before
