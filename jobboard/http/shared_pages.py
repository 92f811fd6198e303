"""Finished pages in a cache that processes and machines share, where a board has one.

What a page shows stands beside it as the state of the change table that it was made of, so every
process judges by what it knows itself whether the page is still true. A server that does not
answer is left alone for a while; the board then does without.
"""

import hashlib
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import InvalidCacheBackendError, caches
from django.core.cache.backends.base import BaseCache
from django.http import HttpResponse
from django.utils import timezone

from jobboard.http.changes import KnownChanges, Shown, changes

ALIAS = "pages"
SILENT_SECONDS = 10.0
"""For how long a server that failed is not asked again."""

type Found = tuple[HttpResponse, int, float, set[Shown]]
"""A page, the look at which it is true, for how many seconds more, and what it shows."""


class SharedPages:
    """Pages by address, each until its time ends. Safe with several threads and processes."""

    def __init__(self) -> None:
        self._silent_until = float("-inf")

    def get(self, address: str) -> Found | None:
        """Return a page that shows what this process knows to be so now."""
        found = self._ask(lambda cache: cache.get(_key(address)))
        if found is None:
            return None
        state, ends, headers, body, shows = found
        known, left = changes.known, ends - time.time()
        if left <= 0 or state != known.state_of(shows):
            return None
        return HttpResponse(body, headers=headers), known.number, left, shows

    def put(
        self,
        address: str,
        page: HttpResponse,
        known: KnownChanges,
        shows: set[Shown],
        seconds: float,
    ) -> None:
        """Keep a page that was made after ``known`` was known, for some seconds at most."""
        moment = changes.moment
        if moment:
            seconds = min(seconds, (moment - timezone.now()).total_seconds())
        if seconds <= 0:
            return
        ends, headers = time.time() + seconds, dict(page.headers)
        value = known.state_of(shows), ends, headers, page.content, shows
        self._ask(lambda cache: cache.set(_key(address), value, timeout=seconds))

    def _ask(self, what: Callable[[BaseCache], Any]) -> Any:
        if ALIAS not in settings.CACHES or time.monotonic() < self._silent_until:
            return None
        try:
            return what(caches[ALIAS])
        except InvalidCacheBackendError:
            raise
        except Exception:  # noqa: BLE001 (each server has errors of its own; none may break a page)
            self._silent_until = time.monotonic() + SILENT_SECONDS
            return None


def _key(address: str) -> str:
    """Another one for each set of static files, whose names stand in the page."""
    files = getattr(staticfiles_storage, "manifest_hash", "")
    return hashlib.sha256(f"{files} {address}".encode()).hexdigest()


shared: SharedPages = SharedPages()
