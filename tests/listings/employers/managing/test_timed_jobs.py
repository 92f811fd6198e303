"""What the worker does by the clock: reminders, ends, one question. Twice is once."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from jobboard.models import OutgoingMail
from jobboard.worker.timetable import entry_named
from listings.employers.managing.timed_jobs import (
    ask_whether_filled,
    close_run_out,
    remind_before_the_end,
)
from listings.models import (
    ClosedReason,
    EventKind,
    Listing,
    ListingDay,
    PostingOutcome,
    Report,
    Status,
)
from listings.moderation.reports import report
from listings.transitions import rows
from tests.listings.employers.managing.postings import EMAIL, live
from tests.listings.factories import make_listing

pytestmark = pytest.mark.django_db


def sent(kind: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind))


def link_in(mail: OutgoingMail, start: str) -> str:
    found = re.search(rf"{re.escape(settings.SITE_URL)}({start}[-\w./]+)", mail.text)
    assert found, mail.text
    return found[1]


class TestBeforeTheEnd:
    def test_the_employer_is_asked_once(self, client: Client) -> None:
        listing = live(ends_in=6.5)
        ListingDay.objects.create(
            listing=listing, on=timezone.localdate(), views=1234, apply_clicks=38
        )
        for _ in range(2):
            remind_before_the_end(timezone.now())
        (mail,) = sent("posting-ends-soon")
        assert mail.recipient == EMAIL
        for piece in ("in 7 days", "1,234", "38"):
            assert piece in mail.text
        page = client.get(link_in(mail, "/employers/answer/")).content.decode()
        assert "Still open" in page

    @pytest.mark.parametrize("ends_in", [8, -0.1])
    def test_neither_too_early_nor_too_late(self, ends_in: float) -> None:
        live(ends_in=ends_in)
        assert remind_before_the_end(timezone.now()) == 0

    def test_what_was_closed_frozen_or_moved_meanwhile_is_not_asked_about(self) -> None:
        closed, frozen, moved = (live(ends_in=5, title=f"Keeper {n}") for n in "ABC")
        rows.close(closed, "filled")
        rows.freeze(frozen, by="editor", reason="scam")
        Listing.objects.filter(pk=moved.pk).update(expires_at=timezone.now() + timedelta(days=30))
        assert remind_before_the_end(timezone.now()) == 0

    def test_an_end_that_moved_is_asked_about_again(self) -> None:
        listing = live(ends_in=5)
        remind_before_the_end(timezone.now())
        Listing.objects.filter(pk=listing.pk).update(expires_at=timezone.now() + timedelta(days=20))
        remind_before_the_end(timezone.now() + timedelta(days=14))
        assert len(sent("posting-ends-soon")) == 2

    def test_a_short_one_needs_no_reminder(self) -> None:
        listing = live(ends_in=5)
        Listing.objects.filter(pk=listing.pk).update(posted_at=timezone.now() - timedelta(days=2))
        assert remind_before_the_end(timezone.now()) == 0

    def test_one_that_nobody_gave_us_an_address_for_is_left_alone(self) -> None:
        make_listing(expires_at=timezone.now() + timedelta(days=5), days_ago=25)
        assert remind_before_the_end(timezone.now()) == 0

    def test_a_worker_that_was_away_says_the_days_that_are_left(self) -> None:
        live(ends_in=2.5)
        remind_before_the_end(timezone.now())
        assert "in 3 days" in sent("posting-ends-soon")[0].text

    @pytest.mark.parametrize(
        ("views", "clicks", "said"),
        [
            (1, 1, "read once since it was published, and “Apply” was pressed once."),
            (0, 2, "read 0 times since it was published, and “Apply” was pressed 2 times."),
        ],
    )
    def test_one_is_not_said_in_the_plural(self, views: int, clicks: int, said: str) -> None:
        listing = live(ends_in=0.5)
        today = timezone.localdate()
        ListingDay.objects.create(listing=listing, on=today, views=views, apply_clicks=clicks)
        remind_before_the_end(timezone.now())
        text = " ".join(sent("posting-ends-soon")[0].text.split())
        assert "in 1 day. It has been" in text
        assert said in text


class TestTheEnd:
    def test_it_is_closed_at_its_hour_and_told_once(self) -> None:
        listing = live(ends_in=-2)
        for _ in range(2):
            close_run_out(timezone.now())
        listing.refresh_from_db()
        assert (listing.status, listing.closed_reason) == (Status.CLOSED, ClosedReason.EXPIRED)
        assert listing.closed_at == listing.expires_at
        assert listing.events.filter(kind=EventKind.CLOSED).count() == 1
        (mail,) = sent("posting-ran-out")
        assert "60 or 90 days" in " ".join(mail.text.split())
        assert f"/employers/postings/{listing.pk}/" in mail.text

    def test_others_stay(self) -> None:
        frozen = live(ends_in=-1)
        rows.freeze(frozen, by="editor", reason="scam")
        live(ends_in=1, title="Other")
        assert close_run_out(timezone.now()) == 0

    def test_who_closes_it_himself_gets_no_mail(self) -> None:
        rows.close(live(ends_in=5), "filled")
        close_run_out(timezone.now() + timedelta(days=9))
        assert sent("posting-closed") == []


class TestThreeWeeksAfter:
    def closed(self, reason: str = "expired", days_ago: float = 22) -> Listing:
        listing = live(ends_in=-days_ago)
        rows.close(listing, reason, at=timezone.now() - timedelta(days=days_ago))
        return listing

    @pytest.mark.parametrize("reason", ["expired", "filled"])
    def test_one_question(self, client: Client, reason: str) -> None:
        self.closed(reason)
        for _ in range(2):
            ask_whether_filled(timezone.now())
        (mail,) = sent("was-it-filled")
        assert client.get(link_in(mail, "/employers/filled/")).status_code == 200
        assert PostingOutcome.objects.count() == 1

    @pytest.mark.parametrize("reason", ["withdrawn", "blocked"])
    def test_none_where_there_is_nothing_to_ask(self, reason: str) -> None:
        self.closed(reason)
        assert ask_whether_filled(timezone.now()) == 0

    @pytest.mark.parametrize("days_ago", [20, 36])
    def test_neither_too_early_nor_out_of_the_blue(self, days_ago: float) -> None:
        self.closed(days_ago=days_ago)
        assert ask_whether_filled(timezone.now()) == 0

    def test_one_that_was_opened_again_is_not_asked_about(self) -> None:
        rows.reopen(self.closed())
        assert ask_whether_filled(timezone.now()) == 0


class TestUnderReview:
    def test_readers_who_take_it_off_the_lists_bring_a_mail(self) -> None:
        listing = live()
        listing.company.members.update(verified_at=None)
        for number in range(3):
            report(listing, "dead", "", f"203.0.{number}.0/24")
        assert Report.objects.count() == 3
        (mail,) = sent("posting-frozen")
        assert mail.recipient == EMAIL
        assert "Reports by readers" in mail.text

    def test_fewer_bring_none(self) -> None:
        report(live(), "dead", "", "203.0.1.0/24")
        assert sent("posting-frozen") == []


@pytest.mark.parametrize("name", ["ends-soon", "run-out", "filled"])
def test_the_timetable_knows_them(name: str) -> None:
    assert entry_named(name).run(timezone.now()) == 0


def test_without_mail_nobody_is_asked(settings: pytest.FixtureRequest) -> None:
    live(ends_in=5)
    kept = {k: v for k, v in settings.MAILERS.items() if k != "transport"}  # type: ignore[attr-defined]
    settings.MAILERS = kept  # type: ignore[attr-defined]
    assert remind_before_the_end(timezone.now()) == 0
