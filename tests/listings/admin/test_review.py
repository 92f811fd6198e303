"""The editors' queue and the review of one posting."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from listings.employers.services import become_posting
from listings.models import Listing, ModerationNote, PostingRevision, Status
from listings.transitions import rows
from tests.listings.employers.typed import typed
from tests.listings.factories import make_draft, make_employer
from tests.staff import SignIn

pytestmark = pytest.mark.django_db

QUEUE = "/admin/listings/listing/queue/"


@pytest.fixture
def posting() -> Listing:
    make_employer("ada@umbra.example")
    draft = make_draft(data=typed(), email="ada@umbra.example")
    return become_posting(draft, "ada@umbra.example")


def review(posting: Listing) -> str:
    return reverse("admin:listings_listing_review", args=[posting.pk])


def decide(client: Client, posting: Listing, decision: str, **more: str) -> Any:
    return client.post(review(posting), {"decision": decision, **more}, follow=True)


def test_the_start_page_leads_to_the_queue_and_the_queue_to_the_posting(
    moderator: Client, posting: Listing
) -> None:
    assert QUEUE in moderator.get("/admin/").content.decode()
    assert review(posting) in moderator.get(QUEUE).content.decode()


def test_an_empty_queue_says_so(moderator: Client) -> None:
    assert moderator.get(QUEUE).content.decode().count("Nothing is waiting.") == 2


def test_the_review_shows_the_posting_as_it_will_look_in_a_sandbox(
    moderator: Client, posting: Listing
) -> None:
    page = moderator.get(review(posting)).content.decode()
    assert 'sandbox srcdoc="&lt;!doctype html&gt;' in page
    assert f"{posting.title}&lt;/h1&gt;" in page
    assert Listing.objects.count() == 1  # what the preview wrote is rolled back


def test_approving_publishes_and_leads_on(moderator: Client, posting: Listing) -> None:
    page = decide(moderator, posting, "approve")
    assert Listing.objects.live().exists()
    assert page.redirect_chain[-1][0] == QUEUE
    late = decide(moderator, posting, "reject", reason="spam").content.decode()
    assert "Nothing was changed." in late


@pytest.mark.first(3)
@pytest.mark.parametrize(
    ("decision", "more", "message"),
    [
        ("changes", {}, "Say what should change"),
        ("reject", {}, "Choose the reason"),
        ("reject", {"reason": "other"}, "in your own words"),
        ("remark", {"comment": "  "}, "Write the remark"),
        ("fly", {}, "Nothing was decided yet"),
    ],
)
def test_a_decision_without_its_reason_is_none(
    moderator: Client, posting: Listing, decision: str, more: dict[str, str], message: str
) -> None:
    assert message in decide(moderator, posting, decision, **more).content.decode()
    posting.refresh_from_db()
    assert posting.status == Status.PENDING
    assert not ModerationNote.objects.exclude(kind="check").exists()


@pytest.mark.slow
def test_what_the_employer_wrote_is_never_markup_here(moderator: Client) -> None:
    evil = "<script>alert(1)</script>"
    make_employer("eve@evil.example")
    draft = make_draft(
        data=typed(title=f"Keeper {evil}", company_name=evil, pay_note=evil),
        email="eve@evil.example",
    )
    posting = become_posting(draft, "eve@evil.example")
    for address in (QUEUE, review(posting), "/admin/"):
        assert evil not in moderator.get(address).content.decode()


def test_an_edit_is_shown_with_its_words_and_published(moderator: Client, posting: Listing) -> None:
    rows.approve(posting)
    data = typed(title="Keeper of the new light")
    PostingRevision.objects.create(listing=posting, before=typed(), data=data)
    page = moderator.get(review(posting)).content.decode()
    assert "<ins>" in page
    decide(moderator, posting, "approve-edit")
    posting.refresh_from_db()
    assert posting.title == "Keeper of the new light"


def test_the_queue_names_the_fields_that_the_review_shows(
    moderator: Client, posting: Listing
) -> None:
    rows.approve(posting)
    data = typed(title="Keeper of the new light", openings="2", seen_skills=["rope-work"])
    PostingRevision.objects.create(listing=posting, before=typed(), data=data)
    page = moderator.get(review(posting)).content.decode()
    assert page.count('<div class="words"') == 2
    assert "Umbra · Job title, Openings · waiting since" in " ".join(
        moderator.get(QUEUE).content.decode().split()
    )


@pytest.mark.parametrize("group", ["writer", "editor"])
def test_only_moderators_decide(sign_in: SignIn, posting: Listing, group: str) -> None:
    client = sign_in(group)
    assert client.get(QUEUE).status_code == 403
    assert client.post(review(posting), {"decision": "approve"}).status_code == 403


def test_the_queue_needs_few_queries(
    moderator: Client, posting: Listing, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        moderator.get(QUEUE)


def test_a_posting_that_does_not_exist_is_not_found(moderator: Client) -> None:
    assert moderator.get("/admin/listings/listing/999999/review/").status_code == 404


def test_who_freezes_a_posting_can_unfreeze_it_on_the_same_page(
    moderator: Client, posting: Listing
) -> None:
    decide(moderator, posting, "approve")
    decide(moderator, posting, "freeze", comment="Please explain the fee.")
    page = moderator.get(review(posting)).text
    assert 'value="unfreeze"' in page
    assert 'value="freeze"' not in page
    assert "frozen" in page
    assert "Please explain the fee." in page
    assert "out of review" in decide(moderator, posting, "unfreeze").text
    assert Listing.objects.live().filter(pk=posting.pk).exists()
    late = decide(moderator, posting, "unfreeze").text
    assert "Nothing was changed." in late
    assert 'value="unfreeze"' not in moderator.get(review(posting)).text


def test_a_reason_that_the_employer_would_get_half_of_comes_back(
    moderator: Client, posting: Listing
) -> None:
    decide(moderator, posting, "approve")
    reason = "Please explain the fee. " * 20
    page = decide(moderator, posting, "freeze", comment=reason).text
    assert "A reason has at most 200 characters, and this one 479." in page
    assert reason.strip() in page
    posting.refresh_from_db()
    assert posting.frozen_at is None
