"""The worker's process: a thread for mail, one that starts jobs, one that looks after both.

A thread's turn may fail in any way, and the database may go away and come back: the next turn
starts afresh. Whatever is running when the process is killed is taken up again by the next one.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone

from jobboard.mail.sending import MailSender
from jobboard.worker import coordination, timetable
from jobboard.worker.jobs import Supervisor
from jobboard.worker.timetable import record_vanished_runs, sync_rows

TURN_SECONDS = 1.0
WATCH_SECONDS = 30.0  # between two heartbeats, and two looks for what went wrong
LONGEST_PAUSE = 30.0  # between turns while the database is away
GRACE_SECONDS = 15.0  # for what is running when the worker is told to stop
HANGING_SECONDS = 600.0  # for one mail, which has a limit of its own: a last resort

logger = logging.getLogger("jobboard.worker")


def guarded(turn: Callable[[], object], name: str) -> bool:
    """Take a turn and say whether it went well; give the connection back in any case."""
    try:
        turn()
    except (OperationalError, InterfaceError) as error:
        first = str(error).partition("\n")[0]
        logger.warning("Worker: %s: the database does not answer (%s)", name, first)
    except Exception:  # the next turn starts afresh
        logger.exception("Worker: %s failed", name)
    else:
        return True
    finally:
        close_old_connections()
    return False


class Loop(threading.Thread):
    """Repeats one kind of work until ``stop`` is set, more slowly while its turns fail."""

    def __init__(
        self, name: str, turn: Callable[[], object], stop: threading.Event, pause: float
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.turn, self.stop, self.pause = turn, stop, pause
        self.began_at: float | None = None

    def run(self) -> None:
        failures = 0
        while not self.stop.is_set():
            self.began_at = time.monotonic()
            went_well = guarded(self.turn, self.name)
            self.began_at = None
            failures = 0 if went_well else min(failures + 1, 6)
            self.stop.wait(min(self.pause * 2**failures, max(self.pause, LONGEST_PAUSE)))

    @property
    def is_hanging(self) -> bool:
        """Whether its present turn takes longer than any turn of the mail may."""
        began = self.began_at
        return began is not None and time.monotonic() - began > HANGING_SECONDS


class Worker:
    """Works until SIGTERM or Ctrl-C."""

    def __init__(self) -> None:
        self.name = coordination.new_worker_name()
        self.stop = threading.Event()
        self._is_stopping = False
        self._mail_sender = MailSender(timezone.now)
        self._supervisor = Supervisor(self.name, os.getpid(), timezone.now)
        self._has_rows = False
        self._mail_loop = Loop("mail", self._mail, self.stop, TURN_SECONDS)
        self._loops = [
            self._mail_loop,
            Loop("jobs", self._jobs, self.stop, TURN_SECONDS),
            Loop("watch", self._watch, self.stop, WATCH_SECONDS),
        ]

    def run(self) -> None:
        """Work; returns when told to stop and everything has come to its end, or to its grace."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._request_stop)
        logger.info("Worker %s starts", self.name)
        for loop in self._loops:
            loop.start()
        while not self._is_stopping:
            self._supervise()
            time.sleep(TURN_SECONDS / 4)
        self._end()

    def _request_stop(self, number: int, frame: FrameType | None) -> None:
        """Only a flag: a handler may interrupt a thread that holds the lock of an Event."""
        self._is_stopping = True

    def _supervise(self) -> None:
        """See to it that nothing hangs for ever, also while the database does not answer."""
        if self._mail_loop.is_hanging:
            logger.critical("Worker: mail hangs; the process ends, start it again")
            os._exit(os.EX_SOFTWARE)
        self._supervisor.check()

    def _end(self) -> None:
        self.stop.set()
        self._supervisor.end()
        guarded(self._supervisor.record_ended, "jobs")
        until = time.monotonic() + GRACE_SECONDS
        for loop in self._loops:
            loop.join(max(0.0, until - time.monotonic()))
            if loop.is_alive():
                logger.warning("Worker stops amid %s; it is taken up again", loop.name)
        guarded(lambda: coordination.sign_off(self.name), "heartbeat")
        connections.close_all()
        logger.info("Worker %s ends", self.name)

    def _mail(self) -> None:
        self._mail_sender.send_due(self._is_over)

    def _is_over(self) -> bool:
        """Asked before each mail: a mail may take its time, a hundred may take longer."""
        self._mail_loop.began_at = time.monotonic()
        return self.stop.is_set()

    def _jobs(self) -> None:
        """Start what is due, and record what ended without a word."""
        if not self._has_rows:
            sync_rows(timezone.now())
            self._has_rows = True
        self._supervisor.record_ended()
        if not self.stop.is_set():
            self._supervisor.start_due()

    def _watch(self) -> None:
        """Send the heartbeat, find what others left undone, tell administrators what fails."""
        now = timezone.now()
        coordination.beat(self.name, now)
        coordination.requeue_lost(now)
        record_vanished_runs(self.name, set(self._supervisor.jobs), now)
        timetable.send_alerts(now)
