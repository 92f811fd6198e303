"""How often something may happen: counters in the database, which all processes share.

Whose counter it is stands there as a keyed hash only. The key changes every 30 days, so that
nobody can follow a network or a mail domain for longer; what is left of an allowance then
starts anew.

Previews and pictures take turns: each takes a tenth of a second or more, and anybody may ask. One
more may wait a few seconds for its turn, so that somebody who types quickly is not refused by their
own last preview. Everybody else is told at once: a queue inside the server would keep its threads
from every other page.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil
from threading import BoundedSemaphore
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jobboard.models import Allowance
from jobboard.site import dates

PERIOD: Final = timedelta(days=30)

# The condition stands in the update: a refused attempt writes no row, so a flood stays cheap.
SPEND = """
INSERT INTO jobboard_allowance AS kept (key, kind, spent, ends_at)
VALUES (
    %(key)s, %(kind)s, 1, statement_timestamp() + make_interval(secs => %(seconds)s)
)
ON CONFLICT (key) DO UPDATE SET
    spent = CASE WHEN kept.ends_at <= statement_timestamp() THEN 1 ELSE kept.spent + 1 END,
    ends_at = CASE WHEN kept.ends_at <= statement_timestamp()
        THEN statement_timestamp() + make_interval(secs => %(seconds)s) ELSE kept.ends_at END
WHERE kept.ends_at <= statement_timestamp() OR kept.spent < %(limit)s
RETURNING spent
"""


def spend(kind: str, subject: str, *, limit: int, window: timedelta) -> bool:
    """Take one of the ``limit`` that ``subject`` has for ``kind``; False when none is left.

    The window opens with the first one taken. One statement: of any number of attempts at the
    same moment exactly ``limit`` succeed. Inside a transaction it counts once that commits, and
    others wait for it; so call it before you open one.
    """
    if limit < 1:
        return False
    values: dict[str, str | int | float] = {
        "key": key_of(kind, subject),
        "kind": kind,
        "limit": limit,
        "seconds": window.total_seconds(),
    }
    with connection.cursor() as cursor:
        cursor.execute(SPEND, values)
        return cursor.fetchone() is not None


def give_back(kind: str, subject: str) -> None:
    """Undo one ``spend``: what was counted turned out not to count."""
    kept = Allowance.objects.filter(key=key_of(kind, subject), spent__gt=0)
    kept.update(spent=F("spent") - 1)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not now (a sentence), and how long to wait. ``is_full``: it is the board, not you."""

    why: str
    wait: timedelta
    is_full: bool = False

    @property
    def when(self) -> str:
        """When it may be tried again, in words."""
        return until(self.wait)


