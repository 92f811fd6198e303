"""Due entries of the timetable and waiting tasks, each in a process of its own that ends in time.

None waits for another: whatever is due is started, only not all in one moment, since many that
load the program at once fill the memory. ``JobProcess`` and ``Supervisor`` are the worker's side;
``limit_this_process`` is what a job does itself, so that none outlives its limit, or its worker.
"""

import logging
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

from django.conf import settings

from jobboard.environment import BASE_DIR
from jobboard.outgoing.connecting import MEGABYTE
from jobboard.worker import coordination
from jobboard.worker.timetable import (
    Clock,
    TimedJob,
    due_entries,
    duration,
    record_failure,
    run_again,
)

GRACE_SECONDS = 5.0  # between SIGTERM and SIGKILL
ALARM_SECONDS = 30  # after its limit: the worker ends it first, and can say why
PARENT_SECONDS = 0.5  # between two looks whether the worker is still there
PAUSE_SECONDS = 2.0  # between two starts
STARTING_SECONDS = 20.0  # in which most jobs end
TASKS_AT_ONCE = 2
TASK = "task"

logger = logging.getLogger("jobboard.worker")


class JobProcess:
    """A process in a group of its own; ``check`` is called about once a second.

    ``seconds`` are its limit. The group is killed with it, so nothing that it started is left.
    """

    def __init__(self, name: str, command: Sequence[str], seconds: float) -> None:
        self.name, self.seconds = name, seconds
        self.is_over_time = self.is_stopped = False
        self.exit_code: int | None = None
        self._started_at = time.monotonic()
        self._asked_at: float | None = None
        self._process = subprocess.Popen(  # noqa: S603
            command, cwd=BASE_DIR, stdin=subprocess.DEVNULL, start_new_session=True
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def age(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self._started_at

    @property
    def is_over(self) -> bool:
        return self.exit_code is not None

    def check(self) -> None:
        """See whether it has ended, and end it when its time is over."""
        if self.is_over:
            return
        if self._has_ended():
            self.kill()  # whatever it left: its number is still its own
        elif self._asked_at is None and self.age > self.seconds:
            self.is_over_time = True
            self._ask_to_end()
        elif self._asked_at is not None and time.monotonic() - self._asked_at > GRACE_SECONDS:
            self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end because its worker does; ``check`` kills it when it does not."""
        self.check()
        if self._asked_at is None and not self.is_over:
            self.is_stopped = True
            self._ask_to_end()

    def kill(self) -> None:
        """End it at once; returns when it is gone."""
        if not self.is_over:
            self._signal(signal.SIGKILL)
            self.exit_code = self._process.wait()

    def failure(self) -> str:
        """Say why it did not come to its own end; empty where it did."""
        if self.is_over_time:
            return f"Ended after {duration(self.seconds)}, which is its limit."
        if self.exit_code is not None and self.exit_code < 0:
            return f"Broken off by {_signal_name(-self.exit_code)}."
        return f"Its process ended with code {self.exit_code}; the log says why."

    def _has_ended(self) -> bool:
        """Tell whether it ended, and leave its number taken until its group is gone too."""
        found = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return found is not None

    def _ask_to_end(self) -> None:
        self._asked_at = time.monotonic()
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)


def _signal_name(number: int) -> str:
    with suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"


def limit_this_process(parent: int, seconds: int) -> None:
    """Have this process, and all that it starts, end with its worker, and itself in time.

    The alarm is the kernel's, so it also ends a process that hangs. With a limit of memory a job
    gets a MemoryError before the system has to end other processes.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds + ALARM_SECONDS)
    most = settings.JOBS.megabytes * MEGABYTE
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    threading.Thread(target=_end_with, args=(parent,), name="parent", daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os.killpg(0, signal.SIGKILL)  # the group is this job's own: see ``JobProcess``


class Supervisor:
    """Starts jobs and sees them end. ``name`` is its worker's, ``parent`` the worker's process.

    A job that hangs counts as starting for some seconds only, and holds up none after them.
    """

    def __init__(self, name: str, parent: int, clock: Clock) -> None:
        self.name, self.parent, self.clock = name, parent, clock
        self.jobs: dict[str, JobProcess] = {}
        self._ended: list[JobProcess] = []
        self._next_start = 0.0
        self._number = 0

    def start_due(self) -> None:
        """Start one entry that is due, or one that takes a waiting task."""
        starting = sum(job.age < STARTING_SECONDS for job in list(self.jobs.values()))
        if time.monotonic() < self._next_start or starting >= settings.JOBS.most_young:
            return
        entry = next((one for one in due_entries(self.clock()) if one.name not in self.jobs), None)
        if entry:
            self._start(entry.name, self.command(entry), entry.seconds)
        elif self._has_room_for_a_task() and coordination.is_one_ready():
            self._number += 1
            name = f"{TASK} {self._number}"
            command = self.task_command(self.task_worker(name))
            self._start(name, command, settings.JOBS.limit(is_long=False))

    def check(self) -> None:
        """See who has ended, and end who is over its limit; asks the database nothing.

        Called by one thread alone; ``start_due`` and ``record_ended`` may run in another.
        """
        for job in list(self.jobs.values()):
            job.check()
            if job.is_over:
                del self.jobs[job.name]
                self._ended.append(job)

    def record_ended(self) -> None:
        """Record the outcome of jobs that could not do so themselves."""
        while self._ended:
            job = self._ended[0]
            if job.name.startswith(f"{TASK} "):
                coordination.record_ended(
                    self.task_worker(job.name), job.failure() if job.is_over_time else ""
                )
            else:
                self._record(job)
            self._ended.pop(0)

    def end(self) -> None:
        """End all; returns when they are gone."""
        for job in list(self.jobs.values()):
            job.stop()
        until = time.monotonic() + GRACE_SECONDS
        while self.jobs and time.monotonic() < until:
            self.check()
            time.sleep(0.05)
        for job in list(self.jobs.values()):
            job.kill()
        self.check()

    def command(self, entry: TimedJob) -> list[str]:
        """Return the command that performs an entry."""
        return self._manage(entry.seconds, "--entry", entry.name, "--if-due", "--for", self.name)

    def task_command(self, worker: str) -> list[str]:
        """Return the command that runs one task."""
        return self._manage(settings.JOBS.limit(is_long=False), "--one-task", "--for", worker)

    def task_worker(self, name: str) -> str:
        """Return what a task's process is called where the task notes who runs it."""
        return f"{self.name}{coordination.MARK}{name.rpartition(' ')[2]}"

    def _manage(self, seconds: int, *arguments: str) -> list[str]:
        limits = ["--with-parent", str(self.parent), "--seconds", str(seconds)]
        return [sys.executable, "manage.py", "work", *arguments, *limits]

    def _start(self, name: str, command: list[str], seconds: float) -> None:
        self.jobs[name] = JobProcess(name, command, seconds)
        self._next_start = time.monotonic() + PAUSE_SECONDS

    def _has_room_for_a_task(self) -> bool:
        return sum(name.startswith(f"{TASK} ") for name in list(self.jobs)) < TASKS_AT_ONCE

    def _record(self, job: JobProcess) -> None:
        if job.is_stopped:
            run_again(job.name, self.name, self.clock())
        elif job.exit_code and record_failure(job.name, self.name, job.failure(), self.clock()):
            logger.error("Timetable: %s: %s", job.name, job.failure())
