"""Previews take turns: each holds its process for a tenth of a second, and anybody may ask.

Strangers who find the places taken are told so at once: a queue of them inside the server would
keep its threads from every other page. Editors are few, and wait a few seconds for their turn.
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
def preview_turn(*, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold one of the process's places for a preview.

    Raises BusyError where none is free, or gets free within ``wait_seconds``.
    """
    if not _places.acquire(timeout=wait_seconds):
        raise BusyError(BUSY)
    try:
        yield
    finally:
        _places.release()
