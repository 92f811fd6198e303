"""``/employers/postings/<id>/``: one posting and its buttons, each once right and once wrong."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobboard import mail
from jobboard.models import OutgoingMail
from listings import transitions
from listings.employers.mails import reminder_key
from listings.employers.services import typed_of
from listings.models import (
    ClosedReason,
    EventKind,
    Listing,
    ListingDay,
    ModerationNote,
    NoteFrom,
    NoteKind,
    PostingDraft,
    Purpose,
    RevisionState,
    Status,
)
from listings.transitions import rows
from tests.listings.employers.managing.postings import (
    EMAIL,
    employer,
    live,
    page,
    press,
    sent,
    signed_in,
)
from tests.listings.factories import make_employer, make_submission

pytestmark = pytest.mark.django_db

BUTTONS = (
    *("edit", "open", "close", "copy", "again", "comment"),
    *("undo", "extend", "withdraw-edit", "contact"),
)


@pytest.fixture
def me(client: Client) -> Client:
    return signed_in()


class TestThePage:
    def test_it_tells_how_the_posting_stands(self, me: Client) -> None:
        listing = live(ends_in=20)
        shown = page(me, listing)
        for piece in ("<b>Live</b> · 20 days left", listing.get_absolute_url(), "Published"):
            assert piece in shown

    @pytest.mark.parametrize("button", BUTTONS)
    def test_whoever_has_signed_out_comes_back_to_the_page_with_the_button(
        self, client: Client, button: str
    ) -> None:
        listing = live()
        before = listing.events.count()
        own = f"/employers/postings/{listing.pk}/"
        response = press(client, listing, button, reason="filled", days="60")
        assert response.redirect_chain[0][0] == f"/accounts/sign-in/?next={own}"
        assert "You are signed out, so nothing was done" in response.text
        assert listing.events.count() == before

    @pytest.mark.first(3)
    @pytest.mark.parametrize("button", BUTTONS)
    def test_only_a_post_changes_anything(self, me: Client, button: str) -> None:
        listing = live()
        response = me.get(f"/employers/postings/{listing.pk}/{button}/")
        if button == "close":  # asks once more, on a page of its own
            assert "Yes: it is filled" in response.content.decode()
        else:  # a mail, or signing in, leads here: to the page that has the button
            assert response["Location"] == f"/employers/postings/{listing.pk}/"
        assert PostingDraft.objects.filter(became=None).count() == 0
        listing.refresh_from_db()
        assert listing.status == Status.PUBLISHED

    def test_who_is_not_signed_in_is_led_to_the_door_and_back(self, client: Client) -> None:
        response = client.get(f"/employers/postings/{live().pk}/")
        assert "/accounts/sign-in/?next=/employers/postings/" in response["Location"]

    def test_the_thread_shows_roles_and_not_what_editors_say_among_themselves(
        self, me: Client
    ) -> None:
        listing = sent()
        for kind, text in (
            (NoteKind.COMMENT, "Where is it?"),
            (NoteKind.INTERNAL, "Fishy."),
            (NoteKind.CHECK, "Three links."),
        ):
            ModerationNote.objects.create(
                listing=listing, author=NoteFrom.EDITOR, kind=kind, text=text
            )
        shown = page(me, listing)
        assert "Where is it?" in shown
        assert "An editor" in shown
        assert "Fishy" not in shown
        assert "Three links" not in shown

    def test_an_edit_that_waits_shows_what_differs(self, me: Client) -> None:
        listing = live()
        before = typed_of(listing)
        listing.revisions.create(data=before | {"title": "Head lamp keeper"}, before=before)
        shown = page(me, listing)
        assert "What waits for an editor" in shown
        assert "Head lamp keeper" in shown
        assert "Where to apply" not in shown

    def test_readers_stand_in_a_picture_and_in_a_table(self, me: Client) -> None:
        listing = live(ends_in=20)
        today = timezone.localdate()
        for ago, views in ((0, 4), (2, 12)):
            ListingDay.objects.create(
                listing=listing, on=today - timedelta(days=ago), views=views, apply_clicks=1
            )
        shown = page(me, listing)
        assert shown.count("<rect") == 4
        assert "style=" not in shown
        assert shown.count('<th scope="row">') == 11  # every day, also those without readers
        assert "<dd>16</dd>" in shown

    def test_it_is_well_formed(self, me: Client) -> None:
        listing = sent()
        transitions.request_changes(listing)
        for path in ("", f"{listing.pk}/", f"{live(title='Other').pk}/"):
            shown = me.get(f"/employers/postings/{path}").content.decode()
            html5lib.HTMLParser(strict=True).parse(shown)
        company = me.get(f"/employers/companies/{listing.company_id}/").content.decode()
        html5lib.HTMLParser(strict=True).parse(company)

    def test_two_days_of_readers_are_a_table_and_no_picture(self, me: Client) -> None:
        listing = live(ends_in=29)
        ListingDay.objects.create(listing=listing, on=timezone.localdate(), views=2)
        shown = page(me, listing)
        assert "<rect" not in shown
        assert shown.count('<th scope="row">') == 2

    def test_one_without_readers_has_no_picture(self, me: Client) -> None:
        assert "<rect" not in page(me, live())

    def test_its_queries_do_not_grow(self, me: Client) -> None:
        listing = live(ends_in=20)
        page(me, listing)
        for number in range(8):
            ModerationNote.objects.create(listing=listing, author=NoteFrom.EDITOR, text="Well.")
            listing.log(EventKind.VERIFIED)
            ListingDay.objects.create(
                listing=listing, on=timezone.localdate() - timedelta(days=number), views=1
            )
        with CaptureQueriesContext(connection) as queries:
            page(me, listing)
        assert len(queries) <= 9


class TestStillOpen:
    def test_it_renews_verified_and_not_the_date(self, me: Client) -> None:
        listing = live(ends_in=20)
        posted, ends = listing.posted_at, listing.expires_at
        assert "verified it today" in press(me, listing, "open").content.decode()
        listing.refresh_from_db()
        assert timezone.localdate(listing.verified_at) == timezone.localdate()
        assert (listing.posted_at, listing.expires_at) == (posted, ends)
        assert listing.events.filter(kind=EventKind.VERIFIED).count() == 1

    def test_twice_a_day_is_once(self, me: Client) -> None:
        listing = live(ends_in=20)
        press(me, listing, "open")
        assert "today already" in press(me, listing, "open").content.decode()
        assert listing.events.filter(kind=EventKind.VERIFIED).count() == 1

    def test_one_that_has_ended_is_not_open(self, me: Client) -> None:
        listing = live(ends_in=-1)
        assert "It is marked “Ended”" in press(me, listing, "open").content.decode()
        assert not listing.events.filter(kind=EventKind.VERIFIED).exists()


class TestClosing:
    @pytest.mark.parametrize("reason", [ClosedReason.FILLED, ClosedReason.WITHDRAWN])
    def test_it_is_off_the_lists_at_once(self, me: Client, reason: str) -> None:
        listing = live()
        press(me, listing, "close", reason=reason)
        assert me.get(listing.get_absolute_url()).status_code == 410
        line = listing.events.get(kind=EventKind.CLOSED)
        assert line.reason == ClosedReason(reason).label

    def test_twice_is_once(self, me: Client) -> None:
        listing = live()
        press(me, listing, "close", reason="filled")
        again = press(me, listing, "close", reason="withdrawn").content.decode()
        assert "It is marked “Closed: filled”" in again
        assert listing.events.filter(kind=EventKind.CLOSED).count() == 1

    def test_it_needs_one_of_the_two_reasons(self, me: Client) -> None:
        listing = live()
        shown = press(me, listing, "close", reason="expired").content.decode()
        assert "filled or withdrawn" in shown
        listing.refresh_from_db()
        assert listing.status == Status.PUBLISHED

    def test_an_edit_and_a_reminder_that_wait_go_with_it(self, me: Client) -> None:
        listing = live(ends_in=5)
        revision = listing.revisions.create(data={"title": "New"}, before={})
        facts = {"title": "T", "company": "C", "manage_url": "u", "reason": "r"}
        mail.enqueue("posting-closed", EMAIL, facts, key=reminder_key(listing))
        press(me, listing, "close", reason="filled")
        revision.refresh_from_db()
        assert revision.state == RevisionState.SUPERSEDED
        assert OutgoingMail.objects.get().given_up_at

    def test_one_in_the_queue_can_be_withdrawn_and_never_was_public(self, me: Client) -> None:
        listing = sent()
        press(me, listing, "close", reason="withdrawn")
        listing.refresh_from_db()
        assert listing.status == Status.DRAFT
        assert me.get(listing.get_absolute_url()).status_code == 404
        assert "<b>Taken back</b>" in page(me, listing)


class TestEditing:
    def test_it_leads_to_the_form_with_the_posting_in_it(self, me: Client) -> None:
        response = press(me, live(), "edit")
        shown = response.content.decode()
        assert "Edit “Lamp keeper”" in shown
        assert 'value="https://umbra.example/apply"' in shown

    @pytest.mark.slow
    def test_pressed_twice_it_is_the_same_draft(self, me: Client) -> None:
        listing = live()
        press(me, listing, "edit")
        press(me, listing, "edit")
        assert PostingDraft.objects.filter(purpose=Purpose.EDIT).count() == 1

    @pytest.mark.slow
    def test_it_goes_on_where_it_was_left(self, me: Client) -> None:
        listing = live()
        press(me, listing, "edit")
        draft = PostingDraft.objects.get(purpose=Purpose.EDIT)
        draft.write(draft.data | {"title": "Half changed"})
        draft.save()
        assert "Half changed" in press(me, listing, "edit").content.decode()

    @pytest.mark.slow
    def test_it_begins_anew_where_the_posting_has_changed_since(self, me: Client) -> None:
        listing = live()
        press(me, listing, "edit")
        listing.log(EventKind.PAY_CHANGED, before="a", after="b")
        press(me, listing, "edit")
        assert PostingDraft.objects.filter(purpose=Purpose.EDIT).count() == 2

    def test_a_second_edit_holds_the_first_one_that_waits(self, me: Client) -> None:
        listing = live()
        before = typed_of(listing)
        listing.revisions.create(data=before | {"title": "First change"}, before=before)
        assert "First change" in press(me, listing, "edit").content.decode()

    def test_a_closed_one_takes_none(self, me: Client) -> None:
        listing = live()
        rows.close(listing, "filled")
        assert "not possible now" in press(me, listing, "edit").content.decode()
        assert not PostingDraft.objects.filter(purpose=Purpose.EDIT).exists()

    @pytest.mark.slow
    def test_the_whole_way_of_changes_that_an_editor_wants(self, me: Client) -> None:
        listing = sent()
        transitions.request_changes(listing)
        response = press(me, listing, "edit")
        draft = PostingDraft.objects.get(purpose=Purpose.EDIT)
        data = draft.data | {"title": "Night lamp keeper", "action": "send", "version": "1"}
        response = me.post(response.redirect_chain[-1][0], data, follow=True)
        assert "An editor reads it next" in response.content.decode()
        listing.refresh_from_db()
        assert (listing.title, listing.status) == ("Night lamp keeper", Status.PENDING)


def send_new(me: Client, listing: Listing, button: str) -> Listing:
    """Press the button and send the form that opens as it is."""
    response = press(me, listing, button)
    draft = PostingDraft.objects.exclude(purpose=Purpose.EDIT).get(became=None)
    hidden: dict[str, Any] = {"action": "send", "version": "1"}
    me.post(response.redirect_chain[-1][0], draft.data | hidden)
    draft.refresh_from_db()
    assert draft.became is not None
    return draft.became


class TestPostingAgain:
    @pytest.mark.slow
    def test_it_is_a_new_posting_with_an_honest_date(self, me: Client) -> None:
        old = live(ends_in=-370)
        new = send_new(me, old, "again")
        assert new.pk != old.pk
        assert (new.status, new.posted_at) == (Status.PENDING, None)
        line = new.events.get(kind=EventKind.REPOSTED)
        assert line.reason == f"first posted on {timezone.localdate(old.posted_at):%-d %B %Y}"
        assert new.company == old.company
        old.refresh_from_db()
        assert old.posted_at is not None
        assert old.posted_at < timezone.now() - timedelta(days=380)

    def test_a_day_that_is_past_is_left_out(self, me: Client) -> None:
        old = live(apply_by_on=(timezone.localdate() + timedelta(days=9)).isoformat())
        rows.close(old, "filled")
        yesterday = timezone.localdate() - timedelta(days=1)
        Listing.objects.filter(pk=old.pk).update(apply_by_on=yesterday)
        press(me, old, "again")
        assert "apply_by_on" not in PostingDraft.objects.get(purpose=Purpose.AGAIN).data

    def test_one_that_is_live_cannot_be(self, me: Client) -> None:
        assert "not possible now" in press(me, live(), "again").content.decode()

    @pytest.mark.slow
    def test_pressed_twice_it_is_the_same_draft(self, me: Client) -> None:
        old = live(ends_in=-1)
        press(me, old, "again")
        press(me, old, "again")
        assert PostingDraft.objects.filter(purpose=Purpose.AGAIN).count() == 1

    def test_what_the_editors_removed_stays_removed(self, me: Client) -> None:
        old = live()
        rows.close(old, ClosedReason.BLOCKED)
        for button in ("again", "copy"):
            assert "not possible now" in press(me, old, button).content.decode()


class TestCopying:
    @pytest.mark.slow
    def test_it_is_a_new_posting_without_a_past(self, me: Client) -> None:
        old = live()
        new = send_new(me, old, "copy")
        assert new.title == old.title
        assert not new.events.filter(kind=EventKind.REPOSTED).exists()

    def test_a_colleagues_name_is_not_taken_over(self) -> None:
        old = live(contact_name="Ada")
        colleague = make_employer("bob@umbra.example", old.company)
        press(signed_in(colleague), old, "copy")
        data = PostingDraft.objects.get(purpose=Purpose.COPY).data
        assert "contact_name" not in data
        assert data["email"] == "bob@umbra.example"

    def test_a_day_has_a_limit(self, me: Client, settings: Any) -> None:
        settings.LIMITS = replace(settings.LIMITS, copies=1)
        listing = live()
        assert press(me, listing, "copy").status_code == 200
        assert press(me, listing, "copy").status_code == 429


class TestAnswering:
    def test_editors_read_it_in_the_thread(self, me: Client) -> None:
        listing = sent()
        transitions.request_changes(listing)
        shown = press(me, listing, "comment", text="It is in Hamburg.").content.decode()
        assert "It is in Hamburg." in shown
        note = ModerationNote.objects.get()
        assert (note.author, note.kind, note.by) == (NoteFrom.EMPLOYER, "comment", employer())

    def test_an_empty_or_endless_one_comes_back_as_typed(self, me: Client) -> None:
        listing = sent()
        transitions.request_changes(listing)
        empty = press(me, listing, "comment", text="  ").content.decode()
        assert "Write what you would like to say" in empty
        text = "word " * 2_000
        assert text.strip() in press(me, listing, "comment", text=text).content.decode()
        assert not ModerationNote.objects.exists()

    def test_where_nothing_was_asked_it_is_refused_and_kept(self, me: Client) -> None:
        listing = make_submission(submitted_by=employer(), status=Status.REJECTED)
        shown = press(me, listing, "comment", text="But why?").content.decode()
        assert "not possible now" in shown
        assert "But why?" in shown
        assert not ModerationNote.objects.exists()
