"""How long a review takes, as employers read it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from listings.models import EventKind, ListingEvent
from listings.moderation.queue import in_words, median_review
from tests.listings.factories import make_submission
from tests.plans import rows_read

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def review(hours: float, *, kind: str = EventKind.PUBLISHED, day: int = 0) -> None:
    listing = make_submission()
    at = NOON + timedelta(days=day)
    listing.log(EventKind.RECEIVED, at=at)
    listing.log(EventKind(kind), at=at + timedelta(hours=hours))


class TestHowLongReviewTakes:
    @pytest.mark.slow
    def test_it_is_the_median_of_the_last_twenty_answers(self) -> None:
        for day in range(30):
            review(day if day >= 10 else 100, day=day if day >= 10 else day - 100)
        assert median_review() == (timedelta(hours=19, minutes=30), 20)

    def test_every_answer_counts_also_no(self) -> None:
        review(2, kind=EventKind.REJECTED)
        review(4, kind=EventKind.CHANGES_REQUESTED)
        assert median_review() == (timedelta(hours=3), 2)

    def test_the_employers_own_time_does_not_count(self) -> None:
        listing = make_submission()
        for hours, kind in (
            (0, EventKind.RECEIVED),
            (1, EventKind.CHANGES_REQUESTED),
            (100, EventKind.RESUBMITTED),
            (103, EventKind.PUBLISHED),
            (500, EventKind.PUBLISHED),
        ):
            listing.log(kind, at=NOON + timedelta(hours=hours))
        assert median_review() == (timedelta(hours=2), 2)

    @pytest.mark.slow
    def test_it_reads_the_ledger_once_whatever_the_planner_knows(self) -> None:
        """It is told of a ledger of one posting, and of nothing since."""
        listing = make_submission()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE listings_listingevent")
        read = []
        for count in (1_000, 9_000):
            ListingEvent.objects.bulk_create(
                ListingEvent(listing=listing, kind=kind, at=NOON + timedelta(hours=number))
                for number in range(count // 2)
                for kind in (EventKind.RECEIVED, EventKind.PUBLISHED)
            )
            read.append(rows_read(median_review))
        assert read[1] <= 20 * read[0]  # the square would be a hundred times

    def test_nobody_has_been_through_it_yet(self, client: Client) -> None:
        assert median_review() is None
        assert "We cannot say yet" in client.get("/employers/").content.decode()

    @pytest.mark.parametrize(
        ("hours", "words"),
        [(0.2, "under an hour"), (1, "1 hour"), (4.1, "5 hours"), (47, "2 days"), (60, "3 days")],
    )
    def test_it_is_rounded_up(self, hours: float, words: str) -> None:
        assert in_words(timedelta(hours=hours)) == words
