"""The worker's process: a thread for mail, one that starts jobs, and one that ends them in time.

A thread's turn may fail in any way, and the database may go away and come back: the next turn
starts afresh. Whatever is running when the process is killed is taken up again by the next one.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone

from jobboard.mail.sending import Postman
from jobboard.worker import presence, tasks, trouble
from jobboard.worker.performing import find_broken_off, make_rows
from jobboard.worker.supervising import Supervisor

TURN_SECONDS = 1.0
WATCH_SECONDS = 30.0  # between two looks for what went wrong
SEEN_SECONDS = 20.0
LONGEST_PAUSE = 30.0  # between turns while the database is away
GRACE_SECONDS = 15.0  # for what is running when the worker is told to stop
STUCK_SECONDS = 600.0  # for one turn of the post: a name server or a socket hangs

logger = logging.getLogger("jobboard.worker")


@dataclass(slots=True)
class Line:
    """One kind of work. ``is_bounded``: a turn that never ends means that something hangs."""

    name: str
    turn: Callable[[], object]
    pause: float
    is_bounded: bool = False
    failures: int = 0
    since: float | None = None
    thread: threading.Thread | None = field(default=None, repr=False)


class Worker:
    """Works until SIGTERM or Ctrl-C, or until ``parent`` is no more its parent process."""

    def __init__(self, *, parent: int | None = None) -> None:
        self.name = presence.new_name()
        self.parent = parent
        self.stop = threading.Event()
        self._is_told = False
        self._postman = Postman(timezone.now)
        self._next_sighting = 0.0
        self._supervisor = Supervisor(self.name, os.getpid(), timezone.now)
        self._has_rows = False
        self._lines = [
            Line("mail", self._mail, TURN_SECONDS, is_bounded=True),
            Line("jobs", self._jobs, TURN_SECONDS),
            Line("limits", self._supervisor.look, TURN_SECONDS),
            Line("watch", self._watch, WATCH_SECONDS),
        ]

    def run(self) -> None:
        """Work; returns when told to stop and everything has come to its end, or to its grace."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._tell)
        logger.info("Worker %s starts", self.name)
        for line in self._lines:
            line.thread = threading.Thread(
                target=self._repeat, args=(line,), name=line.name, daemon=True
            )
            line.thread.start()
        while not self._is_told:
            self._look_after()
            time.sleep(TURN_SECONDS / 4)
        self._end()

    def _tell(self, number: int, frame: FrameType | None) -> None:
        """Only a flag: a handler may interrupt a thread that holds the lock of an Event."""
        self._is_told = True

    def _end(self) -> None:
        self.stop.set()
        self._supervisor.end()
        self._guarded(self._supervisor.note_ended, "jobs")
        until = time.monotonic() + GRACE_SECONDS
        for line in self._lines:
            if line.thread:
                line.thread.join(max(0.0, until - time.monotonic()))
                if line.thread.is_alive():
                    logger.warning("Worker stops amid %s; it is taken up again", line.name)
        try:
            presence.leave(self.name)
        except (OperationalError, InterfaceError):
            logger.info("Worker %s could not say goodbye", self.name)
        connections.close_all()
        logger.info("Worker %s ends", self.name)

    def _look_after(self) -> None:
        """Be seen, and see to it that nothing hangs for ever."""
        if self.parent is not None and os.getppid() != self.parent:
            self._is_told = True
        for line in self._lines:
            if line.is_bounded and line.since and time.monotonic() - line.since > STUCK_SECONDS:
                logger.critical("Worker: %s hangs; the process ends, start it again", line.name)
                os._exit(os.EX_SOFTWARE)
        if time.monotonic() >= self._next_sighting:
            self._next_sighting = time.monotonic() + SEEN_SECONDS
            self._guarded(lambda: presence.be_seen(self.name, timezone.now()), "presence")

    def _repeat(self, line: Line) -> None:
        while not self.stop.is_set():
            line.since = time.monotonic()
            went_well = self._guarded(line.turn, line.name)
            line.since = None
            line.failures = 0 if went_well else line.failures + 1
            longer = 2.0 ** min(line.failures, 6)
            self.stop.wait(line.pause if went_well else min(line.pause * longer, LONGEST_PAUSE))

    def _guarded(self, turn: Callable[[], object], name: str) -> bool:
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

    def _mail(self) -> None:
        self._postman.send_due(self._is_over)

    def _is_over(self) -> bool:
        """Asked before each mail: a mail may take its time, a hundred may take longer."""
        self._lines[0].since = time.monotonic()
        return self.stop.is_set()

    def _jobs(self) -> None:
        """Start what is due, and note what ended without a word."""
        if not self._has_rows:
            make_rows(timezone.now())
            self._has_rows = True
        self._supervisor.note_ended()
        if not self.stop.is_set():
            self._supervisor.start_due()

    def _watch(self) -> None:
        """Find what others left undone, and tell administrators of what does not work."""
        now = timezone.now()
        tasks.take_back(now)
        find_broken_off(self.name, set(self._supervisor.jobs), now)
        trouble.tell(now)
