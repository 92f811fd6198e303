"""Jobs as processes: each ends in time, leaves nothing behind, and holds no other one up."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.tasks import task
from django_tasks_db.models import DBTaskResult

from jobboard.environment import BASE_DIR
from jobboard.models import OutgoingMail, TimetableEntry, User
from jobboard.worker import coordination, jobs, timetable
from jobboard.worker.jobs import JobProcess, Supervisor
from jobboard.worker.timetable import TimedJob, sync_rows
from tests.processes import is_alive, wait_for

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
HOUR = 3_600.0

HANGS = "import time; time.sleep(600)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
READY = "import pathlib, sys; pathlib.Path(sys.argv[1]).touch()\n"


def python(program: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", program, *arguments]


def run(job: JobProcess) -> JobProcess:
    def is_over() -> bool:
        job.check()
        return job.is_over

    wait_for(is_over)
    return job


@pytest.fixture(autouse=True)
def _short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "GRACE_SECONDS", 0.0)
    monkeypatch.setattr(jobs, "PAUSE_SECONDS", 0.0)


class TestOneJob:
    def test_one_that_ends_well_says_nothing(self) -> None:
        assert run(JobProcess("j", python("pass"), HOUR)).exit_code == 0

    @pytest.mark.parametrize("program", [HANGS, f"{DEAF}signal.pause()", "while 1: pass"])
    def test_one_that_hangs_is_ended_after_its_limit(self, program: str, tmp_path: Path) -> None:
        ready = tmp_path / "ready"
        job = JobProcess("j", python(READY + program, str(ready)), HOUR)
        wait_for(ready.exists)
        job.seconds = 0.0
        run(job)
        assert job.failure() == "Ended after 0 seconds, which is its limit."
        assert not is_alive(job.pid)

    def test_one_that_is_stopped_in_its_tracks_is_ended_too(self) -> None:
        job = JobProcess("j", python(HANGS), HOUR)
        os.kill(job.pid, signal.SIGSTOP)
        job.seconds = 0.0
        run(job)
        assert job.is_over_time

    @pytest.mark.parametrize("seconds", [0.0, HOUR])
    def test_what_it_started_ends_with_it(self, tmp_path: Path, seconds: float) -> None:
        """Ended by its limit, or by itself."""
        program = (
            "import subprocess, sys, time, pathlib; "
            f"child = subprocess.Popen([sys.executable, '-c', {HANGS!r}]); "
            "pathlib.Path(sys.argv[1]).write_text(str(child.pid)); "
            f"time.sleep({0 if seconds else 600})"
        )
        path = tmp_path / "pid"
        job = JobProcess("j", python(program, str(path)), HOUR)
        wait_for(lambda: path.exists() and path.read_text())
        job.seconds = seconds
        run(job)
        grandchild = int(path.read_text())
        wait_for(lambda: not is_alive(grandchild))

    def test_one_that_crashes_says_how(self) -> None:
        assert "code 3" in run(JobProcess("j", python("raise SystemExit(3)"), HOUR)).failure()
        crash = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
        assert "SIGSEGV" in run(JobProcess("j", python(crash), HOUR)).failure()


CHILD = """
import os, signal, subprocess, sys, time
sys.path.insert(0, {base!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "jobboard.settings"
import django
django.setup()
from jobboard.worker import jobs
jobs.limit_this_process(int(sys.argv[1]), int(sys.argv[2]))
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(os.getpid(), grandchild.pid, signal.getitimer(signal.ITIMER_REAL)[0], flush=True)
{then}
"""
THREE_GENERATIONS = (
    "import subprocess, sys, time, os; "
    "child = subprocess.Popen([sys.executable, '-c', sys.argv[1], str(os.getpid()), sys.argv[3]], "
    "start_new_session=True, stdout=open(sys.argv[2], 'w')); time.sleep(600)"
)


@pytest.mark.slow
class TestWithoutItsWorker:
    """The worker crashes: what it had started knows of itself when to end."""

    @pytest.fixture
    def born(self, tmp_path: Path) -> Iterator[Callable[[str], tuple[JobProcess, int, int, float]]]:
        started = []

        def start(then: str) -> tuple[JobProcess, int, int, float]:
            path = tmp_path / "pids"
            child = CHILD.format(base=str(BASE_DIR), then=then)
            command = python(THREE_GENERATIONS, child, str(path), "600")
            job = JobProcess("worker", command, HOUR)
            started.append(job)
            wait_for(lambda: path.exists() and path.read_text().endswith("\n"))
            first, second, alarm = path.read_text().split()
            return job, int(first), int(second), float(alarm)

        yield start
        for job in started:
            job.kill()

    def test_nothing_is_left(self, born: Any) -> None:
        worker, child, grandchild, _ = born("time.sleep(600)")
        worker.kill()
        wait_for(lambda: not is_alive(child))
        wait_for(lambda: not is_alive(grandchild))

    def test_one_that_listens_to_nobody_ends_by_the_kernels_alarm(self, born: Any) -> None:
        deaf = "import ctypes; ctypes.PyDLL(None).sleep(600)"  # holds the interpreter's lock
        worker, child, _, alarm = born(deaf)
        assert 600 < alarm <= 600 + jobs.ALARM_SECONDS  # after the worker had its chance
        os.kill(child, signal.SIGALRM)
        wait_for(lambda: not is_alive(child))
        worker.kill()

    def test_more_memory_than_it_may_have_is_an_error_of_its_own(self, tmp_path: Path) -> None:
        path = tmp_path / "said"
        program = CHILD.format(
            base=str(BASE_DIR),
            then="try: bytearray(5_000_000_000)\n"
            f"except MemoryError: open({str(path)!r}, 'w').write('caught')",
        )
        run(JobProcess("j", python(program, str(os.getpid()), "60"), HOUR))
        assert path.read_text() == "caught"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Programs(Supervisor):
    """Starts short programs of the test instead of ``manage.py work``."""

    programs: dict[str, str]

    def command(self, entry: TimedJob) -> list[str]:
        return python(self.programs[entry.name])

    def task_command(self, worker: str) -> list[str]:
        return python(self.programs["task"])


@task()
def wait_for_ever() -> None:
    raise AssertionError("it is run by nobody")


@pytest.mark.django_db(transaction=True)
class TestSupervisor:
    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    @pytest.fixture
    def start(
        self, monkeypatch: pytest.MonkeyPatch, clock: Clock
    ) -> Iterator[Callable[..., Supervisor]]:
        made = []

        def start(**programs: str) -> Supervisor:
            entries = {
                name: TimedJob(name, name, print, every=timedelta(hours=1)) for name in programs
            }
            monkeypatch.setattr(timetable, "_entries", entries)
            sync_rows(NOW)
            clock.now = NOW + timedelta(hours=1)
            one = Programs("w", os.getpid(), clock)
            one.programs = programs
            made.append(one)
            return one

        yield start
        for one in made:
            one.end()

    def row(self, name: str) -> TimetableEntry:
        return TimetableEntry.objects.get(name=name)

    def test_what_is_due_runs_side_by_side_and_none_waits_for_another(
        self, start: Any, settings: Any
    ) -> None:
        one = start(a=HANGS, b=HANGS, c="pass")
        for _ in range(5):
            one.start_due()
        assert set(one.jobs) == {"a", "b", "c"}
        wait_for(lambda: one.check() or "c" not in one.jobs)
        assert set(one.jobs) == {"a", "b"}

    def test_one_that_hangs_is_ended_and_tried_again_later(self, start: Any, clock: Clock) -> None:
        one = start(a=HANGS)
        one.start_due()
        one.jobs["a"].seconds = 0.0
        self.row("a").begin(clock.now, "w")
        wait_for(lambda: one.check() or not one.jobs)
        one.record_ended()
        assert self.row("a").last_error == "Ended after 0 seconds, which is its limit."
        one.start_due()
        assert not one.jobs
        clock.now += timedelta(minutes=1)
        one.start_due()
        assert set(one.jobs) == {"a"}

    def test_those_that_hang_hold_none_up_for_longer_than_their_youth(
        self, start: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.JOBS = replace(settings.JOBS, most_young=2)
        one = start(a=HANGS, b=HANGS, c="pass")
        for _ in range(4):
            one.start_due()
        assert len(one.jobs) == 2
        monkeypatch.setattr(jobs, "STARTING_SECONDS", 0.0)
        one.start_due()
        assert len(one.jobs) == 3

    def test_one_never_runs_twice_at_once(self, start: Any, clock: Clock) -> None:
        one = start(a=HANGS)
        one.start_due()
        pid = one.jobs["a"].pid
        clock.now += timedelta(hours=9)
        one.start_due()
        assert one.jobs["a"].pid == pid

    def test_one_that_cannot_even_begin_is_put_off(self, start: Any, clock: Clock) -> None:
        one = start(a="raise SystemExit(1)")
        one.start_due()
        wait_for(lambda: one.check() or not one.jobs)
        one.record_ended()
        assert self.row("a").failures == 1
        one.start_due()
        assert not one.jobs

    def test_a_worker_that_ends_takes_all_with_it_and_calls_that_no_failure(
        self, start: Any, clock: Clock
    ) -> None:
        one = start(a=HANGS, b=f"{DEAF}signal.pause()")
        one.start_due()
        one.start_due()
        pids = [job.pid for job in one.jobs.values()]
        self.row("a").begin(clock.now, "w")
        one.end()
        one.record_ended()
        assert not any(map(is_alive, pids))
        assert (self.row("a").failures, self.row("a").is_running) == (0, False)
        assert self.row("a").next_run_at == clock.now

    def test_limits_hold_while_the_database_is_away(
        self, start: Any, django_db_blocker: Any
    ) -> None:
        one = start(a=HANGS)
        one.start_due()
        one.jobs["a"].seconds = 0.0
        with django_db_blocker.block():
            wait_for(lambda: one.check() or not one.jobs)

    def test_a_task_that_hangs_is_ended_and_fails(self, start: Any) -> None:
        wait_for_ever.enqueue()
        one = start(task=HANGS)
        TimetableEntry.objects.all().delete()
        one.start_due()
        (name,) = one.jobs
        DBTaskResult.objects.get().claim(one.task_worker(name))
        one.jobs[name].seconds = 0.0
        wait_for(lambda: one.check() or not one.jobs)
        one.record_ended()
        assert "TookTooLongError" in DBTaskResult.objects.failed().get().exception_class_path

    def test_a_task_whose_process_dies_is_tried_again(self, start: Any) -> None:
        wait_for_ever.enqueue()
        one = start(task="raise SystemExit(1)")
        TimetableEntry.objects.all().delete()
        one.start_due()
        (name,) = one.jobs
        DBTaskResult.objects.get().claim(one.task_worker(name))
        wait_for(lambda: one.check() or not one.jobs)
        one.record_ended()
        assert coordination.is_one_ready()

    def test_tasks_that_hang_leave_the_timetable_alone(self, start: Any) -> None:
        for _ in range(5):
            wait_for_ever.enqueue()
        one = start(a=HANGS, task=HANGS)
        TimetableEntry.objects.filter(name="task").delete()
        for _ in range(6):
            one.start_due()
        assert sorted(one.jobs) == ["a", "task 1", "task 2"]


@pytest.mark.django_db
class TestAlerts:
    @pytest.fixture(autouse=True)
    def _one_entry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        entry = TimedJob("count", "Count the ships", print, every=timedelta(hours=1))
        monkeypatch.setattr(timetable, "_entries", {"count": entry})
        sync_rows(NOW)
        User.objects.create_superuser("root@desk.example", "x")
        User.objects.create_user("someone@desk.example", "x", is_staff=True)

    @property
    def row(self) -> TimetableEntry:
        return TimetableEntry.objects.get()

    def told(self) -> list[str]:
        kinds = (timetable.FAILING, timetable.RECOVERED)
        rows = OutgoingMail.objects.filter(kind__in=kinds).order_by("pk")
        assert {row.recipient for row in rows} <= {"root@desk.example"}
        return [row.text for row in rows]

    def test_one_that_failed_is_told_once_and_again_when_it_is_mended(self) -> None:
        at = NOW + timedelta(hours=1)
        for _ in range(3):
            self.row.begin(at)
            timetable.send_alerts(at)
            self.row.fail(at, "ValueError: the harbour is closed")
            timetable.send_alerts(at)
            at += timedelta(minutes=5)
        (text,) = self.told()
        assert "“Count the ships” failed: ValueError: the harbour is closed" in text
        self.row.begin(at)
        timetable.send_alerts(at)
        self.row.succeed(at, at + timedelta(hours=1), "7 counted")
        timetable.send_alerts(at)
        timetable.send_alerts(at)
        _, mended = self.told()
        assert "“Count the ships”, 15\xa0minutes after you were told" in mended
        self.row.fail(at, "again")
        timetable.send_alerts(at)
        assert len(self.told()) == 3

    def test_what_is_told_amid_a_run_is_mended_after_it(self) -> None:
        self.row.fail(NOW, "no")
        running = self.row
        running.begin(NOW)
        timetable.send_alerts(NOW)
        running.succeed(NOW, NOW + timedelta(hours=1))
        timetable.send_alerts(NOW)
        assert len(self.told()) == 2

    def test_how_many_failures_are_told_is_a_setting(self, settings: Any) -> None:
        settings.JOBS = replace(settings.JOBS, failures_told=2)
        self.row.fail(NOW, "once")
        timetable.send_alerts(NOW)
        assert self.told() == []
        self.row.fail(NOW, "twice")
        timetable.send_alerts(NOW)
        assert "failed 2 times in a row: twice" in self.told()[0]

    def test_one_that_hangs_is_told(self) -> None:
        self.row.begin(NOW)
        timetable.send_alerts(NOW + timedelta(minutes=10))
        assert self.told() == []
        timetable.send_alerts(NOW + timedelta(minutes=12))
        assert "hangs: it has run for 12\xa0minutes, and its limit is 10 minutes" in self.told()[0]

    def test_one_that_is_late_is_told(self) -> None:
        timetable.send_alerts(NOW + timedelta(hours=1, minutes=14))
        assert self.told() == []
        timetable.send_alerts(NOW + timedelta(hours=1, minutes=16))
        assert "is late: it was due 16\xa0minutes ago" in self.told()[0]

    def test_without_mail_it_is_told_as_soon_as_there_is_mail(self, settings: Any) -> None:
        mailers = settings.MAILERS
        settings.MAILERS = {"default": mailers["default"]}
        self.row.fail(NOW, "no")
        timetable.send_alerts(NOW)
        settings.MAILERS = mailers
        timetable.send_alerts(NOW)
        assert len(self.told()) == 1
