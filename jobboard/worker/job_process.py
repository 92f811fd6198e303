"""One job as a process of its own, which ends in time whatever it does.

``JobProcess`` is the worker's side of it; ``limit_this_process`` is what the process does itself,
so that none outlives its limit, or its worker.
"""

import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

from django.conf import settings

from jobboard.environment import BASE_DIR

GRACE_SECONDS = 5.0  # between the wish that it ends and its end
ALARM_SECONDS = 30  # after its limit: the worker ends it first, and can say why
PARENT_SECONDS = 0.5  # between two looks whether the worker is still there
MEGABYTE = 1_000_000


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
            self._signal(signal.SIGKILL)  # whatever it left; its number is still its own
            self.exit_code = self._process.wait()
            return
        now = time.monotonic()
        if self._asked_at is None and self.age > self.seconds:
            self.is_over_time = True
            self._ask_to_end()
        elif self._asked_at is not None and now - self._asked_at > GRACE_SECONDS:
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


def duration(seconds: float) -> str:
    """Return a duration as people say it: ``45 seconds``, ``10 minutes``."""
    number, unit = (seconds, "second") if seconds < 120 else (seconds / 60, "minute")
    return f"{number:.3g} {unit}{'' if number == 1 else 's'}"


def _signal_name(number: int) -> str:
    with suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"


def limit_this_process(parent: int, seconds: int) -> None:
    """Have this process, and all that it starts, end with its worker, and itself in time.

    The alarm is the kernel's: it comes also to a process that listens to nobody any more. A limit
    of memory turns what would end other processes too into an error of this one.
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
