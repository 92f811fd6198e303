"""Previews take turns: each holds its process for a tenth of a second, and anybody may ask.

One more may wait a few seconds for its turn, so that somebody who types quickly is not refused by
their own last preview. Everybody else is told at once: a queue inside the server would keep its
threads from every other page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.conf import settings

BUSY = "Other previews are being made; please try again in a few seconds."
RETRY_SECONDS = 3

_places = BoundedSemaphore(settings.PREVIEWS_AT_ONCE)
_waiting = BoundedSemaphore(1)


class BusyError(Exception):
    """As many previews as may be are being made in this process, and one waits."""


@contextmanager
def preview_turn() -> Iterator[None]:
    """Hold one of the process's places for a preview; raises BusyError where none gets free."""
    if not (_places.acquire(blocking=False) or _waited()):
        raise BusyError(BUSY)
    try:
        yield
    finally:
        _places.release()


def _waited() -> bool:
    if not _waiting.acquire(blocking=False):
        return False
    try:
        return _places.acquire(timeout=settings.PREVIEW_WAIT_SECONDS)
    finally:
        _waiting.release()
