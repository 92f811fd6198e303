"""What a person edited can be given back to the source that a posting comes from."""

from typing import Any

import pytest
from django.test import Client

from listings.models import EventKind, Listing, SourceRecord
from roles.models import Role
from tests.admin_pages import address, opened
from tests.listings.factories import make_city, make_listing
from tests.listings.importers.boards import job, run
from tests.listings.searched import found

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing(db: None) -> Listing:
    """A posting of a board, of which a person has changed nearly everything."""
    Role.objects.create(name="Data Engineer", slug="data-engineer")
    run(job(1, title="Senior Data Engineer"))
    return Listing.objects.get()


def edited(client: Client, listing: Listing) -> None:
    place = make_city("Kiel", "DE")
    changes: dict[str, Any] = {
        "title": "Tide Keeper",
        "department": "Lamps",
        "pay_maximum": "90000",
        "roles": [],
        "listing_places-0-place": place.pk,
    }
    sent = opened(client, listing, **changes)
    assert client.post(address(listing), sent).status_code == 302
    listing.refresh_from_db()
    assert {"title", "department", "pay_maximum", "roles", "places"} <= set(listing.edited_fields)


def given_back(client: Client, listing: Listing, *keys: str) -> str:
    answer = client.post(address(listing), opened(client, listing, give_back=keys), follow=True)
    assert answer.redirect_chain, answer.context["errors"]
    listing.refresh_from_db()
    return " ".join(str(one) for one in answer.context["messages"])


@pytest.mark.slow
def test_edited_parts_are_offered_and_set_at_once_from_the_kept_answer(
    moderator: Client, listing: Listing
) -> None:
    edited(moderator, listing)
    offered = dict(
        moderator.get(address(listing)).context["adminform"].form["give_back"].field.choices
    )
    assert offered == {
        "title": "Title",
        "department": "Department",
        "pay_text": "Pay",
        "places": "Places",
        "roles": "Roles",
    }
    said = given_back(moderator, listing, "title", "pay_text", "places", "roles")
    assert "Given back to ashby:tides: Title, Pay, Places, Roles. It is set at once." in said
    assert listing.title == "Senior Data Engineer"
    assert listing.pay_display == "EUR 60K – 80K / year"
    assert [place.city for place in listing.places.all()] == ["Berlin"]
    assert [role.slug for role in listing.roles.all()] == ["data-engineer"]
    assert listing.department == "Lamps"
    assert listing.edited_fields == ["department"]
    assert found("heading", "senior").get() == listing
    assert listing.events.filter(kind=EventKind.PAY_CHANGED).count() == 2


@pytest.mark.slow
def test_the_next_sync_sets_what_was_given_back_and_leaves_the_rest(
    moderator: Client, listing: Listing
) -> None:
    edited(moderator, listing)
    given_back(moderator, listing, "title")
    run(job(1, title="Lead Data Engineer", department="Tides"))
    listing.refresh_from_db()
    assert (listing.title, listing.department) == ("Lead Data Engineer", "Lamps")


@pytest.mark.slow
def test_without_a_kept_answer_the_next_sync_sets_it(moderator: Client, listing: Listing) -> None:
    edited(moderator, listing)
    SourceRecord.objects.all().delete()
    assert "by the next sync" in given_back(moderator, listing, "title")
    assert listing.title == "Tide Keeper"
    assert "title" not in listing.edited_fields


@pytest.mark.slow
def test_what_has_no_source_or_no_edit_has_nothing_to_give_back(
    moderator: Client, listing: Listing
) -> None:
    for row in (listing, make_listing("Cook", edited_fields=["title"])):
        assert 'name="give_back"' not in moderator.get(address(row)).text
    edited(moderator, listing)
    page = moderator.post(address(listing), opened(moderator, listing, give_back=["level"]))
    assert page.status_code == 200
    assert page.context["errors"]
