"""``manage.py work`` beside the web server: started with it, watched by it, ended before it."""

import os
import subprocess
import sys
import time

from jobboard.environment import BASE_DIR

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
STEADY_SECONDS = 60.0  # who worked that long is started again at once
GRACE_SECONDS = 20.0  # longer than the worker's own grace


class Background:
    """Keeps one worker running; ``look`` is called about once a second.

    The worker has a session of its own, so Ctrl-C reaches it only through ``stop``; and it ends
    by itself when this process is no more. Whether it ended is all that is asked: gunicorn's
    master reaps every child, and with it the exit status.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._next_start = 0.0
        self._pause = FIRST_PAUSE

    @property
    def pid(self) -> int | None:
        """Which process it is, if one runs."""
        return self._process.pid if self._process else None

    def look(self) -> None:
        """Start the worker where none runs, after a crash ever more slowly."""
        now = time.monotonic()
        if self._process and self._process.poll() is not None:
            lived = now - self._started_at
            self._pause = FIRST_PAUSE if lived > STEADY_SECONDS else self._pause * 2
            self._pause = min(self._pause, LONGEST_PAUSE)
            self._next_start = now + self._pause
            self._process = None
            print(f"The worker ended; it starts again in {self._pause:.0f} s.", file=sys.stderr)
        if self._process is None and now >= self._next_start:
            self._start(now)

    def _start(self, now: float) -> None:
        self._started_at = now
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "manage.py", "work", "--with-parent", str(os.getpid())],
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def tell(self) -> None:
        """Ask the worker to end."""
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def stop(self) -> None:
        """End the worker, kindly first; returns when it is gone."""
        self.tell()
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
