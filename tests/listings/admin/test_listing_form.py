"""Editing a posting by hand."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from listings.models import EventKind, Listing, ListingPlace, Place, Skill, Workplace
from roles.models import Role
from tests.admin_pages import address, as_typed, errors
from tests.listings.admin.conftest import MakeListing
from tests.listings.searched import found

pytestmark = pytest.mark.django_db

type Wrong = list[tuple[dict[str, Any], str]]

PAY = {"pay_minimum": "60000", "pay_maximum": "80000", "pay_currency": "eur", "pay_period": "year"}


def save(client: Client, listing: Listing, **changes: Any) -> Any:
    url = address(listing)
    response = client.post(url, as_typed(client, url, **changes))
    if response.status_code == 302:
        listing.refresh_from_db()
    return response


@pytest.mark.slow
def test_saving_without_a_change_changes_nothing(moderator: Client, listing: Listing) -> None:
    lines = listing.events.count()
    assert save(moderator, listing).status_code == 302
    assert listing.edited_fields == []
    assert listing.events.count() == lines


@pytest.mark.slow
def test_an_edited_field_is_marked_so_that_a_sync_leaves_it(
    moderator: Client, listing: Listing
) -> None:
    save(moderator, listing, title="Data Engineer, Streams", level="senior")
    assert listing.title == "Data Engineer, Streams"
    assert listing.edited_fields == ["level", "title"]


@pytest.mark.slow
def test_an_edit_stands_in_the_ledger_once_with_the_names_of_the_fields(
    moderator: Client, listing: Listing
) -> None:
    save(moderator, listing, title="Another", department="Data")
    line = listing.events.get(kind=EventKind.EDITED)
    assert line.fields == ["title", "department"]


@pytest.mark.slow
def test_the_slug_stays_when_the_title_changes(moderator: Client, listing: Listing) -> None:
    save(moderator, listing, title="Something else")
    assert listing.slug == "data-engineer"
    assert listing.normalized_title == "something else"


@pytest.mark.slow
def test_a_description_is_made_safe(moderator: Client, listing: Listing) -> None:
    before = listing.text_hash
    save(moderator, listing, description_html="<p onclick='x()'>Hi<script>bad()</script></p>")
    assert listing.description_html == "<p>Hi</p>"
    assert listing.text_hash != before


def test_what_was_pasted_escaped_is_decoded_once(moderator: Client, listing: Listing) -> None:
    save(
        moderator,
        listing,
        title="R&amp;D Engineer &#8211; Lead",
        description_html="<div>&#60;p&#62;One &amp;amp; two&#60;/p&#62;</div>",
    )
    assert listing.title == "R&D Engineer – Lead"
    assert listing.description_html == "<p>One &amp; two</p>"


def test_what_a_text_says_of_tags_stays_when_it_is_saved_again(
    moderator: Client, listing: Listing
) -> None:
    kept = "<p>Write &lt;b&gt;bold&lt;/b&gt;</p>"
    Listing.objects.filter(pk=listing.pk).update(description_html=kept)
    save(moderator, listing, department="Data")
    assert listing.description_html == kept


@pytest.mark.slow
def test_an_edited_posting_is_found_by_its_new_words(moderator: Client, listing: Listing) -> None:
    save(moderator, listing, title="Zoologist")
    assert found("text", "zoologist").get() == listing


@pytest.mark.slow
def test_pay_that_changes_tells_from_and_to(moderator: Client, listing: Listing) -> None:
    save(moderator, listing, **PAY)
    assert listing.pay_currency == "EUR"
    assert listing.pay_yearly_maximum == Decimal(80_000)
    line = listing.events.get(kind=EventKind.PAY_CHANGED)
    assert (line.before, line.after) == ("not given", "EUR 60K – 80K / year")


@pytest.mark.slow
def test_pay_that_is_taken_out_is_absent_not_zero(
    moderator: Client, make_listing: MakeListing
) -> None:
    listing = make_listing(
        pay_minimum=50_000, pay_maximum=60_000, pay_currency="EUR", pay_period="year"
    )
    save(moderator, listing, pay_minimum="", pay_maximum="", pay_currency="", pay_period="")
    assert listing.pay is None
    assert listing.pay_yearly_maximum is None


@pytest.mark.slow
def test_pay_typed_by_hand_ends_a_quarantine(moderator: Client, listing: Listing) -> None:
    Listing.objects.update(pay_quarantined_at=timezone.now())
    save(moderator, listing, **PAY)
    assert listing.pay_quarantined_at is None


def assert_each_is_refused(client: Client, listing: Listing, wrong: Wrong) -> None:
    """Sent one after the other with a form that is right but for this."""
    url = address(listing)
    right = as_typed(client, url)
    for changes, words in wrong:
        assert words in errors(client.post(url, {**right, **changes})), changes


IMPOSSIBLE_PAY: Wrong = [
    ({"pay_minimum": "90000"}, "The maximum lies below the minimum"),
    ({"pay_maximum": "700000"}, "above three times the minimum"),
    ({"pay_period": "hour"}, "Not plausible for a hour in EUR"),
    ({"pay_currency": ""}, "Pay needs a currency"),
    ({"pay_period": ""}, "Pay needs a currency"),
    ({"pay_minimum": "0", "pay_maximum": ""}, "above 0"),
    ({"pay_minimum": "-5", "pay_maximum": ""}, "above 0"),
    ({"pay_minimum": "9999999999", "pay_maximum": "", "pay_currency": "XXX"}, "Not plausible"),
    ({"pay_minimum": "NaN"}, "Enter a number"),
    ({"pay_payments_a_year": "99"}, "12, 13 or 14"),
    ({"pay_currency": "12"}, "currency"),
]


@pytest.mark.slow
def test_impossible_pay_is_refused_with_a_message(moderator: Client, listing: Listing) -> None:
    wrong = [({**PAY, **changes}, words) for changes, words in IMPOSSIBLE_PAY]
    assert_each_is_refused(moderator, listing, wrong)


BAD_INPUT: Wrong = [
    ({"title": ""}, "required"),
    ({"title": "x" * 251}, "at most 250"),
    ({"title": "a\x00b"}, "Null characters"),
    ({"company": "999999"}, "valid choice"),
    ({"employment_types": ["rocket"]}, "valid choice"),
    ({"apply_email": "jobs@tarn.example"}, "not both"),
    ({"apply_url": "javascript:alert(1)"}, "valid URL"),
    ({"remote_scope": "countries"}, "Name the countries"),
    ({"remote_scope": "anywhere"}, "Only a remote posting"),
    ({"remote_countries": "Atlantis"}, "Neither a country nor a group"),
    ({"remote_countries": "DE"}, "Named countries"),
    ({"expires_at_0": "31/31/2026"}, "valid date"),
    ({"language": "xx"}, "valid choice"),
]


def test_bad_input_is_refused_with_a_message_and_never_an_error(
    moderator: Client, listing: Listing
) -> None:
    assert_each_is_refused(moderator, listing, BAD_INPUT)


@pytest.mark.slow
def test_remote_countries_are_typed_as_names_and_groups(
    moderator: Client, listing: Listing
) -> None:
    save(
        moderator,
        listing,
        workplaces=[Workplace.REMOTE],
        remote_scope="countries",
        remote_countries="Austria, de, Benelux",
    )
    assert listing.remote_countries == ["AT", "BE", "DE", "LU", "NL"]
    assert save(moderator, listing).status_code == 302
    assert len(listing.remote_countries) == 5


@pytest.mark.slow
def test_roles_skills_and_places_are_edited_and_marked(
    moderator: Client, listing: Listing, place: Place
) -> None:
    role = Role.objects.create(name="Data Engineer", slug="data-engineer")
    skill = Skill.objects.create(name="Kafka")
    save(
        moderator,
        listing,
        roles=[role.pk],
        skills=[skill.pk],
        **{
            "listing_places-TOTAL_FORMS": "1",
            "listing_places-0-place": place.pk,
            "listing_places-0-position": "0",
        },
    )
    assert list(listing.roles.all()) == [role]
    assert list(listing.places.all()) == [place]
    assert listing.edited_fields == ["places", "roles", "skills"]
    assert found("heading", "kafka").exists()


@pytest.mark.slow
def test_the_same_place_twice_is_refused(moderator: Client, listing: Listing, place: Place) -> None:
    ListingPlace.objects.create(listing=listing, place=place)
    response = save(
        moderator,
        listing,
        **{
            "listing_places-TOTAL_FORMS": "2",
            "listing_places-1-place": place.pk,
            "listing_places-1-position": "1",
        },
    )
    assert response.status_code == 200


@pytest.mark.slow
def test_a_new_posting_is_a_draft_with_its_words(moderator: Client, listing: Listing) -> None:
    url = reverse("admin:listings_listing_add")
    values = as_typed(moderator, url, title="Nurse", company=listing.company_id)
    assert moderator.post(url, values).status_code == 302
    made = Listing.objects.get(title="Nurse")
    assert made.status == "draft"
    assert made.edited_fields == []
    assert found("text", "nurse").get() == made


def test_a_writer_sees_a_posting_and_changes_nothing(sign_in: Any, listing: Listing) -> None:
    client = sign_in("writer")
    assert client.get(address(listing)).status_code == 200
    assert client.post(address(listing), {"title": "x"}).status_code == 403


@pytest.mark.slow
def test_choices_that_are_none_are_refused_next_to_their_fields(
    moderator: Client, listing: Listing, place: Place
) -> None:
    ListingPlace.objects.create(listing=listing, place=place)
    right = as_typed(moderator, address(listing))
    fields = ("company", "roles", "skills", "listing_places-0-place")
    for value in ("x", "\x00", "1e400", "9" * 40):
        sent = {**right, **dict.fromkeys(fields, value)}
        said = errors(moderator.post(address(listing), sent))
        for field in fields:
            assert f"id_{field}_error" in said, (field, value)
