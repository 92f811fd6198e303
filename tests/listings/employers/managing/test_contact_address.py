"""Where mail about a posting goes: changed by an edit, once the new address has given its code."""

import re

import pytest
from django.test import Client

from jobboard.models import OutgoingMail
from listings import transitions
from listings.models import Listing, NoteKind, PostingDraft, Purpose
from tests.listings.employers.managing.postings import EMAIL, live, page, press, sent, signed_in

pytestmark = pytest.mark.django_db
NEW = "jobs@umbra.example"


@pytest.fixture
def me() -> Client:
    return signed_in()


def edit(me: Client, listing: Listing, **changes: str) -> str:
    """Send an edit of the posting; return the page that follows."""
    response = press(me, listing, "edit")
    draft = PostingDraft.objects.filter(purpose=Purpose.EDIT).latest("pk")
    data = draft.data | {"action": "send", "version": str(draft.version)} | changes
    return me.post(response.redirect_chain[-1][0], data, follow=True).content.decode()


def code() -> str:
    text = OutgoingMail.objects.filter(kind="contact-asked").latest("pk").text
    found = re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", text)
    assert found
    return found[0]


def contact_of(listing: Listing) -> str:
    return Listing.objects.get(pk=listing.pk).contact_email


@pytest.mark.slow
def test_it_changes_once_the_new_address_has_given_its_code_and_the_old_one_is_told(
    me: Client,
) -> None:
    listing = live()
    assert f"A code went to <b>{NEW}</b>" in edit(me, listing, email=NEW)
    assert contact_of(listing) == EMAIL
    assert NEW in page(me, listing)
    assert (
        "goes to the new address now" in press(me, listing, "contact", code=code()).content.decode()
    )
    assert contact_of(listing) == NEW
    told = OutgoingMail.objects.get(kind="contact-changed")
    assert told.recipient == EMAIL
    assert NEW not in told.text
    assert not listing.revisions.exists()
    assert listing.notes.filter(kind=NoteKind.INTERNAL).exists()


@pytest.mark.slow
def test_a_wrong_code_changes_nothing_and_eight_are_the_most(me: Client) -> None:
    listing = live()
    edit(me, listing, email=NEW)
    for _ in range(8):
        assert "not the code" in press(me, listing, "contact", code="AAAA-AAAA").content.decode()
    assert "no longer valid" in press(me, listing, "contact", code=code()).content.decode()
    assert contact_of(listing) == EMAIL


@pytest.mark.slow
def test_the_mail_to_an_address_that_is_not_proven_holds_none_of_the_postings_words(
    me: Client,
) -> None:
    edit(me, live(title="Win at casino.example now"), email=NEW)
    mail = OutgoingMail.objects.get(kind="contact-asked")
    assert mail.recipient == NEW
    assert "casino" not in mail.subject + mail.text + mail.html


@pytest.mark.slow
def test_a_newer_edit_ends_the_older_question(me: Client) -> None:
    listing = live()
    edit(me, listing, email=NEW)
    old = code()
    edit(me, listing, email=EMAIL, title="Head lamp keeper")
    assert NEW not in page(me, listing)
    assert "no longer valid" in press(me, listing, "contact", code=old).content.decode()
    assert contact_of(listing) == EMAIL


@pytest.mark.slow
def test_it_changes_also_before_an_editor_has_approved_the_posting(me: Client) -> None:
    listing = sent()
    edit(me, listing, email=NEW)
    press(me, listing, "contact", code=code())
    assert contact_of(listing) == NEW


@pytest.mark.slow
def test_the_limit_of_a_day_holds(me: Client, settings: object) -> None:
    settings.CONTACT_CODES_A_DAY = 1  # type: ignore[attr-defined]
    listing = live()
    edit(me, listing, email=NEW)
    edit(me, listing, email="other@umbra.example")
    assert OutgoingMail.objects.filter(kind="contact-asked").count() == 1


class TestWhatIsSaidAfterAnEdit:
    @pytest.mark.slow
    def test_pay_is_said_to_be_public_only_where_it_was_corrected(self, me: Client) -> None:
        listing = live()
        said = "correction of pay is public"
        assert said not in edit(me, listing, title="Head lamp keeper")
        changed = edit(me, listing, title="Chief lamp keeper", pay_maximum="61000")
        assert said in changed

    def test_what_an_editor_asked_for_stands_above_the_form(self, me: Client) -> None:
        listing = sent()
        transitions.request_changes(listing)
        listing.notes.create(author="editor", kind="changes_requested", text="Which lamps?")
        listing.notes.create(author="editor", kind="internal", text="Fishy.")
        shown = press(me, listing, "edit").content.decode()
        assert "Which lamps?" in shown
        assert "Fishy." not in shown
