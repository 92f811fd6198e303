"""An employer edits: before approval it is the posting, afterwards it waits."""

from typing import Any

import pytest
from django.test import Client

from listings import transitions
from listings.employers.forms import PostingForm
from listings.employers.places import AS_TYPED
from listings.employers.revisions import approve_revision
from listings.employers.services import become_posting, typed_of
from listings.models import (
    EventKind,
    Listing,
    ModerationNote,
    NoteKind,
    PostingRevision,
    Purpose,
    RevisionState,
    Status,
)
from listings.transitions import rows
from tests.listings.employers.typed import typed
from tests.listings.factories import make_draft, make_employer, make_skill

pytestmark = pytest.mark.django_db


def waiting(**changes: Any) -> Listing:
    """A posting in the queue, as it comes from the form."""
    make_employer("ada@umbra.example")
    draft = make_draft(data=typed(**changes), email="ada@umbra.example")
    return become_posting(draft, "ada@umbra.example")


def live(**changes: Any) -> Listing:
    listing = waiting(**changes)
    rows.approve(listing)
    return listing


def edit(client: Client, listing: Listing, **changes: Any) -> Any:
    """The employer changes the posting and sends it."""
    data = typed_of(listing)
    draft = make_draft(data=data, purpose=Purpose.EDIT, listing=listing, owner=listing.submitted_by)
    hidden = {"action": "send", "version": "1"}
    assert listing.submitted_by
    client.force_login(listing.submitted_by)
    return client.post(draft.get_absolute_url(), data | changes | hidden, follow=True)


def test_a_posting_as_its_employer_would_type_it_is_the_posting_again() -> None:
    make_skill("Rope Work")
    listing = live(
        workplaces=["hybrid", "remote"],
        remote_countries="EU, Norway",
        office_days="2",
        pay_minimum="3,000.50",
        pay_maximum=None,
        pay_period="month",
        pay_payments="13",
        benefits="Boat\nLamp oil",
        term="fixed-term",
        term_months="6",
        skills=["rope-work"],
        apply_to="jobs@umbra.example",
    )
    form = PostingForm(typed_of(listing))
    assert form.is_valid(), form.errors
    before = {field.name: getattr(listing, field.name) for field in Listing._meta.fields}
    from listings.employers.services import write  # noqa: PLC0415

    assert write(listing, form.cleaned_data) == set()
    after = {field.name: getattr(listing, field.name) for field in Listing._meta.fields}
    assert {name for name in before if before[name] != after[name]} <= {"updated_at"}


class TestBeforeApproval:
    def test_an_edit_is_the_posting(self, client: Client) -> None:
        listing = waiting()
        edit(client, listing, title="Head lamp keeper")
        listing.refresh_from_db()
        assert (listing.title, listing.status) == ("Head lamp keeper", Status.PENDING)

    @pytest.mark.slow
    def test_after_changes_were_asked_for_it_goes_back_into_the_queue(self, client: Client) -> None:
        listing = waiting()
        transitions.request_changes(listing)
        page = edit(client, listing, title="Head lamp keeper").content.decode()
        assert "An editor reads it next" in page
        listing.refresh_from_db()
        assert (listing.title, listing.status) == ("Head lamp keeper", Status.PENDING)
        assert listing.notes.get().kind == NoteKind.RESUBMITTED
        assert listing.events.latest("pk").kind == EventKind.RESUBMITTED


class TestAfterApproval:
    def test_the_approved_version_stays_public(self, client: Client) -> None:
        listing = live()
        page = edit(client, listing, title="Buy my pills").content.decode()
        assert "An editor reads the changes" in page
        public = client.get(listing.get_absolute_url()).content.decode()
        assert "Lamp keeper" in public
        assert "Buy my pills" not in public

    def test_an_editor_makes_the_edit_the_posting(self, client: Client) -> None:
        listing = live()
        edit(client, listing, title="Head lamp keeper")
        approve_revision(PostingRevision.objects.get())
        assert "Head lamp keeper" in client.get(listing.get_absolute_url()).content.decode()
        line = listing.events.get(kind=EventKind.EDITED)
        assert line.fields == ["title"]

    def test_unusual_pay_waits_for_an_editor_although_it_was_confirmed(
        self, client: Client
    ) -> None:
        listing = live()
        meant = ["pay EUR 4,000 – 5,000 / year = Yes, EUR 4,000 – 5,000 / year is meant"]
        edit(client, listing, pay_minimum="4,000", pay_maximum="5,000", answers_1=meant)
        listing.refresh_from_db()
        assert listing.pay_display == "EUR 40K – 50K / year"
        approve_revision(PostingRevision.objects.get())
        listing.refresh_from_db()
        assert listing.pay_display == "EUR 4,000 – 5,000 / year"

    def test_an_editor_sees_a_place_that_the_board_does_not_know(self, client: Client) -> None:
        place = "Oberhinterau, Germany"
        edit(client, live(), places=[place], answers_1=[f"place {place} = {AS_TYPED}"])
        revision = PostingRevision.objects.get()
        note = ModerationNote.objects.get(revision=revision, kind=NoteKind.CHECK)
        assert place in note.text

    def test_a_correction_of_pay_is_public_at_once_and_in_the_ledger(self, client: Client) -> None:
        listing = live()
        edit(client, listing, pay_maximum="55,000")
        listing.refresh_from_db()
        assert listing.pay_display == "EUR 40K – 55K / year"
        line = listing.events.get(kind=EventKind.PAY_CHANGED)
        assert (line.before, line.after) == ("EUR 40K – 50K / year", "EUR 40K – 55K / year")
        assert not PostingRevision.objects.exists()

    @pytest.mark.slow
    def test_one_that_is_not_plausible_is_refused(self, client: Client) -> None:
        listing = live()
        page = edit(client, listing, pay_maximum="5,500,000").content.decode()
        assert "More than 3 times the minimum" in page
        listing.refresh_from_db()
        assert listing.pay_display == "EUR 40K – 50K / year"

    @pytest.mark.slow
    def test_a_later_edit_takes_the_place_of_one_that_waits(self, client: Client) -> None:
        listing = live()
        edit(client, listing, title="Head lamp keeper")
        edit(client, listing, title="First lamp keeper")
        states = PostingRevision.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == [RevisionState.SUPERSEDED, RevisionState.PENDING]

    def test_a_closed_one_takes_no_edit(self, client: Client) -> None:
        listing = live()
        rows.close(listing, "filled")
        page = edit(client, listing, title="Head lamp keeper").content.decode()
        assert "This posting is closed now." in page

    def test_who_has_lost_the_right_since_finds_nothing(self, client: Client) -> None:
        listing = live()
        draft_owner = make_employer()
        draft = make_draft(
            data=typed_of(listing), purpose=Purpose.EDIT, listing=listing, owner=draft_owner
        )
        hidden = {"action": "send", "version": "1"}
        client.force_login(draft_owner)
        response = client.post(draft.get_absolute_url(), typed_of(listing) | hidden)
        assert response.status_code == 404
