"""Parts of pages that are kept: what several pages show and what takes long to find out."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

from django.conf import settings
from django.db import transaction

from jobboard.http.changes import ALWAYS, Shown, changes
from jobboard.http.conditional import CachePolicy

_is_dry_run = ContextVar("is_dry_run", default=False)


@contextmanager
def dry_run() -> Iterator[None]:
    """A transaction that is rolled back at its end, for previews and checks.

    What is shown within it is made anew, of the rows as they are there, and kept for nobody.
    """
    token = _is_dry_run.set(True)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        _is_dry_run.reset(token)


class KeptParts[Key: Hashable, Value]:
    """Values by key, at most ``most`` of them, the least recently asked for dropped first.

    Each is found again when something of what it ``shows`` has changed, and while anything changes
    every minute. Safe with several threads; a value must not be changed by who gets it.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[Key, tuple[Value, CachePolicy]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Value], *shows: Shown) -> Value:
        """Return what was kept, or what ``make`` finds."""
        if _is_dry_run.get():
            return make()
        found = self._kept.get(key)
        if found and found[1].is_good():
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
            return found[0]
        keeping = CachePolicy(changes.number, time.monotonic(), {*ALWAYS, *shows})
        value = make()
        if settings.KEPT_PAGES.megabytes:
            self._put(key, value, keeping)
        return value

    def _put(self, key: Key, value: Value, keeping: CachePolicy) -> None:
        with self._lock:
            self._kept[key] = value, keeping
            self._kept.move_to_end(key)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