@dataclass(frozen=True, slots=True)
class RateLimit:
    """One counter: of what, whose, how many in which time, and what is said when it is spent.

    Of a ``shared_by`` one a quarter goes to whoever comes first; the rest is kept for those who
    have taken little of it. ``share`` counts what one asker takes of that.
    """

    kind: str
    subject: str
    limit: int
    window: timedelta
    why: str
    is_board: bool = False  # the refusal is no fault of the asker's
    share: "RateLimit | None" = None

    def shared_by(self, asker: str, *, kept: int) -> "RateLimit":
        """The same as one that many share, so that a few of them cannot spend it all."""
        kind, subject = f"{self.kind}, kept", f"{asker} {self.subject}"
        return replace(self, share=RateLimit(kind, subject, kept, self.window, self.why))

    @property
    def free(self) -> int:
        """How many go to whoever comes first."""
        return max(1, self.limit // 4) if self.share else self.limit

    def take(self) -> Refusal | None:
        """Count one; the refusal where none is left."""
        if self._spend(self.free) or (self.share and self._spend_kept(self.share)):
            return None
        return Refusal(self.why, wait(self.kind, self.subject), self.is_board)

    def give_back(self) -> None:
        """Undo one ``take``."""
        for one in filter(None, (self, self.share)):
            give_back(one.kind, one.subject)

    def refuses(self, spent: dict[str, int]) -> bool:
        """Tell whether none is left, with what is spent by key."""
        own = spent.get(self.key, 0)
        if own < self.free:
            return False
        return own >= self.limit or self.share is None or self.share.refuses(spent)

    @property
    def key(self) -> str:
        return key_of(self.kind, self.subject)

    def _spend(self, limit: int) -> bool:
        return spend(self.kind, self.subject, limit=limit, window=self.window)

    def _spend_kept(self, share: "RateLimit") -> bool:
        if share.take():
            return False
        if self._spend(self.limit):
            return True
        share.give_back()
        return False


def peek(counters: Iterable[RateLimit]) -> Refusal | None:
    """Return the first refusal that taking one of each would meet; takes nothing. One query."""
    asked, now = list(counters), timezone.now()
    keys = [one.key for counter in asked for one in (counter, counter.share) if one]
    rows = Allowance.objects.filter(key__in=keys, ends_at__gt=now).in_bulk()
    spent = {key: row.spent for key, row in rows.items()}
    refused = next((one for one in asked if one.refuses(spent)), None)
    if refused is None:
        return None
    return Refusal(refused.why, rows[refused.key].ends_at - now, refused.is_board)


def take(counters: Iterable[RateLimit]) -> Refusal | None:
    """Count one of each until one refuses: name those first that only their owner can spend."""
    return next(filter(None, (one.take() for one in counters)), None)


def too_many(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page that says so, and when it goes on."""
    context = {"refusal": refusal, "robots": "noindex"}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(ceil(refusal.wait.total_seconds()))
    return response


def until(wait: timedelta) -> str:
    """Return when a wait is over: ``in 20 minutes (at 14:20 UTC)``, ``tomorrow at 9:05 UTC``."""
    minutes = max(1, ceil(wait.total_seconds() / 60))
    now = timezone.now()
    at = now + timedelta(minutes=minutes)
    clock = dates.clock(at)
    days = (dates.day_of(at) - dates.day_of(now)).days
    if minutes == 1:
        return "in a minute"
    if minutes < 100:
        return f"in {minutes} minutes (at {clock})"
    if days == 0:
        return f"in {round(minutes / 60)} hours (at {clock})"
    if days == 1:
        return f"tomorrow at {clock}"
    return f"on {dates.weekday(at)} at {clock}"


def wait(kind: str, subject: str) -> timedelta:
    """Return how long until the window of ``subject`` ends: for ``Retry-After``."""
    kept = Allowance.objects.filter(key=key_of(kind, subject)).first()
    return max(kept.ends_at - timezone.now(), timedelta()) if kept else timedelta()


def note(kind: str, subject: str, *, window: timedelta) -> None:
    """Remember for ``window`` that something was so of ``subject``; ``is_noted`` tells it."""
    ends_at = timezone.now() + window
    Allowance.objects.update_or_create(
        key=key_of(kind, subject), defaults={"kind": kind, "spent": 1, "ends_at": ends_at}
    )


def is_noted(kind: str, subject: str) -> bool:
    """Tell whether something was noted, also under the key of the period before. One query."""
    keys = [key_of(kind, subject, periods_ago=ago) for ago in (0, 1)]
    return Allowance.objects.filter(key__in=keys, ends_at__gt=timezone.now()).exists()


def purge() -> int:
    """Delete the counters whose window is over and return how many there were."""
    return Allowance.objects.filter(ends_at__lte=timezone.now()).delete()[0]


def cache_key(key: str, prefix: str, version: int) -> str:
    """Return the name under which Django's cache keeps ``key``: no address, hashed or not."""
    return key_of("cache", f"{prefix}:{version}:{key}")


def key_of(kind: str, subject: str, *, periods_ago: int = 0) -> str:
    """Return the keyed hash of ``subject`` for ``kind``: 64 hexadecimal digits.

    To find again what was kept before the key changed, ask for ``periods_ago=1`` as well.
    """
    period = int(timezone.now().timestamp() // PERIOD.total_seconds()) - periods_ago
    key = hmac.digest(settings.SECRET_KEY.encode(), f"limits {period}".encode(), hashlib.sha256)
    return hmac.new(key, f"{kind}\n{subject}".encode(), hashlib.sha256).hexdigest()


RETRY_SECONDS = 3


class BusyError(Exception):
    """As many as may be are at work in this process, and one waits."""


class Turns:
    """Places of a process for what takes long: one more may wait, and who comes then is told."""

    def __init__(self, places: int, busy: str) -> None:
        self._places, self._waiting = BoundedSemaphore(places), BoundedSemaphore(1)
        self._busy = busy

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold one of the places; raises BusyError where none gets free."""
        if not (self._places.acquire(blocking=False) or self._waited()):
            raise BusyError(self._busy)
        try:
            yield
        finally:
            self._places.release()

    def _waited(self) -> bool:
        if not self._waiting.acquire(blocking=False):
            return False
        try:
            return self._places.acquire(timeout=settings.PREVIEW_WAIT_SECONDS)
        finally:
            self._waiting.release()


previews = Turns(
    settings.PREVIEWS_AT_ONCE,
    "Other previews are being made; please try again in a few seconds.",
)
