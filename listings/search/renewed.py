"""What a process makes of the database and keeps: made anew from time to time, while requests go on
with the last one.
"""

import logging
from collections.abc import Callable
from threading import Lock, Thread
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)

REST = 20
"""Making a value takes at most one part in so many of a process's time."""

SOON = 1.0
"""Seconds until it is tried again where nothing could be made."""

PAUSE = 6
"""Where nobody asked for so many times the ``seconds``, who asks then waits for the next value."""


class Renewed[Value]:
    """A value that is kept for so many ``seconds``, then made anew by a thread of its own.

    ``make`` is given the last value and returns the next, or None where it cannot yet. Where the
    database cannot be read, the last one stays. Safe with several threads.
    """

    def __init__(
        self, make: Callable[[Value | None], Value | None], seconds: Callable[[], float]
    ) -> None:
        self._make, self._seconds = make, seconds
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Have the next who asks wait for a new one."""
        self.put(None)
        self._due_at = 0.0

    def put(self, value: Value | None) -> None:
        """Keep this value as if it had been made now."""
        self._value, self._made_at = value, monotonic()
        self._due_at = self._made_at + (SOON if value is None else self._seconds())

    def get(self) -> Value:
        """Return the value; the first who asks, and who asks after a long pause, waits for it.

        Raises DatabaseError where there is none and none can be made.
        """
        last = self._value
        if last is not None and not self._is_long_ago():
            return self.last() or last
        if self._lock.acquire(blocking=last is None):
            try:
                if self._value is last:
                    self._renew(is_needed=last is None)
            finally:
                self._lock.release()
        assert self._value is not None  # noqa: S101 (else it was not made, which raises)
        return self._value

    def last(self) -> Value | None:
        """Return the value that there is, and have an old one made anew; never waits."""
        if monotonic() >= self._due_at and self._lock.acquire(blocking=False):
            Thread(target=self._renew_apart, daemon=True).start()
        return self._value

    def _is_long_ago(self) -> bool:
        # tests change the database and ask at once
        pause = 1 if settings.SEARCH.is_index_fresh else PAUSE
        return monotonic() - self._made_at >= pause * self._seconds()

    def _renew_apart(self) -> None:
        try:
            self._renew()
        finally:
            connection.close()
            self._lock.release()

    def _renew(self, *, is_needed: bool = False) -> None:
        began, value = monotonic(), self._value
        try:
            made = self._make(value)
            value = value if made is None else made
        except DatabaseError:
            if is_needed:
                raise
            logger.exception("What is kept could not be made anew; the last one stays.")
        finally:
            self.put(value)
            self._due_at = max(self._due_at, self._made_at + REST * (self._made_at - began))
