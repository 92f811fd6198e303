"""An employer's posting on its way to the public: unconfirmed, pending, published or not."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from listings import transitions
from listings.models import (
    EventKind,
    Listing,
    Status,
    WrongStateError,
)
from listings.models.place import end_of_day
from listings.transitions import rows
from tests.listings.factories import make_city, make_company, make_employer, make_submission

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def kinds(listing: Listing) -> list[str]:
    return list(listing.events.values_list("kind", flat=True))


def test_the_way_of_a_posting_that_an_editor_sends_back_once() -> None:
    listing = make_submission(status=Status.UNCONFIRMED, submitted_at=None)
    transitions.confirm(listing)
    transitions.request_changes(listing)
    transitions.resubmit(listing)
    transitions.approve(listing)
    assert Listing.objects.live().get() == listing
    assert kinds(listing) == [
        EventKind.RECEIVED,
        EventKind.CHANGES_REQUESTED,
        EventKind.RESUBMITTED,
        EventKind.PUBLISHED,
    ]


def test_the_public_ledger_tells_no_talk_between_editor_and_employer() -> None:
    listing = make_submission()
    transitions.request_changes(listing)
    transitions.resubmit(listing)
    transitions.approve(listing)
    shown = listing.events.public()
    assert [event.kind for event in shown] == [EventKind.PUBLISHED]


@pytest.mark.parametrize(
    ("status", "verb"),
    [
        (Status.PENDING, "confirm"),
        (Status.UNCONFIRMED, "approve"),
        (Status.CHANGES_REQUESTED, "approve"),
        (Status.REJECTED, "approve"),
        (Status.PENDING, "resubmit"),
        (Status.REJECTED, "resubmit"),
        (Status.UNCONFIRMED, "request_changes"),
        (Status.UNCONFIRMED, "reject"),
    ],
)
def test_a_verb_that_does_not_fit_the_state_changes_nothing(status: str, verb: str) -> None:
    listing = make_submission(status=status)
    with pytest.raises(WrongStateError, match=Status(status).sentence):
        getattr(transitions, verb)(listing)
    listing.refresh_from_db()
    assert listing.status == status
    assert kinds(listing) == []


@pytest.mark.parametrize("days", [30, 60, 90])
def test_it_lives_as_many_days_as_the_employer_asked(days: int) -> None:
    listing = make_submission(run_days=days)
    rows.approve(listing, at=NOON)
    assert (listing.posted_at, listing.expires_at) == (NOON, NOON + timedelta(days=days))


def test_an_approval_counts_as_seen_to_be_open_on_that_day() -> None:
    listing = make_submission()
    rows.approve(listing, at=NOON)
    listing.refresh_from_db()
    assert listing.verified_at == NOON


def test_one_that_was_public_before_is_published_again_under_its_own_date() -> None:
    listing = make_submission(status=Status.DRAFT, submitted_at=None, posted_at=NOON)
    listing.expires_at = timezone.now() + timedelta(days=10)
    listing.save()
    transitions.publish(listing)
    listing.refresh_from_db()
    assert (listing.status, listing.posted_at) == (Status.PUBLISHED, NOON)


class TestTheLastDayToApply:
    @pytest.mark.parametrize(
        ("longitude", "ends"),
        [
            (-122.4, datetime(2026, 3, 11, 8, tzinfo=UTC)),
            (13.4, datetime(2026, 3, 10, 23, tzinfo=UTC)),
            (None, datetime(2026, 3, 11, 0, tzinfo=UTC)),
        ],
    )
    def test_it_ends_with_that_day_at_the_place(
        self, longitude: float | None, ends: datetime
    ) -> None:
        assert end_of_day(date(2026, 3, 10), longitude) == ends

    def test_it_ends_the_posting_where_it_comes_first(self) -> None:
        city = make_city("San Francisco", "US")
        type(city).objects.update(longitude=-122.4)
        listing = make_submission(places=(city,), apply_by_on=date(2026, 3, 10))
        rows.approve(listing, at=NOON)
        assert listing.expires_at == datetime(2026, 3, 11, 8, tzinfo=UTC)

    def test_a_later_one_does_not_lengthen_the_run(self) -> None:
        listing = make_submission(apply_by_on=date(2026, 12, 24))
        rows.approve(listing, at=NOON)
        assert listing.expires_at == NOON + timedelta(days=30)

    def test_one_that_is_over_keeps_it_from_being_approved(self) -> None:
        listing = make_submission(apply_by_on=date(2026, 3, 1))
        with pytest.raises(WrongStateError, match="is over"):
            rows.approve(listing, at=NOON)
        assert Listing.objects.get().status == Status.PENDING


class TestWhoSeesIt:
    @pytest.mark.parametrize(
        "status",
        [Status.UNCONFIRMED, Status.PENDING, Status.CHANGES_REQUESTED, Status.REJECTED],
    )
    def test_nothing_that_no_editor_has_approved_is_public(self, client: Any, status: str) -> None:
        company = make_company("Umbra", is_approved=False)
        listing = make_submission(company=company, status=status, posted_at=timezone.now())
        assert client.get(listing.get_absolute_url()).status_code == 404
        assert client.get(company.get_absolute_url()).status_code == 404

    def test_approval_of_a_posting_makes_its_company_public(self, client: Any) -> None:
        company = make_company("Umbra", is_approved=False)
        transitions.approve(make_submission(company=company))
        assert client.get(company.get_absolute_url()).status_code == 200

    def test_an_employer_has_their_own_postings_and_those_of_a_company_they_speak_for(self) -> None:
        company = make_company()
        employer, stranger = make_employer("", company), make_employer()
        own = make_submission(submitted_by=stranger)
        colleagues = make_submission(company=company)
        assert set(Listing.objects.of_employer(employer)) == {colleagues}
        assert set(Listing.objects.of_employer(stranger)) == {own}

    def test_who_is_not_verified_does_not_speak_for_the_company(self) -> None:
        company = make_company()
        make_submission(company=company)
        employer = make_employer("", company, is_verified=False)
        assert not Listing.objects.of_employer(employer).exists()


def test_the_queue_begins_with_the_longest_wait() -> None:
    later = make_submission(submitted_at=NOON)
    first = make_submission(submitted_at=NOON - timedelta(hours=1))
    make_submission(status=Status.UNCONFIRMED)
    assert list(Listing.objects.waiting()) == [first, later]


def test_a_refusal_says_in_a_sentence_how_the_posting_stands() -> None:
    assert [status.sentence for status in Status] == [
        "This posting is a draft now.",
        "This posting’s e-mail address is not confirmed yet.",
        "This posting is waiting for an editor now.",
        "This posting’s employer has been asked for changes.",
        "This posting is published already.",
        "This posting has been rejected.",
        "This posting is closed now.",
    ]


def test_a_count_of_postings_reads_as_english() -> None:
    said = [status.counted(2) for status in Status]
    assert said == [
        "2 taken back",
        "2 unconfirmed",
        "2 waiting for an editor",
        "2 waiting for changes",
        "2 published",
        "2 rejected",
        "2 closed",
    ]
