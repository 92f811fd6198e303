"""Postings with an employer, signed in."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobboard.models import User
from listings.employers.services import become_posting
from listings.models import Listing
from listings.transitions import rows
from tests.listings.employers.typed import typed
from tests.listings.factories import make_draft

EMAIL = "ada@umbra.example"


def sent(**changes: Any) -> Listing:
    """A posting in the queue, as it comes from the form."""
    data = typed(email=EMAIL, **changes)
    return become_posting(make_draft(data=data, email=EMAIL), EMAIL)


def live(*, ends_in: float | None = None, **changes: Any) -> Listing:
    """A public one; it ends in so many days and began thirty days before that."""
    listing = sent(**changes)
    rows.approve(listing)
    if ends_in is not None:
        ends = timezone.now() + timedelta(days=ends_in)
        Listing.objects.filter(pk=listing.pk).update(
            expires_at=ends,
            posted_at=ends - timedelta(days=30),
            verified_at=ends - timedelta(days=30),
        )
        listing.refresh_from_db()
    return listing


def employer() -> User:
    return User.objects.get_or_create(email=EMAIL)[0]


def signed_in(user: User | None = None) -> Client:
    client = Client()
    client.force_login(user or employer())
    return client


def press(client: Client, listing: Listing, button: str, **data: str) -> Any:
    """Press a button of a posting's page."""
    url = reverse(f"own-posting-{button}", args=[listing.pk])
    return client.post(url, data, follow=True)


def page(client: Client, listing: Listing) -> str:
    return client.get(reverse("own-posting", args=[listing.pk])).content.decode()
