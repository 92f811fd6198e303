"""What editors decide: posting, thread and mail change together, once, and in time."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from jobboard.models import OutgoingMail
from listings import transitions
from listings.employers.forms import PostingForm
from listings.employers.services import become_posting, edit
from listings.models import (
    EventKind,
    Listing,
    ModerationNote,
    NoteKind,
    PostingRevision,
    Status,
    WrongStateError,
)
from listings.moderation import services
from listings.moderation.services import review_context
from listings.transitions import rows
from tests.listings.employers.typed import typed
from tests.listings.factories import (
    make_company,
    make_draft,
    make_employer,
    make_listing,
)

pytestmark = pytest.mark.django_db


def waiting(**changes: Any) -> Listing:
    make_employer("ada@umbra.example")
    draft = make_draft(data=typed(**changes), email="ada@umbra.example")
    return become_posting(draft, "ada@umbra.example")


def mails() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", flat=True))


def edited(listing: Listing, **changes: Any) -> PostingRevision:
    data = typed(**changes)
    return PostingRevision.objects.create(listing=listing, before=typed(), data=data)


def test_an_approved_posting_is_live_and_its_employer_hears_where() -> None:
    listing = waiting()
    services.approve(listing)
    assert Listing.objects.live().get() == listing
    assert mails() == ["posting-approved"]
    assert listing.get_absolute_url() in OutgoingMail.objects.get().text


def test_whoever_is_second_changes_nothing() -> None:
    listing = waiting()
    other = Listing.objects.get(pk=listing.pk)
    services.reject(listing, "spam")
    with pytest.raises(WrongStateError):
        services.approve(other)
    assert mails() == ["posting-rejected"]
    assert not Listing.objects.live().exists()


def test_what_changed_since_an_editor_asked_is_shown_word_by_word() -> None:
    listing = waiting(description="We tend the light by night. " * 20)
    services.ask_for_changes(listing, "Which nights?")
    form = PostingForm(typed(description="We tend the light by day. " * 20))
    assert form.is_valid()
    edit(listing, form.cleaned_data)
    transitions.resubmit(listing)
    (change,) = review_context(listing).changes
    assert change.label == "Description"
    assert {"added", "removed"} <= {piece.kind for piece in change.pieces}
    assert mails() == ["changes-wanted"]


def test_an_edit_that_is_approved_is_public_and_one_that_is_refused_is_not() -> None:
    listing = waiting()
    services.approve(listing)
    services.refuse_edit(edited(listing, title="Pirate"), "That is another job.")
    listing.refresh_from_db()
    assert listing.title == typed()["title"]
    services.approve_edit(edited(listing, title="Keeper of the light"))
    listing.refresh_from_db()
    assert listing.title == "Keeper of the light"
    assert mails()[1:] == ["edit-refused", "edit-approved"]


def test_an_approved_edit_of_its_days_moves_the_end_and_never_the_beginning() -> None:
    listing = waiting()
    services.approve(listing)
    posted_at = listing.posted_at
    services.approve_edit(edited(listing, run_days="60"))
    listing.refresh_from_db()
    assert posted_at is not None
    assert listing.posted_at == posted_at
    assert listing.expires_at == posted_at + timedelta(days=60)


def test_a_frozen_posting_is_off_the_lists_and_its_employer_hears_why() -> None:
    listing = waiting()
    services.approve(listing)
    services.freeze(listing, "The address to apply at is dead.")
    assert not Listing.objects.live().exists()
    assert mails()[-1] == "posting-frozen"
    with pytest.raises(WrongStateError):
        services.freeze(listing, "Again.")


@pytest.mark.slow
def test_an_editors_words_on_a_freeze_stand_in_no_ledger(client: Client) -> None:
    listing = waiting()
    services.approve(listing)
    services.freeze(listing, "Bob of Umbra rang: it is a scam.")
    services.explain_freeze(listing, "Bob rang again.")
    [line] = listing.events.filter(kind=EventKind.FROZEN)
    assert line.reason == "An editor looks at it"
    assert "Bob" not in client.get(listing.get_absolute_url()).text
    kept = [note.text for note in listing.notes.filter(kind=NoteKind.INTERNAL)]
    assert kept == ["Frozen: Bob of Umbra rang: it is a scam.", "Frozen: Bob rang again."]


def test_a_remark_is_among_editors() -> None:
    listing = waiting()
    services.remark(listing, "I rang them up; they exist.")
    assert mails() == []
    user = listing.submitted_by
    assert user is not None
    seen = ModerationNote.objects.of_employer(user)
    assert not seen.filter(kind=NoteKind.INTERNAL).exists()


def test_a_posting_that_nobody_can_answer_for_gets_no_mail() -> None:
    listing = waiting()
    Listing.objects.update(contact_email="")
    listing.refresh_from_db()
    services.approve(listing)
    assert mails() == []


@pytest.mark.slow
def test_what_speaks_for_spam_adds_up_and_decides_nothing() -> None:
    links = "\n".join(f"- https://spam.example/{n}" for n in range(12))
    text = f"Earn money. {'Much of it. ' * 40}\n\n{links}"
    first = waiting(description=text)
    second = become_posting(
        make_draft(data=typed(description=text, company_name="Other"), email="b@gmail.com"),
        "b@gmail.com",
    )
    review = review_context(second)
    reasons = " ".join(note.text for note in review.signals)
    assert "12 links" in reasons
    assert "1 posting of other companies" in reasons
    assert "proves no employer" in reasons
    assert review.score == 7
    assert first.status == second.status == Status.PENDING


def test_the_review_context_tells_the_history_and_what_is_alike(
    django_assert_max_num_queries: Any,
) -> None:
    listing = waiting()
    make_listing(company=listing.company, title=listing.title, submitted_by=listing.submitted_by)
    closed = make_listing(company=listing.company, title="Deck hand")
    rows.close(closed, "filled")
    make_listing(company=make_company("Elsewhere"), title=listing.title)
    with django_assert_max_num_queries(30):
        review = review_context(Listing.objects.get(pk=listing.pk))
    assert sorted(review.others) == ["1 closed", "1 published"]
    assert [one.company for one in review.similar] == [listing.company]
    assert len(review.earlier) == 1


def test_an_edit_is_not_said_to_be_its_own_double() -> None:
    listing = waiting()
    services.approve(listing)
    edited(listing, start="1 March")
    assert not any(
        "open here already" in finding.text for finding in review_context(listing).findings
    )
