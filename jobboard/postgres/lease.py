"""Locks between processes. The system drops them when their holder dies, whatever the cause."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until no other process or thread is in this block for ``path``."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Lease:
    """A sign that this process uses something shared, as long as the process lives."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None
        # A child must not hold its parent's lease: it may outlive it, and never use the server.
        os.register_at_fork(after_in_child=self._close)

    def is_held(self) -> bool:
        """Tell whether this very process holds it, not the one that it was forked from."""
        return self._descriptor is not None

    def hold(self) -> None:
        """Take the lease, if it is not held yet."""
        if not self.is_held():
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def give_up(self) -> bool:
        """Let go, and tell whether no other process holds the lease now.

        The answer stays true only while the caller keeps others from taking one (``alone``).
        """
        self._close()
        with self.path.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None
