"""Due entries of the timetable and waiting tasks, each in a process of its own.

None waits for another: whatever is due is started, only not all in one moment, since many that
load the program at once fill the memory. One that hangs counts as starting for some
seconds only, and holds up none after them. ``check`` ends who is over its limit, and asks the
database nothing.
"""

import logging
import sys
import threading
import time

from django.conf import settings

from jobboard.worker import tasks
from jobboard.worker.job_process import GRACE_SECONDS, JobProcess
from jobboard.worker.timetable import Clock, Entry, due_entries, record_failure, run_again

PAUSE_SECONDS = 2.0  # between two starts
STARTING_SECONDS = 20.0  # in which most jobs end
TASKS_AT_ONCE = 2
TASK = "task"

logger = logging.getLogger("jobboard.worker")


class Supervisor:
    """Starts jobs and sees them end. ``name`` is its worker's, ``parent`` the worker's process."""

    def __init__(self, name: str, parent: int, clock: Clock) -> None:
        self.name, self.parent, self.clock = name, parent, clock
        self.jobs: dict[str, JobProcess] = {}
        self._lock = threading.Lock()
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
        elif self._has_room_for_a_task() and tasks.is_one_ready():
            self._number += 1
            name = f"{TASK} {self._number}"
            command = self.task_command(self.task_worker(name))
            self._start(name, command, settings.JOBS.limit(is_long=False))

    def check(self) -> None:
        """See who has ended, and end who is over its limit."""
        with self._lock:
            for job in list(self.jobs.values()):
                job.check()
                if job.is_over:
                    del self.jobs[job.name]
                    self._ended.append(job)

    def record_ended(self) -> None:
        """Record what became of those that could not do so themselves."""
        while self._ended:
            job = self._ended[0]
            if job.name.startswith(f"{TASK} "):
                tasks.record_ended(self.task_worker(job.name), job)
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

    def command(self, entry: Entry) -> list[str]:
        """Return the command that performs an entry."""
        return self._manage(entry.seconds, "--entry", entry.name, "--if-due", "--for", self.name)

    def task_command(self, worker: str) -> list[str]:
        """Return the command that runs one task."""
        return self._manage(settings.JOBS.limit(is_long=False), "--one-task", "--for", worker)

    def task_worker(self, name: str) -> str:
        """Return what a task's process is called where the task notes who runs it."""
        return f"{self.name}{tasks.MARK}{name.rpartition(' ')[2]}"

    def _manage(self, seconds: int, *arguments: str) -> list[str]:
        limits = ["--with-parent", str(self.parent), "--seconds", str(seconds)]
        return [sys.executable, "manage.py", "work", *arguments, *limits]

    def _start(self, name: str, command: list[str], seconds: float) -> None:
        job = JobProcess(name, command, seconds)
        with self._lock:
            self.jobs[name] = job
        self._next_start = time.monotonic() + PAUSE_SECONDS

    def _has_room_for_a_task(self) -> bool:
        return sum(name.startswith(f"{TASK} ") for name in list(self.jobs)) < TASKS_AT_ONCE

    def _record(self, job: JobProcess) -> None:
        if job.is_stopped:
            run_again(job.name, self.name, self.clock())
        elif job.exit_code and record_failure(job.name, self.name, job.failure(), self.clock()):
            logger.error("Timetable: %s: %s", job.name, job.failure())
