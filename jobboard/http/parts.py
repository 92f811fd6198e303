"""What is kept, and for how long: parts that several pages show and that take long to find out.

Whole pages are in ``jobboard.http.conditional``.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from threading import Lock

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from jobboard.http.changes import ALWAYS, KnownChanges, Shown, changes

type Asked = Callable[[HttpRequest], None]

LONGEST_SECONDS = 60.0
"""How old what is kept may be while anything changes: so old may openings beside a text be, and
what words mean. While nothing does, it lives on until a moment of its own, or midnight."""


@dataclass(slots=True)
class CachePolicy:
    """How long an answer may be kept; a view may add to it what only it knows.

    ``number``   of the look at changes before it was made
    ``made_at``  when that was, on the process's clock
    ``shows``    what it depends on, beside ``ALWAYS``
    ``until``    when it ends by itself, on the process's clock
    ``asked``    called with each request that is answered by what was kept
    """

    number: int
    made_at: float
    shows: set[Shown] = field(default_factory=set)
    until: float = float("inf")
    asked: Asked | None = None
    known: KnownChanges | None = None  # what was known before it was made

    def end_at(self, *moments: datetime | None) -> None:
        """Keep the answer no longer than to the first of these moments that is still to come."""
        now = timezone.now()
        ends = [(at - now).total_seconds() for at in moments if at and at > now]
        self.until = min([self.until, *(time.monotonic() + seconds for seconds in ends)])

    def is_good(self) -> bool:
        """Tell whether it may still be shown.

        What was made within a minute of a change may hold something that was kept before it, and
        ends after a minute whatever happens.
        """
        now = time.monotonic()
        is_young = now < self.made_at + LONGEST_SECONDS
        is_same = is_young or changes.is_quiet_since(self.number, self.made_at - LONGEST_SECONDS)
        return now < self.until and is_same and changes.is_as_at(self.number, self.shows)


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


class Recent[Key: Hashable, Value]:
    """Values by key, the least recently asked for dropped first. Safe with several threads.

    ``most`` is asked each time what all together may weigh: one each, or as ``weigh`` says.
    """

    def __init__(
        self, most: Callable[[], int], weigh: Callable[[Value], int] = lambda value: 1
    ) -> None:
        self.size = 0
        self._most, self._weigh = most, weigh
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Value | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Key, value: Value) -> None:
        with self._lock:
            self._drop(key)
            self._kept[key] = value
            self.size += self._weigh(value)
            while self.size > self._most():
                self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        if key in self._kept:
            self.size -= self._weigh(self._kept.pop(key))

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self.size = 0


class KeptParts[Key: Hashable, Value]:
    """Values by key, at most ``most`` of them.

    Each is found again when something of what it ``shows`` has changed, and while anything changes
    every minute. Safe with several threads; a value must not be changed by who gets it.
    """

    def __init__(self, most: int) -> None:
        self._kept: Recent[Key, tuple[Value, CachePolicy]] = Recent(lambda: most)

    def get(self, key: Key, make: Callable[[], Value], *shows: Shown) -> Value:
        """Return what was kept, or what ``make`` finds."""
        if _is_dry_run.get():
            return make()
        found = self._kept.get(key)
        if found and found[1].is_good():
            return found[0]
        keeping = CachePolicy(changes.number, time.monotonic(), {*ALWAYS, *shows})
        value = make()
        if settings.KEPT_PAGES.megabytes:
            self._kept.put(key, (value, keeping))
        return value


def kept_part[**Asked, Value](
    *shows: Shown, most: int = 1
) -> Callable[[Callable[Asked, Value]], Callable[Asked, Value]]:
    """Keep what a function finds, as ``KeptParts`` does, until what it ``shows`` has changed.

    Of a function with arguments, which must be hashable, ``most`` answers are kept.
    """

    def decorate(make: Callable[Asked, Value]) -> Callable[Asked, Value]:
        parts: KeptParts[Hashable, Value] = KeptParts(most)

        @wraps(make)
        def kept(*args: Asked.args, **named: Asked.kwargs) -> Value:
            key = args, tuple(named.items())
            return parts.get(key, lambda: make(*args, **named), *shows)

        return kept

    return decorate
