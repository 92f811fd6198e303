"""An employer and an editor, or two editors, at one posting at one moment.

Who comes second waits for the first, on a connection of their own, and then meets what the first
has made of it: never a version that nobody has read, never two decisions, never a deadlock.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobboard.models import OutgoingMail, User
from listings.employers.forms import PostingForm
from listings.employers.managing import services as managing
from listings.employers.managing.timed_jobs import close_run_out
from listings.employers.revisions import send_edit
from listings.models import (
    Listing,
    ModerationNote,
    NoteKind,
    PostingDraft,
    PostingRevision,
    RevisionState,
    Status,
    WrongStateError,
)
from listings.moderation import services
from tests.connections import at_once, first, on_its_own
from tests.listings.employers.managing.postings import employer, live, sent
from tests.listings.employers.typed import typed
from tests.processes import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "Head lamp keeper"


def edit(listing: Listing, title: str = NEW) -> Callable[[], Listing]:
    """What the employer has typed, and then sends."""
    draft = managing.start_edit(Listing.objects.all(), listing.pk, employer())
    PostingDraft.objects.filter(pk=draft.pk).update(data=typed(title=title))
    draft.refresh_from_db()
    form = PostingForm(draft.data)
    assert form.is_valid(), form.errors
    return lambda: send_edit(draft, form)


def waiting_edit(listing: Listing, title: str = NEW) -> PostingRevision:
    edit(listing, title)()
    revision = listing.revisions.pending().get()
    OutgoingMail.objects.all().delete()
    return revision


def told() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", flat=True))


def decisions(listing: Listing) -> list[str]:
    made = ModerationNote.objects.filter(
        listing=listing, kind__in=[NoteKind.APPROVED, NoteKind.REJECTED]
    )
    return list(made.values_list("kind", flat=True))


class TestANewPosting:
    def test_an_edit_that_comes_while_it_is_approved_waits_for_an_editor(self) -> None:
        listing = sent()
        with first(lambda: services.approve(listing), edit(listing)) as outcome:
            pass
        assert outcome.result().status == Status.PUBLISHED
        listing.refresh_from_db()
        assert (listing.status, listing.title) == (Status.PUBLISHED, "Lamp keeper")
        assert listing.revisions.pending().get().data["title"] == NEW

    def test_an_editor_does_not_approve_what_changed_while_they_pressed(self) -> None:
        listing = sent()
        seen = Listing.objects.get(pk=listing.pk)
        approve = lambda: services.approve(seen, seen_at=seen.updated_at)  # noqa: E731
        with first(edit(listing), approve) as outcome:
            pass
        with pytest.raises(WrongStateError, match="changed it meanwhile"):
            outcome.result()
        listing.refresh_from_db()
        assert (listing.status, listing.title) == (Status.PENDING, NEW)
        assert decisions(listing) == []

    def test_two_editors_who_approve_it_at_once_tell_its_employer_once(self) -> None:
        listing = sent()
        OutgoingMail.objects.all().delete()
        editors = [signed_in("ada"), signed_in("ben")]
        url = reverse("admin:listings_listing_review", args=[listing.pk])
        answers = at_once(*(lambda one=one: press(one, url, "approve") for one in editors))
        assert sorted(map(is_late, answers)) == [False, True]
        assert (told(), decisions(listing)) == (["posting-approved"], [NoteKind.APPROVED])


class TestAnEdit:
    def test_two_editors_decide_it_once_the_second_is_told(self) -> None:
        listing = live()
        revision = waiting_edit(listing)
        same = PostingRevision.objects.get(pk=revision.pk)
        with first(
            lambda: services.approve_edit(revision),
            lambda: services.refuse_edit(same, "No."),
        ) as outcome:
            pass
        with pytest.raises(WrongStateError, match="decided already"):
            outcome.result()
        listing.refresh_from_db()
        assert listing.title == NEW
        assert (told(), decisions(listing)) == (["edit-approved"], [NoteKind.APPROVED])

    def test_two_editors_on_the_review_page_at_once(self) -> None:
        listing = live()
        revision = waiting_edit(listing)
        editors = [signed_in("ada"), signed_in("ben")]
        url = reverse("admin:listings_listing_review", args=[listing.pk])
        seen = {"seen_edit": str(revision.pk)}
        answers = at_once(
            *(lambda one=one: press(one, url, "approve-edit", **seen) for one in editors)
        )
        assert sorted(map(is_late, answers)) == [False, True]
        assert (told(), decisions(listing)) == (["edit-approved"], [NoteKind.APPROVED])

    def test_a_newer_edit_that_is_sent_first_takes_the_place_of_the_one_approved(self) -> None:
        """The employer holds the posting's row while the editor presses: no deadlock."""
        listing = live()
        revision = waiting_edit(listing)
        newer = edit(listing, "Keeper of all lamps")
        with first(
            lambda: Listing.objects.select_for_update().get(pk=listing.pk),
            lambda: services.approve_edit(revision),
        ) as outcome:
            newer()
        with pytest.raises(WrongStateError, match="decided already"):
            outcome.result()
        listing.refresh_from_db()
        assert listing.title == "Lamp keeper"
        assert listing.revisions.pending().get().data["title"] == "Keeper of all lamps"

    def test_an_edit_that_is_approved_first_stays_and_the_newer_one_waits(self) -> None:
        listing = live()
        revision = waiting_edit(listing)
        newer = edit(listing, "Keeper of all lamps")
        with first(lambda: services.approve_edit(revision), newer) as outcome:
            pass
        outcome.result()
        listing.refresh_from_db()
        revision.refresh_from_db()
        assert (listing.title, revision.state) == (NEW, RevisionState.APPROVED)
        assert listing.revisions.pending().get().data["title"] == "Keeper of all lamps"

    def test_one_that_is_taken_back_while_an_editor_presses_is_not_published(self) -> None:
        listing = live()
        revision = waiting_edit(listing)
        take_back = lambda: managing.withdraw_edit(Listing.objects.all(), listing.pk, employer())  # noqa: E731
        with first(take_back, lambda: services.approve_edit(revision)) as outcome:
            pass
        with pytest.raises(WrongStateError, match="decided already"):
            outcome.result()
        listing.refresh_from_db()
        assert listing.title == "Lamp keeper"


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser(f"{name}@desk.example"))
    return client


