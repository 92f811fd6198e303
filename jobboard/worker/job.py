"""One job as a process of its own, in a group of its own, which ends in time whatever it does."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress

from jobboard.environment import BASE_DIR

GRACE_SECONDS = 5.0  # between the wish that it ends and its end


class Job:
    """A process that was started; ``look`` is called about once a second.

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

    def look(self) -> None:
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
        """Ask it to end because its worker does; ``look`` kills it when it does not."""
        self.look()
        if self._asked_at is None and not self.is_over:
            self.is_stopped = True
            self._ask_to_end()

    def kill(self) -> None:
        """End it at once; returns when it is gone."""
        if not self.is_over:
            self._signal(signal.SIGKILL)
            self.exit_code = self._process.wait()

    def how_it_ended(self) -> str:
        """Say why it did not come to its own end; empty where it did."""
        if self.is_over_time:
            return f"Ended after {said_seconds(self.seconds)}, which is its limit."
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


def said_seconds(seconds: float) -> str:
    """Return a time as people say it: ``45 seconds``, ``10 minutes``."""
    number, unit = (seconds, "second") if seconds < 120 else (seconds / 60, "minute")
    return f"{number:.3g} {unit}{'' if number == 1 else 's'}"


def _signal_name(number: int) -> str:
    with suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"
