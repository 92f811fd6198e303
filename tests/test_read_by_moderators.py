"""What nobody has approved is read in the admin only by who moderates.

Every address of the admin is asked for with every row, by everybody who may enter; a new page, list
or search is tried as soon as it exists.
"""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from listings.models import Company, Listing
from tests import every_address
from tests.board import HIDDEN, WORD, Board

pytestmark = pytest.mark.django_db


def questions() -> Iterator[str]:
    """Lists with a search, autocomplete of each field, and the way to each row's page."""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        for query in (f"q={WORD}", "q=keeper", "o=-1", "_popup=1"):
            yield f"{reverse(name)}?{query}"
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if field.is_relation:
                asked = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}"
                yield f"{reverse('admin:autocomplete')}?term=&{asked}&field_name={field.name}"
    for kind in (Listing, Company):
        content_type = ContentType.objects.get_for_model(kind).pk
        for row in kind._default_manager.values_list("pk", flat=True):
            yield reverse("admin:view_on_site", args=[content_type, row])


def answers(client: Client) -> Iterator[tuple[str, str]]:
    """Each answer, with its headers."""
    for address in (*every_address.of_admin(every_row=True), *questions()):
        response = client.get(address)
        said = b"".join(response) if response.streaming else response.content
        yield address, f"{response.headers} {said.decode(errors='replace')}"


@pytest.mark.parametrize("who", ["writer", "editor"])
def test_who_does_not_moderate_reads_nothing_unapproved(who: str) -> None:
    board = Board()
    client = board.client(who)
    tried = 0
    for address, said in answers(client):
        assert HIDDEN.casefold() not in said.casefold(), address
        tried += 1
    assert tried > 200


def test_who_moderates_reads_it(client: Client) -> None:
    """The test above would pass on an admin that shows nothing at all."""
    board = Board()
    moderator = board.client("moderator")
    for listing in board.hidden:
        address = reverse("admin:listings_listing_change", args=[listing.pk])
        assert HIDDEN in moderator.get(address).content.decode()
    found = moderator.get(reverse("admin:listings_listing_changelist"), {"q": HIDDEN})
    assert found.content.decode().count("keeper") >= len(board.hidden)


def test_writers_and_editors_look_up_what_readers_see() -> None:
    board = Board()
    for who in ("writer", "editor"):
        page = board.client(who).get(reverse("admin:listings_listing_changelist"))
        assert "Lamp keeper" in page.content.decode()


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
