"""What editors do with postings."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobboard.models import OutgoingMail
from listings import transitions
from listings.models import ClosedReason, Company, EventKind, Listing, Status
from listings.transitions import rows
from tests.listings.admin.conftest import MakeListing
from tests.listings.employers.managing.postings import EMAIL, live, sent
from tests.staff import SignIn

pytestmark = pytest.mark.django_db

LIST = "admin:listings_listing_changelist"


def run(client: Client, action: str, *listings: Listing, **more: Any) -> str:
    """Run an action from the list and return the message."""
    chosen = [listing.pk for listing in listings]
    values = {"action": action, "_selected_action": chosen, **more}
    response = client.post(reverse(LIST), values, follow=True)
    assert response.status_code == 200
    for listing in listings:
        listing.refresh_from_db()
    return " ".join(str(message) for message in response.context["messages"])


def is_live(listing: Listing) -> bool:
    return Listing.objects.live().filter(pk=listing.pk).exists()


def last_line(listing: Listing) -> str:
    line = listing.events.last()
    assert line is not None
    return line.kind


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PENDING])
def test_a_posting_that_waits_is_published_and_its_company_with_it(
    moderator: Client, make_listing: MakeListing, status: str
) -> None:
    listing = make_listing(is_draft=True, status=status)
    Company.objects.update(is_approved=False)
    assert run(moderator, "publish", listing) == "1 posting published."
    assert is_live(listing)
    assert last_line(listing) == EventKind.PUBLISHED
    assert moderator.get(listing.company.get_absolute_url()).status_code == 200


class TestWhatAnEmployerSent:
    def test_publishing_is_approving_with_an_end_and_a_mail(self, moderator: Client) -> None:
        listing = sent(run_days="60")
        assert run(moderator, "publish", listing) == "1 posting published."
        assert listing.posted_at is not None
        assert listing.expires_at == listing.posted_at + timedelta(days=60)
        assert OutgoingMail.objects.filter(kind="posting-approved", recipient=EMAIL).count() == 1

    @pytest.mark.slow
    def test_freezing_and_closing_tell_the_employer(self, moderator: Client) -> None:
        frozen, closed = live(title="Keeper A"), live(title="Keeper B")
        run(moderator, "freeze", frozen, reason="Pay is wrong")
        run(moderator, "close_filled", closed)
        assert "Pay is wrong" in OutgoingMail.objects.get(kind="posting-frozen").text
        assert "filled" in OutgoingMail.objects.get(kind="posting-closed").text

    @pytest.mark.parametrize("status", ["changes_requested", "rejected", "unconfirmed"])
    def test_what_waits_for_its_employer_or_was_refused_is_not_published(
        self, moderator: Client, status: str
    ) -> None:
        listing = sent()
        Listing.objects.update(status=status)
        assert run(moderator, "publish", listing).startswith("No postings published.")
        assert listing.status == status

    def test_what_its_employer_has_taken_back_stays_so(self, moderator: Client) -> None:
        listing = sent()
        transitions.take_back(listing)
        assert run(moderator, "publish", listing).startswith("No postings published.")

    def test_one_whose_last_day_is_over_says_so_and_the_other_is_published(
        self, moderator: Client
    ) -> None:
        late, fine = sent(title="Keeper A"), sent(title="Keeper B")
        yesterday = timezone.localdate() - timedelta(days=2)
        Listing.objects.filter(pk=late.pk).update(apply_by_on=yesterday)
        message = run(moderator, "publish", late, fine)
        assert "1 posting published" in message
        assert "“Keeper A”: Its last day to apply is over." in message
        assert (late.status, late.posted_at) == (Status.PENDING, None)


def test_what_does_not_fit_an_action_is_left_and_counted(
    moderator: Client, make_listing: MakeListing
) -> None:
    draft, live = make_listing(is_draft=True), make_listing()
    lines = live.events.count()
    message = run(moderator, "publish", draft, live)
    assert message == "1 posting published. 1 left as it was: this does not apply to it."
    assert live.events.count() == lines


@pytest.mark.parametrize(
    ("action", "reason"),
    [("close_filled", ClosedReason.FILLED), ("close_withdrawn", ClosedReason.WITHDRAWN)],
)
def test_closing_says_why(
    moderator: Client, listing: Listing, action: str, reason: ClosedReason
) -> None:
    run(moderator, action, listing)
    assert listing.closed_reason == reason
    assert not is_live(listing)
    assert listing.events.get(kind=EventKind.CLOSED).reason == reason.label


def test_a_closed_posting_opens_again_under_its_own_date(
    moderator: Client, listing: Listing
) -> None:
    posted_at = listing.posted_at
    run(moderator, "close_filled", listing)
    run(moderator, "reopen", listing)
    assert is_live(listing)
    assert listing.posted_at == posted_at
    assert last_line(listing) == EventKind.REOPENED


def test_freezing_keeps_the_reason_and_unfreezing_ends_it(
    moderator: Client, listing: Listing
) -> None:
    run(moderator, "freeze", listing, reason="Pay is wrong")
    assert listing.frozen_reason == "Pay is wrong"
    assert listing.notes.get().text == "Frozen: Pay is wrong"
    assert listing.frozen_by == "editor"
    assert not is_live(listing)
    run(moderator, "unfreeze", listing)
    assert is_live(listing)


def test_a_reason_that_is_too_long_is_no_error(moderator: Client, listing: Listing) -> None:
    run(moderator, "freeze", listing, reason="x" * 500)
    assert is_live(listing)


def test_verifying_notes_the_day_and_moves_no_date(moderator: Client, listing: Listing) -> None:
    posted_at = listing.posted_at
    run(moderator, "verify", listing)
    assert listing.verified_at is not None
    assert listing.posted_at == posted_at


@pytest.mark.parametrize(("action", "days"), [("feature_week", 7), ("feature_month", 30)])
def test_featuring_lasts_as_long_as_it_says(
    moderator: Client, listing: Listing, action: str, days: int
) -> None:
    run(moderator, action, listing)
    assert listing.featured_until is not None
    left = listing.featured_until - timezone.now()
    assert timedelta(days=days, minutes=-5) < left <= timedelta(days=days)
    run(moderator, "stop_featuring", listing)
    assert not listing.is_featured


def test_pay_in_quarantine_can_be_left_out(moderator: Client, make_listing: MakeListing) -> None:
    listing = make_listing(pay_quarantined_at=timezone.now())
    run(moderator, "leave_pay_out", listing)
    assert listing.pay_quarantined_at is None
    assert "pay_minimum" in listing.edited_fields


def test_a_state_that_a_person_set_is_marked_as_theirs(moderator: Client, listing: Listing) -> None:
    run(moderator, "close_filled", listing)
    assert listing.edited_fields == ["status"]


def test_joined_postings_stand_under_the_oldest_and_split_ones_for_themselves(
    moderator: Client, make_listing: MakeListing
) -> None:
    old = make_listing(posted_at=timezone.now() - timedelta(days=9))
    new = make_listing(description_html="<p>Something quite different.</p>")
    run(moderator, "join_postings", new, old)
    assert new.duplicate_of == old
    run(moderator, "split_postings", new)
    assert new.duplicate_of is None
    assert new.is_cluster_decided


def test_postings_of_two_companies_are_never_joined(
    moderator: Client, make_listing: MakeListing
) -> None:
    other = make_listing(company=Company.objects.create(name="Other"))
    listing = make_listing()
    assert "Nothing was joined" in run(moderator, "join_postings", listing, other)
    assert Listing.objects.filter(duplicate_of=None).count() == 2


def test_one_posting_alone_is_not_joined(moderator: Client, listing: Listing) -> None:
    assert "at least two" in run(moderator, "join_postings", listing)


def test_an_action_runs_from_the_page_of_a_posting_too(moderator: Client, listing: Listing) -> None:
    url = reverse("admin:listings_listing_change", args=[listing.pk])
    values = {
        "CHANGE_FORM-action": "freeze",
        "CHANGE_FORM-reason": "A look",
        "_selected_action": listing.pk,
        "action": "freeze",
    }
    moderator.post(url, values)
    listing.refresh_from_db()
    assert listing.frozen_at is not None


def test_who_did_what_is_kept_with_the_posting(moderator: Client, listing: Listing) -> None:
    run(moderator, "verify", listing)
    entry = LogEntry.objects.get()
    assert entry.object_id == str(listing.pk)
    assert entry.change_message == "verified"


@pytest.mark.parametrize("group", ["writer", "editor"])
def test_who_may_only_look_has_no_actions(sign_in: SignIn, listing: Listing, group: str) -> None:
    client = sign_in(group)
    client.post(reverse(LIST), {"action": "close_filled", "_selected_action": [listing.pk]})
    listing.refresh_from_db()
    assert listing.status == Status.PUBLISHED


@pytest.mark.parametrize(
    "values", [{"action": "nonsense"}, {"action": "publish"}, {"_selected_action": ["abc"]}, {}]
)
def test_a_broken_request_is_no_error(
    moderator: Client, listing: Listing, values: dict[str, Any]
) -> None:
    response = moderator.post(reverse(LIST), values, follow=True)
    assert response.status_code == 200


def test_nothing_is_frozen_without_a_reason(moderator: Client, listing: Listing) -> None:
    assert "type the reason" in run(moderator, "freeze", listing)
    assert listing.frozen_at is None
    with pytest.raises(ValueError, match="for a reason"):
        transitions.freeze(listing, by="editor", reason=" ")


@pytest.mark.slow
def test_one_frozen_without_a_reason_is_found_and_given_one(
    moderator: Client, listing: Listing
) -> None:
    rows.freeze(listing, by="editor", reason="x")
    Listing.objects.update(frozen_reason="")
    page = moderator.get(reverse("admin:listings_listing_change", args=[listing.pk]))
    assert "nobody has said why" in page.text
    assert "give_reason" in dict(page.context["steps"])
    unexplained = moderator.get(reverse(LIST), {"state": "unexplained"})
    assert [row.pk for row in unexplained.context["cl"].result_list] == [listing.pk]
    assert "type the reason" in run(moderator, "give_reason", listing)
    run(moderator, "give_reason", listing, reason="The pay is wrong")
    assert listing.frozen_reason == "The pay is wrong"
    assert listing.notes.get().text == "Frozen: The pay is wrong"
    assert not listing.events.filter(reason="The pay is wrong").exists()


@pytest.mark.parametrize(
    ("state", "offered", "hidden"),
    [
        ("draft", "publish", "reopen"),
        ("live", "close_filled", "publish"),
        ("frozen", "unfreeze", "freeze"),
        ("closed", "reopen", "verify"),
    ],
)
def test_a_posting_offers_the_steps_of_its_state(
    moderator: Client, make_listing: MakeListing, state: str, offered: str, hidden: str
) -> None:
    listing = make_listing(is_draft=state == "draft")
    if state == "frozen":
        rows.freeze(listing, by="editor", reason="A look")
    if state == "closed":
        rows.close(listing, "filled")
    page = moderator.get(reverse("admin:listings_listing_change", args=[listing.pk]))
    steps = dict(page.context["steps"])
    assert offered in steps
    assert hidden not in steps
    assert "split_postings" not in steps
