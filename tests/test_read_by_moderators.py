"""What nobody has approved is read in the admin only by who moderates.

That writers and editors find none of it on any page of the admin: ``test_every_page.py``.
"""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from listings.models import Listing
from tests.board import HIDDEN, Board

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_who_moderates_reads_it() -> None:
    """The search of every page would pass on an admin that shows nothing at all."""
    board = Board()
    moderator = board.client("moderator")
    for listing in board.hidden:
        address = reverse("admin:listings_listing_change", args=[listing.pk])
        assert HIDDEN in moderator.get(address).content.decode()
    found = moderator.get(reverse("admin:listings_listing_changelist"), {"q": HIDDEN})
    assert found.content.decode().count("keeper") >= len(board.hidden)


@pytest.mark.slow
def test_writers_and_editors_look_up_what_readers_see() -> None:
    board = Board()
    for who in ("writer", "editor"):
        page = board.client(who).get(reverse("admin:listings_listing_changelist"))
        assert "Lamp keeper" in page.content.decode()


def test_whom_the_board_writes_to_is_seen_by_who_moderates_alone() -> None:
    board = Board()
    Listing.objects.filter(pk=board.live.pk).update(contact_email="ada@umbra.example")
    page = reverse("admin:listings_listing_change", args=[board.live.pk])
    for who in ("writer", "editor", "moderator"):
        said = board.client(who).get(page).content.decode()
        assert ("ada@umbra.example" in said) == (who == "moderator"), who


@pytest.mark.parametrize(
    ("model", "who", "asked"),
    [
        ("jobboard_outgoingmail", "moderator", "text__contains=QWER-TYUI"),
        ("jobboard_outgoingmail", "moderator", "text__regex=Q"),
        ("listings_listing", "writer", "contact_email__startswith=ada"),
        ("listings_listing", "editor", "submitted_by=1"),
        ("listings_listing", "editor", "submitted_by_id=1"),
        ("jobboard_user", "admin", "password__startswith=argon"),
    ],
)
def test_no_list_is_narrowed_by_what_it_does_not_show(model: str, who: str, asked: str) -> None:
    """A page that finds something, or nothing, would tell it letter by letter."""
    client = Board().client(who)
    address = reverse(f"admin:{model}_changelist")
    assert client.get(address).status_code == 200
    assert client.get(f"{address}?{asked}").status_code == 400


@pytest.mark.slow
def test_nobody_is_led_to_a_row_that_he_may_not_read() -> None:
    board = Board()
    kind = ContentType.objects.get_for_model(Listing).pk
    address = reverse("admin:view_on_site", args=[kind, board.hidden[0].pk])
    for who, status in (("moderator", 302), ("editor", 404), ("owner", 302), ("anonymous", 302)):
        response = board.client(who).get(address)
        assert response.status_code == status, who
        assert (HIDDEN.lower() in response.get("Location", "")) == (who == "moderator")
    for strange in ("x", "0", "9" * 30, "%00"):
        wrong = f"/admin/r/{strange}/{strange}/"
        assert board.client("admin" if strange == "x" else "anonymous").get(wrong).status_code < 500
