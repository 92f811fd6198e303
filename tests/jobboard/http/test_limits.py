"""How often something may happen, counted where all processes see it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from jobboard.http import rate_limits
from jobboard.http.networks import network_of, subnet_of
from jobboard.models import Allowance

DAY = timedelta(days=1)
NETWORK = "203.0.113.0/24"


def spend(subject: str = NETWORK, *, kind: str = "drafts", limit: int = 3) -> bool:
    return rate_limits.spend(kind, subject, limit=limit, window=DAY)


@pytest.mark.django_db
class TestSpending:
    def test_as_many_as_the_limit_succeed(self) -> None:
        assert [spend() for _ in range(5)] == [True, True, True, False, False]

    def test_subjects_and_kinds_have_an_allowance_each(self) -> None:
        assert [spend(limit=1), spend(limit=1)] == [True, False]
        assert spend("198.51.100.0/24", limit=1)
        assert spend(kind="reports", limit=1)

    def test_a_limit_of_nothing_allows_nothing(self) -> None:
        assert not spend(limit=0)
        assert not Allowance.objects.exists()

    def test_the_allowance_is_back_when_its_window_is_over(self) -> None:
        assert [spend(limit=1), spend(limit=1)] == [True, False]
        Allowance.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
        assert [spend(limit=1), spend(limit=1)] == [True, False]

    def test_a_refused_attempt_writes_no_row_and_does_not_lengthen_the_window(self) -> None:
        spend(limit=1)
        before = Allowance.objects.get()
        assert not spend(limit=1)
        after = Allowance.objects.get()
        assert (after.spent, after.ends_at) == (before.spent, before.ends_at)

    def test_it_tells_how_long_to_wait(self) -> None:
        assert rate_limits.wait("drafts", NETWORK) == timedelta()
        spend()
        assert timedelta(hours=23) < rate_limits.wait("drafts", NETWORK) <= DAY

    def test_hostile_subjects_are_counted_like_others(self) -> None:
        for subject in ("", "\x00", "ü" * 100_000, "'; DROP TABLE jobboard_allowance; --"):
            assert [spend(subject, limit=1), spend(subject, limit=1)] == [True, False]

    def test_one_statement_is_all_it_costs(self, django_assert_num_queries: object) -> None:
        with django_assert_num_queries(1):  # type: ignore[operator]
            spend()


@pytest.mark.django_db
class TestKeeping:
    def test_no_address_is_kept(self) -> None:
        spend("jobs@employer.example")
        row = Allowance.objects.values().get()
        assert "employer" not in str(row)
        assert len(row["key"]) == 64

    def test_the_key_of_another_period_tells_another_story(self) -> None:
        now, before = (rate_limits.key_of("reports", NETWORK, periods_ago=ago) for ago in (0, 1))
        assert now != before
        assert before == rate_limits.key_of("reports", NETWORK, periods_ago=1)

    def test_what_is_over_is_purged_and_the_rest_stays(self) -> None:
        spend("old")
        Allowance.objects.update(ends_at=timezone.now())
        spend("new")
        assert rate_limits.purge() == 1
        assert Allowance.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_attempts_at_one_moment_exactly_the_limit_succeeds() -> None:
    barrier = Barrier(12)

    def attempt(_: int) -> int:
        barrier.wait()
        try:
            return sum(spend(limit=25) for _ in range(10))
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as threads:
        assert sum(threads.map(attempt, range(12))) == 25
    assert Allowance.objects.get().spent == 25


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_spent() -> None:
    with transaction.atomic():
        assert spend(limit=1)
        transaction.set_rollback(True)
    assert spend(limit=1)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", "unknown"),
        ("/run/socket", "unknown"),
        ("203.0.113.77, 10.0.0.1", "unknown"),
    ],
)
def test_an_address_is_cut_to_its_network(address: str, network: str) -> None:
    assert subnet_of(address) == network
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


@pytest.mark.django_db  # on the board's clock
@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(), r"in a minute"),
        (timedelta(seconds=61), r"in 2 minutes \(at \d+:\d\d UTC\)"),
        (timedelta(minutes=99), r"in 99 minutes \(at \d+:\d\d UTC\)"),
        (timedelta(hours=24), r"tomorrow at \d+:\d\d UTC"),
        (timedelta(days=3), r"on \w+, \d+ \w+ at \d+:\d\d UTC"),
    ],
)
def test_a_wait_is_told_in_words_and_by_the_clock(wait: timedelta, words: str) -> None:
    assert re.fullmatch(words, rate_limits.until(wait))


@pytest.mark.django_db
class TestSeveralAtOnce:
    def counters(self, *left: int) -> list[rate_limits.RateLimit]:
        return [
            rate_limits.RateLimit(f"kind {at}", NETWORK, limit, DAY, f"No {at}.")
            for at, limit in enumerate(left)
        ]

    def test_looking_takes_nothing_and_one_query(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(1):
            assert rate_limits.peek(self.counters(1, 1, 1)) is None
        assert not Allowance.objects.exists()

    def test_the_first_that_is_spent_refuses_and_none_behind_it_is_taken(self) -> None:
        rate_limits.take(self.counters(1))
        for refuse in (rate_limits.peek, rate_limits.take):
            refusal = refuse(self.counters(1, 1))
            assert refusal
            assert refusal.why == "No 0."
            assert timedelta(hours=23) < refusal.wait <= DAY
        assert Allowance.objects.count() == 1


@pytest.mark.django_db
class TestShared:
    """Of 40 ten go to whoever comes first; of the rest each asker gets two."""

    def taken(self, asker: str, tries: int = 20) -> int:
        shared = rate_limits.RateLimit("codes", "ada", 40, DAY, "No more.").shared_by(asker, kept=2)
        looked = [rate_limits.peek([shared]) is None and rate_limits.take([shared]) is None]
        return sum(looked + [rate_limits.take([shared]) is None for _ in range(tries - 1)])

    def test_one_asker_gets_the_first_quarter_and_then_a_few(self) -> None:
        assert self.taken("a") == 12

    @pytest.mark.slow
    def test_it_takes_many_to_spend_it_and_each_new_one_gets_in_until_then(self) -> None:
        assert [self.taken(f"network {number}") for number in range(16)] == [12] + [2] * 14 + [0]

    @pytest.mark.slow
    def test_looking_says_what_taking_would(self) -> None:
        for number in range(16):
            self.taken(f"network {number}")
            shared = rate_limits.RateLimit("codes", "ada", 40, DAY, "No more.")
            for asker in (f"network {number}", "another"):
                refusal = rate_limits.peek([shared.shared_by(asker, kept=2)])
                assert (refusal is None) == (asker == "another" and number < 14)

    def test_what_is_given_back_may_be_taken_again(self) -> None:
        shared = rate_limits.RateLimit("codes", "ada", 40, DAY, "No more.").shared_by("a", kept=2)
        assert self.taken("a") == 12
        shared.give_back()
        assert (self.taken("a"), self.taken("a")) == (1, 0)

    @pytest.mark.slow
    def test_who_comes_when_it_is_spent_loses_none_of_their_own(self) -> None:
        for number in range(15):
            self.taken(f"network {number}")
        assert self.taken("late") == 0
        rate_limits.give_back("codes", "ada")
        assert self.taken("late") == 1


@pytest.mark.django_db
def test_what_is_noted_is_known_for_a_while_and_never_by_its_name() -> None:
    rate_limits.note("came in", NETWORK, window=DAY)
    assert rate_limits.is_noted("came in", NETWORK)
    assert not rate_limits.is_noted("came in", "198.51.100.0/24")
    assert NETWORK not in str(Allowance.objects.values().get())
    Allowance.objects.update(ends_at=timezone.now())
    assert not rate_limits.is_noted("came in", NETWORK)
