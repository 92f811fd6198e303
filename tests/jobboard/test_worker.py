"""The worker: what it does by the clock, one process at a time, and how it ends."""

import threading
from datetime import UTC, datetime, time, timedelta
from time import monotonic
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, transaction
from django.tasks import task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jobboard.locks import lock_apart
from jobboard.models import TimetableEntry, WorkerProcess
from jobboard.models.timetable import BROKEN_OFF
from jobboard.worker import coordination, timetable
from jobboard.worker.coordination import is_missing, last_heartbeat
from jobboard.worker.timetable import (
    TimedJob,
    due_entries,
    record_failure,
    record_vanished_runs,
    run_entry,
    sync_rows,
)
from jobboard.worker.worker import Loop, Worker, guarded

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


class Work:
    """Something to do that counts how often it was done, and fails on demand."""

    def __init__(self) -> None:
        self.times: list[datetime] = []
        self.error: Exception | None = None

    def __call__(self, now: datetime) -> None:
        self.times.append(now)
        if self.error:
            raise self.error


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def entry(work: Work, monkeypatch: pytest.MonkeyPatch) -> TimedJob:
    """A timetable with one entry, every hour."""
    one = TimedJob("count", "Count", work, every=timedelta(hours=1))
    monkeypatch.setattr(timetable, "_entries", {"count": one})
    sync_rows(NOW)
    return one


def row() -> TimetableEntry:
    return TimetableEntry.objects.get(name="count")


