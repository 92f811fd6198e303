"""When reports take a posting off the lists, and when it comes back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from jobboard.models import User
from listings import transitions
from listings.models import EventKind, Listing, Report, ReportOutcome, ReportReason, Status
from listings.moderation import reports
from listings.moderation.reports import report, reported
from listings.timetable import tidy_reports
from listings.transitions import rows
from tests.listings.factories import make_company, make_listing, make_source

numbers = count(1)


def word(reason: str = ReportReason.DEAD, *, network: str = "") -> tuple[str, str, str]:
    return reason, "", network or f"10.{next(numbers)}.0.0/24"


def say(listing: Listing, times: int, reason: str = ReportReason.DEAD) -> Listing:
    """Let ``times`` readers of different networks report it, and read it again."""
    for _ in range(times):
        assert report(listing, *word(reason))
    listing.refresh_from_db()
    return listing


def let_pass(listing: Listing, hours: float) -> None:
    """Move all that happened to it into the past."""
    ago = timedelta(hours=hours)
    for row in listing.reports.all():
        Report.objects.filter(pk=row.pk).update(at=row.at - ago)
    if listing.frozen_at:
        Listing.objects.filter(pk=listing.pk).update(frozen_at=listing.frozen_at - ago)


@pytest.mark.django_db
class TestFreezing:
    def test_three_networks_take_it_off_the_lists(self) -> None:
        listing = say(make_listing(), 2)
        assert not listing.frozen_at
        say(listing, 1)
        assert listing.frozen_at
        assert not Listing.objects.live().exists()

    def test_one_network_counts_once(self) -> None:
        listing = make_listing()
        assert report(listing, *word(network="10.0.0.0/24"))
        assert not report(listing, *word(network="10.0.0.0/24"))
        assert listing.reports.count() == 1

    def test_it_counts_once_also_when_the_key_has_changed(self, monkeypatch: Any) -> None:
        listing = make_listing()
        report(listing, *word(network="10.0.0.0/24"))
        later = timezone.now() + timedelta(days=30)
        monkeypatch.setattr(timezone, "now", lambda: later)
        assert not report(listing, *word(network="10.0.0.0/24"))

    def test_reports_of_more_than_a_week_ago_do_not_count(self) -> None:
        listing = say(make_listing(), 2)
        let_pass(listing, 7 * 24 + 1)
        assert not say(listing, 2).frozen_at
        assert say(listing, 1).frozen_at

    def test_an_editor_is_heard_also_where_their_network_has_reported(self) -> None:
        listing = make_listing()
        assert report(listing, *word(network="10.0.0.0/24"))
        assert report(listing, *word(network="10.0.0.0/24"), is_editor=True)
        listing.refresh_from_db()
        assert listing.frozen_at

    def test_one_editor_is_enough(self) -> None:
        listing = make_listing()
        report(listing, ReportReason.SCAM, "seen before", "10.0.0.0/24", is_editor=True)
        listing.refresh_from_db()
        assert (listing.frozen_by, listing.reports.get().network) == ("editor", "")

    def test_a_synced_posting_is_flagged_first(self) -> None:
        listing = say(make_listing(source=make_source()), 5)
        assert not listing.frozen_at
        assert say(listing, 1).frozen_at

    def test_a_posting_of_a_verified_employer_is_flagged_first(self) -> None:
        user, company = User.objects.create_user("jobs@employer.example"), make_company()
        company.members.create(user=user, verified_at=timezone.now())
        listing = say(make_listing(company=company, submitted_by=user), 3)
        assert not listing.frozen_at

    def test_who_only_proposed_the_company_vouches_for_nothing(self) -> None:
        user, company = User.objects.create_user("jobs@employer.example"), make_company()
        company.members.create(user=user)
        assert say(make_listing(company=company, submitted_by=user), 3).frozen_at

    def test_one_that_an_editor_cleared_is_only_flagged(self) -> None:
        listing = say(make_listing(), 3)
        reports.clear(listing)
        assert not say(listing, 9).frozen_at
        assert len(reported().get().open_reports) == 9

    @pytest.mark.slow
    def test_a_company_meets_at_most_five_automatic_freezes_a_day(self) -> None:
        company = make_company()
        listings = [say(make_listing(company=company), 3) for _ in range(6)]
        assert [bool(listing.frozen_at) for listing in listings] == [True] * 5 + [False]
        assert say(make_listing(), 3).frozen_at

    def test_the_ledger_names_no_person_reason_or_text(self) -> None:
        listing = make_listing()
        for _ in range(3):
            report(listing, ReportReason.SCAM, "the boss is a thief", word()[2])
        line = listing.events.get(kind=EventKind.FROZEN)
        assert line.reason == "Reports by readers"
        assert "thief" not in str(listing.events.values_list())
        assert "10." not in str(Report.objects.values_list("network"))


@pytest.mark.django_db
class TestEnding:
    def test_an_undecided_freeze_ends_after_72_hours(self) -> None:
        listing = say(make_listing(), 3)
        let_pass(listing, 71)
        assert reports.end_undecided_freezes() == 0
        listing.refresh_from_db()
        let_pass(listing, 1.1)
        assert reports.end_undecided_freezes() == 1
        assert Listing.objects.live().get() == listing
        assert reported().get() == listing

    def test_a_suspected_scam_stays_off_the_lists(self) -> None:
        listing = say(say(make_listing(), 1), 2, ReportReason.SCAM)
        let_pass(listing, 100)
        assert reports.end_undecided_freezes() == 0

    def test_one_shout_of_scam_among_three_does_not_hold_it(self) -> None:
        listing = say(say(make_listing(), 1, ReportReason.SCAM), 2)
        let_pass(listing, 100)
        assert reports.end_undecided_freezes() == 1

    def test_what_an_editor_holds_does_not_end(self) -> None:
        listing = say(make_listing(), 3)
        transitions.keep_frozen(listing)
        let_pass(listing, 100)
        assert reports.end_undecided_freezes() == 0

    def test_after_that_only_new_reports_freeze_it_again(self) -> None:
        listing = say(make_listing(), 3)
        let_pass(listing, 73)
        reports.end_undecided_freezes()
        assert not say(listing, 2).frozen_at
        assert say(listing, 1).frozen_at

    def test_networks_are_forgotten_after_30_days(self) -> None:
        listing = say(make_listing(), 1)
        tidy_reports(timezone.now())
        assert listing.reports.exclude(network="").exists()
        let_pass(listing, 30 * 24)
        assert reports.forget_networks() == 1
        assert not listing.reports.exclude(network="").exists()


@pytest.mark.django_db
class TestDeciding:
    def test_clearing_shows_it_and_settles_the_reports(self) -> None:
        listing = say(make_listing(), 3)
        reports.clear(listing)
        assert Listing.objects.live().get() == listing
        assert set(listing.reports.values_list("settled_as", flat=True)) == {ReportOutcome.CLEARED}
        assert not reported().exists()

    def test_removing_closes_it(self) -> None:
        listing = say(make_listing(), 3)
        reports.remove(listing)
        assert (listing.status, listing.frozen_at) == (Status.CLOSED, None)
        assert set(listing.reports.values_list("settled_as", flat=True)) == {ReportOutcome.UPHELD}

    def test_who_was_answered_may_report_again(self) -> None:
        listing = make_listing()
        report(listing, *word(network="10.0.0.0/24"))
        reports.clear(listing)
        assert report(listing, *word(network="10.0.0.0/24"))

    def test_closed_postings_wait_no_more(self) -> None:
        listing = say(make_listing(), 1)
        rows.close(listing, "filled")
        assert not reported().exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("networks", "kept"), [(lambda n: f"10.{n}.0.0/24", 8), (lambda n: "10.0.0.0/24", 1)]
)
def test_reports_at_one_moment_are_counted_one_by_one(
    networks: Callable[[int], str], kept: int
) -> None:
    listing, barrier = make_listing(), Barrier(8)

    def attempt(number: int) -> bool:
        barrier.wait()
        try:
            return report(listing, *word(network=networks(number)))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(attempt, range(8))) == kept
    assert listing.reports.count() == kept
    assert listing.events.filter(kind=EventKind.FROZEN).count() == (1 if kept == 8 else 0)