def press(client: Client, url: str, decision: str, **seen: str) -> Any:
    return client.post(url, {"decision": decision, **seen}, follow=True)


def is_late(answer: Any) -> bool:
    assert answer.status_code == 200
    return "Nothing was changed." in answer.text


class TestItsEmployerClosesIt:
    def test_taken_back_first_it_is_not_approved(self) -> None:
        listing = sent()
        OutgoingMail.objects.all().delete()
        with first(closing(listing), lambda: services.approve(listing)) as outcome:
            pass
        with pytest.raises(WrongStateError, match="is a draft now"):
            outcome.result()
        listing.refresh_from_db()
        assert (listing.status, listing.posted_at) == (Status.DRAFT, None)
        assert (told(), decisions(listing)) == ([], [])

    def test_approved_first_it_is_closed_as_a_public_one(self) -> None:
        listing = sent()
        OutgoingMail.objects.all().delete()
        with first(lambda: services.approve(listing), closing(listing)) as outcome:
            pass
        outcome.result()
        listing.refresh_from_db()
        assert (listing.status, listing.closed_reason) == (Status.CLOSED, "withdrawn")
        assert listing.posted_at is not None
        assert told() == ["posting-approved"]


class TestItRunsOut:
    def test_one_that_is_being_extended_does_not_run_out_and_nobody_is_told_so(self) -> None:
        listing = live(ends_in=-0.1)
        OutgoingMail.objects.all().delete()
        with ThreadPoolExecutor(1) as threads, transaction.atomic():
            extending(listing)()
            run_out = threads.submit(on_its_own, lambda: close_run_out(timezone.now()))
            assert run_out.result(timeout=PATIENCE) == 0
        listing.refresh_from_db()
        assert (listing.status, listing.closed_at) == (Status.PUBLISHED, None)
        assert told() == []

    def test_run_out_first_it_comes_back_by_being_extended(self) -> None:
        listing = live(ends_in=-0.1)
        with first(lambda: close_run_out(timezone.now()), extending(listing)) as outcome:
            pass
        outcome.result()
        listing.refresh_from_db()
        assert (listing.status, listing.closed_at) == (Status.PUBLISHED, None)


def closing(listing: Listing) -> Callable[[], Listing]:
    return lambda: managing.close(Listing.objects.all(), listing.pk, "withdrawn")


def extending(listing: Listing) -> Callable[[], Listing]:
    return lambda: managing.extend(Listing.objects.all(), listing.pk, 60, None)