class TestTimetable:
    def test_an_entry_is_due_at_its_time_and_not_before(
        self, entry: TimedJob, work: Work, clock: Clock
    ) -> None:
        assert due_entries(clock.now) == []
        assert not run_entry(entry, clock)
        clock.pass_by(hours=1)
        assert due_entries(clock.now) == [entry]
        assert run_entry(entry, clock)
        assert not run_entry(entry, clock)
        assert due_entries(clock.now) == []
        assert work.times == [clock.now]
        assert (row().success_at, row().failures, row().last_error) == (clock.now, 0, "")
        assert row().next_run_at == clock.now + timedelta(hours=1)

    def test_what_it_says_of_itself_is_kept(
        self, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one = TimedJob("count", "Count", lambda now: "7 counted", every=timedelta(hours=1))
        monkeypatch.setattr(timetable, "_entries", {"count": one})
        sync_rows(NOW)
        clock.pass_by(hours=1)
        assert run_entry(one, clock)
        assert (row().note, row().seconds) == ("7 counted", 0.0)

    def test_one_that_fails_is_tried_again_ever_more_slowly(
        self, entry: TimedJob, work: Work, clock: Clock
    ) -> None:
        clock.pass_by(hours=1)
        work.error = ValueError("the bank\nis closed")
        for pause in (1, 2, 4):
            run_entry(entry, clock)
            assert row().last_error == "ValueError: the bank is closed"
            assert row().next_run_at == clock.now + timedelta(minutes=pause)
            clock.pass_by(minutes=pause)
        assert row().failures == 3
        work.error = None
        assert run_entry(entry, clock)
        assert (row().failures, row().last_error) == (0, "")

    def test_one_that_is_running_is_not_due(self, entry: TimedJob, clock: Clock) -> None:
        clock.pass_by(hours=1)
        row().begin(clock.now, "w")
        clock.pass_by(hours=5)
        assert due_entries(clock.now) == []
        assert not run_entry(entry, clock)

    def test_one_whose_process_and_worker_are_gone_is_tried_again_later(
        self, entry: TimedJob, work: Work, clock: Clock
    ) -> None:
        clock.pass_by(hours=1)
        row().begin(clock.now, "gone")  # and then nothing more is heard
        record_vanished_runs("w", set(), clock.now)
        assert (row().last_error, row().failures) == (BROKEN_OFF, 1)
        assert due_entries(clock.now) == []
        clock.pass_by(minutes=1)
        assert run_entry(entry, clock)

    def test_one_is_left_alone_while_its_worker_is_there_or_its_lock_is_held(
        self, entry: TimedJob, clock: Clock
    ) -> None:
        row().begin(clock.now, "other")
        coordination.beat("other", clock.now)
        record_vanished_runs("w", set(), clock.now)  # the database went away and came back
        assert row().is_running
        clock.pass_by(minutes=11)
        with lock_apart("timetable:count"):
            record_vanished_runs("w", set(), clock.now)
        assert row().is_running
        record_vanished_runs("w", {"count"}, clock.now)
        assert row().is_running
        record_vanished_runs("w", set(), clock.now)
        assert not row().is_running

    def test_one_that_never_begins_is_put_off_as_well(self, entry: TimedJob, clock: Clock) -> None:
        clock.pass_by(hours=1)
        assert record_failure("count", "w", "Its process ended with code 1.", clock.now)
        assert due_entries(clock.now) == []
        assert not record_failure("count", "w", "again", clock.now)
        assert row().failures == 1

    def test_two_workers_never_run_one_at_the_same_time(
        self, entry: TimedJob, work: Work, clock: Clock
    ) -> None:
        clock.pass_by(hours=1)
        with lock_apart("timetable:count") as is_ours:
            assert is_ours
            assert not run_entry(entry, clock)
        assert work.times == []
        assert run_entry(entry, clock)

    def test_an_entry_that_no_room_declares_any_more_goes(self, entry: TimedJob) -> None:
        TimetableEntry.objects.create(name="gone", next_run_at=NOW)
        sync_rows(NOW)
        assert [row.name for row in TimetableEntry.objects.all()] == ["count"]

    @pytest.mark.parametrize(
        ("zone", "now", "then"),
        [
            ("UTC", datetime(2026, 3, 3, 2, 59, tzinfo=UTC), datetime(2026, 3, 3, 3, tzinfo=UTC)),
            ("UTC", datetime(2026, 3, 3, 3, tzinfo=UTC), datetime(2026, 3, 4, 3, tzinfo=UTC)),
            ("Asia/Tokyo", NOW, datetime(2026, 3, 3, 18, tzinfo=UTC)),
            # summer time begins: that night has no three o'clock lost or doubled
            (
                "Europe/Berlin",
                datetime(2026, 3, 28, 12, tzinfo=UTC),
                datetime(2026, 3, 29, 1, tzinfo=UTC),
            ),
        ],
    )
    def test_a_time_of_day_is_the_boards(
        self, settings: Any, zone: str, now: datetime, then: datetime
    ) -> None:
        settings.TIME_ZONE = zone
        assert TimedJob("x", "X", print, at=time(3)).next_after(now) == then

    def test_the_rooms_have_declared_their_work(self) -> None:
        names = {entry.name for entry in timetable.all_entries()}
        assert {"statistics", "rates", "sync", "digest", "old-mail", "old-sessions"} <= names

    def test_each_small_entry_runs_on_an_empty_board(self) -> None:
        for one in timetable.all_entries():
            if not one.is_long and one.name != "rates":  # which ask other servers
                one.run(NOW)

    def test_two_entries_of_one_name_are_refused(self, entry: TimedJob) -> None:
        with pytest.raises(ValueError, match="Two entries"):
            timetable.add(TimedJob("count", "Other", print))

    def test_the_database_wants_a_reason_for_a_failure(self, entry: TimedJob) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            TimetableEntry.objects.update(failures=1)


class TestByHand:
    def test_an_entry_is_performed_when_asked_for(self, entry: TimedJob, work: Work) -> None:
        call_command("work", entry="count")
        call_command("work", entry="count")
        assert len(work.times) == 2

    def test_or_only_when_it_is_due(self, entry: TimedJob, work: Work) -> None:
        TimetableEntry.objects.update(next_run_at=timezone.now() + timedelta(hours=1))
        call_command("work", entry="count", if_due=True)
        TimetableEntry.objects.update(next_run_at=timezone.now())
        call_command("work", entry="count", if_due=True)
        assert len(work.times) == 1

    def test_a_failure_is_an_error(self, entry: TimedJob, work: Work) -> None:
        work.error = ValueError("no")
        with pytest.raises(CommandError, match="count failed"):
            call_command("work", entry="count")

    def test_an_unknown_name_is_answered_with_those_there_are(self, entry: TimedJob) -> None:
        with pytest.raises(CommandError, match="there are count"):
            call_command("work", entry="nothing")


class TestHeartbeat:
    def test_a_worker_is_missed_after_ten_minutes(self) -> None:
        assert is_missing(last_heartbeat(), NOW)
        coordination.beat("w", NOW)
        assert not is_missing(last_heartbeat(), NOW + timedelta(minutes=9))
        assert is_missing(last_heartbeat(), NOW + timedelta(minutes=11))
        coordination.beat("w", NOW + timedelta(minutes=11))
        assert WorkerProcess.objects.count() == 1
        assert not is_missing(last_heartbeat(), NOW + timedelta(minutes=12))

    def test_one_that_left_in_peace_leaves_no_row(self) -> None:
        coordination.beat("w", NOW)
        coordination.sign_off("w")
        assert not WorkerProcess.objects.exists()

    def test_one_that_was_killed_is_forgotten_after_a_week(self) -> None:
        coordination.beat("w", NOW)
        coordination.delete_old_heartbeats(NOW + timedelta(days=6))
        assert WorkerProcess.objects.exists()
        coordination.delete_old_heartbeats(NOW + timedelta(days=8))
        assert not WorkerProcess.objects.exists()


done: list[int] = []


@task()
def remember(number: int) -> None:
    done.append(number)


@task(queue_name="slow")
def fail() -> None:
    raise ValueError("no")


@pytest.mark.django_db(transaction=True)  # the library looks after its connection
class TestTasks:
    @pytest.fixture(autouse=True)
    def _nothing_done(self) -> None:
        done.clear()

    def test_all_that_are_ready_run_whatever_their_queue(self) -> None:
        remember.enqueue(1)
        remember.enqueue(2)
        fail.enqueue()
        for _ in range(4):
            coordination.new_worker("w").run()
        assert done == [1, 2]
        assert not coordination.is_one_ready()
        assert DBTaskResult.objects.failed().count() == 1

    def test_what_a_vanished_worker_was_running_is_ready_again(self) -> None:
        remember.enqueue(1)
        lost = DBTaskResult.objects.get()
        lost.claim("vanished#3")
        assert lost.started_at
        later = lost.started_at + timedelta(minutes=11)
        coordination.beat("vanished", later)
        assert coordination.requeue_lost(later) == 0
        coordination.sign_off("vanished")
        assert coordination.requeue_lost(later) == 1
        coordination.new_worker("w").run()
        assert done == [1]

    def test_what_kills_its_worker_each_time_is_given_up(self) -> None:
        remember.enqueue(1)
        poison = DBTaskResult.objects.get()
        for _ in range(3):
            poison.claim("vanished")
            assert poison.started_at
            assert coordination.requeue_lost(poison.started_at + timedelta(minutes=11)) == 1
            poison.refresh_from_db()
        assert poison.status == "FAILED"


@pytest.mark.django_db(transaction=True)
class TestTurns:
    """One turn of the worker's loop, without its threads."""

    def test_a_turn_that_fails_is_told_and_survived(self) -> None:
        def away() -> None:
            raise OperationalError("server closed the connection")

        def broken() -> None:
            raise ZeroDivisionError

        assert not guarded(away, "mail")
        assert not guarded(broken, "mail")
        assert guarded(lambda: None, "mail")

    def test_a_loop_goes_on_after_turns_that_failed(self) -> None:
        turns: list[int] = []
        stop = threading.Event()

        def turn() -> None:
            turns.append(len(turns))
            if len(turns) == 3:
                stop.set()
            raise ZeroDivisionError

        loop = Loop("mail", turn, stop, pause=0.0)
        loop.start()
        loop.join(60)
        assert turns == [0, 1, 2]
        assert not loop.is_hanging

    def test_a_turn_of_ten_minutes_hangs(self) -> None:
        loop = Loop("mail", print, threading.Event(), pause=0.0)
        loop.began_at = monotonic() - 601
        assert loop.is_hanging

    def test_a_look_around_begins_with_the_heartbeat(self) -> None:
        worker = Worker()
        worker._watch()
        assert WorkerProcess.objects.filter(name=worker.name).exists()
