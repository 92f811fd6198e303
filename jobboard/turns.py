"""Previews take turns: each holds its process for a tenth of a second, and anybody may ask.

Whoever finds the places taken is told so at once. Nobody waits inside the server, where a queue of
previews would keep its threads from every other page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.conf import settings

BUSY = "Other previews are being made; please try again in a few seconds."
RETRY_SECONDS = 3

_places = BoundedSemaphore(settings.PREVIEWS_AT_ONCE)


class BusyError(Exception):
    """As many previews as may be are being made in this process."""


@contextmanager
def preview_turn() -> Iterator[None]:
    """Hold one of the process's places for a preview; raises BusyError where none is free."""
    if not _places.acquire(blocking=False):
        raise BusyError(BUSY)
    try:
        yield
    finally:
        _places.release()
