"""A limit of processor time for reading one board, so that no text of it holds up the others."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AGAIN = 1.0  # seconds until it is said once more, to code that catches everything


class TooMuchTimeError(BaseException):
    """No ``Exception``: what forgives one broken posting must not go on with the next."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TooMuchTimeError in the block once it has used so many seconds of the processor.

    The kernel's timer stops regular expressions too. Signals belong to a process's main thread: in
    any other thread there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    over = False

    def ring(*_: object) -> None:
        if not over:
            raise TooMuchTimeError

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    try:
        try:
            yield
        finally:
            over = True
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
