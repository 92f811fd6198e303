"""Pages that are the same for everybody, kept until something that they show has changed.

A view says with ``kept`` what its page depends on. The finished answer, compressed as it goes out,
stays in the process's memory under its address; asked for again, it is sent, or its 304, before
anything else happens: no query, no template. Before that the process has learned, at most a second
ago, what changed (``jobboard.http.changes``). Nothing personal is kept: no answer to a request with
a session, none that reads or sets a cookie, no part of a page for a script.

Where a board has a cache that processes and machines share, finished pages are left there too. What
a page shows stands beside it as the state of the change table that it was made of, so every process
judges by what it knows itself whether the page is still true.
"""

import hashlib
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import InvalidCacheBackendError, caches
from django.core.cache.backends.base import BaseCache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from psycopg import IsolationLevel

from jobboard.http.changes import ALWAYS, Shown, changes
from jobboard.http.parameters import drop_unread, drop_unread_by_view
from jobboard.http.parts import LONGEST_SECONDS, CachePolicy, Recent

type View = Callable[..., HttpResponse]
type Key = tuple[str, bool]

CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
SAME_FOR_ALL = {"", "accept-encoding", "hx-request"}  # what an answer may vary on and still be kept


def kept(
    *shows: Shown, reads: Collection[str] | None = (), is_one_moment: bool = True
) -> Callable[[View], View]:
    """Decorate a view whose answer depends on nothing but ``shows``, and the address.

    Of the address's parameters it gets those that it ``reads``, None for all. All that it reads of
    the database is of one moment, unless one statement says all that must agree: a transaction
    costs such a page a twentieth.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            drop_unread(request, reads)
            if is_for_everybody(request):
                number, now = changes.look(), time.monotonic()
                keeping = CachePolicy(number, now, {*ALWAYS, *shows}, known=changes.known)
                request.keeping = keeping  # type: ignore[attr-defined]  # ours
                for name in CONDITIONS:  # judged by the middleware, which keeps whole pages
                    request.META.pop(name, None)
                with _one_moment() if is_one_moment else nullcontext():
                    response = view(request, *args, **kwargs)
            else:
                if settings.KEPT_PAGES.megabytes:
                    changes.look()  # parts of the page may be kept
                response = view(request, *args, **kwargs)
            if response.status_code == 200:
                response.headers.setdefault("Cache-Control", "no-cache")
            return response

        wrapped.reads = reads  # type: ignore[attr-defined]  # found by the middleware
        return wrapped

    return decorate


def keeping_of(request: HttpRequest) -> CachePolicy | None:
    """Return how the answer to this request will be kept; None where it will not."""
    return getattr(request, "keeping", None)


def is_for_everybody(request: HttpRequest) -> bool:
    """Tell whether a request may be answered by what others got."""
    is_personal = (
        settings.SESSION_COOKIE_NAME in request.COOKIES
        or CookieStorage.cookie_name in request.COOKIES
        or "HTTP_HX_REQUEST" in request.META
        or "HTTP_AUTHORIZATION" in request.META
    )
    return request.method == "GET" and not is_personal and bool(settings.KEPT_PAGES.megabytes)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Have all statements of the block see the database as it is at one moment: the first one's.

    A block without any costs nothing.
    """
    with ExitStack() as stack:

        def begun(execute: Callable[..., Any], *statement: Any) -> Any:
            if not connection.in_atomic_block:
                stack.enter_context(_snapshot())
            return execute(*statement)

        with connection.execute_wrapper(begun):
            yield


@contextmanager
def _snapshot() -> Iterator[None]:
    link, usual = connection.connection, IsolationLevel.READ_COMMITTED
    link.isolation_level, link.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        with transaction.atomic():
            yield
    finally:
        if not link.closed:
            link.isolation_level, link.read_only = usual, None


def _most_bytes() -> int:
    most: int = settings.KEPT_PAGES.megabytes * 1_000_000
    return most


class KeptPages(Recent[Key, tuple[HttpResponse, CachePolicy]]):
    """Answers by address: at most as many bytes of bodies as ``JOBBOARD_KEPT_PAGES_MB`` says, and
    no page that would take a quarter of them.

    What middleware adds to one answer is never seen in another: each is a copy.
    """

    def __init__(self) -> None:
        super().__init__(_most_bytes, lambda page: len(page[0].content))

    def get(self, key: Key) -> tuple[HttpResponse, CachePolicy] | None:
        found = super().get(key)
        return (_copy(found[0]), found[1]) if found else None

    def put(self, key: Key, value: tuple[HttpResponse, CachePolicy]) -> None:
        response, keeping = value
        if len(response.content) <= _most_bytes() // 4:
            super().put(key, (_copy(response), keeping))


def _copy(response: HttpResponse) -> HttpResponse:
    return HttpResponse(response.content, headers=dict(response.headers))


pages = KeptPages()


ALIAS = "pages"
SILENT_SECONDS = 10.0
"""For how long a server that failed is not asked again; the board then does without."""


class SharedPages:
    """Pages by address, each until its time ends. Safe with several threads and processes."""

    def __init__(self) -> None:
        self._silent_until = float("-inf")

    def get(self, key: Key) -> tuple[HttpResponse, CachePolicy] | None:
        """Return a page that another process made, as this one would keep it."""
        if ALIAS not in settings.CACHES:
            return None
        changes.look()
        found = self._ask(lambda cache: cache.get(_name(key)))
        if found is None:
            return None
        state, ends, headers, body, shows = found
        known, left, now = changes.known, ends - time.time(), time.monotonic()
        if left <= 0 or state != known.state_of(shows):
            return None
        keeping = CachePolicy(known.number, now, shows, until=now + left)
        return HttpResponse(body, headers=headers), keeping

    def put(self, key: Key, page: HttpResponse, keeping: CachePolicy) -> None:
        """Leave a page to the others, unless each that answers with it has something to count."""
        if not keeping.known or keeping.asked or not keeping.is_good():
            return
        seconds = min(keeping.until, keeping.made_at + LONGEST_SECONDS) - time.monotonic()
        if moment := changes.moment:
            seconds = min(seconds, (moment - timezone.now()).total_seconds())
        if seconds > 0:
            state, ends = keeping.known.state_of(keeping.shows), time.time() + seconds
            value = state, ends, dict(page.headers), page.content, keeping.shows
            self._ask(lambda cache: cache.set(_name(key), value, timeout=seconds))

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


def _name(key: Key) -> str:
    """Another one for each set of static files, whose names stand in the page."""
    files = getattr(staticfiles_storage, "manifest_hash", "")
    return hashlib.sha256(f"{files} {key}".encode()).hexdigest()


shared = SharedPages()


class KeptPagesMiddleware:
    """Answers with what was kept, and keeps what may be.

    Stands outside of whatever makes an answer smaller or gives it an ETag, so that both are done
    once, and inside of what every answer gets anew.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_for_everybody(request):
            return self.get_response(request)
        drop_unread_by_view(request)
        key = request.build_absolute_uri(), "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        if found := pages.get(key):
            changes.look()
            response, keeping = found
            if keeping.is_good():
                if keeping.asked:
                    keeping.asked(request)
                return _judged(request, response)
        if (both := shared.get(key)) and both[1].is_good():
            pages.put(key, both)
            return _judged(request, both[0])
        conditions = {name: request.META[name] for name in CONDITIONS if name in request.META}
        response = self.get_response(request)
        new = keeping_of(request)
        if new and new.asked:
            new.asked(request)
        if new is None or not may_be_kept(response):
            return response
        pages.put(key, (response, new))
        shared.put(key, response, new)
        request.META.update(conditions)
        return _judged(request, response)


def _judged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page, or 304 for who has it."""
    if not any(name in request.META for name in CONDITIONS):
        return response
    etag = response.headers.get("ETag")
    answer = get_conditional_response(request, etag=etag, response=response)
    return response if answer is None else answer


def may_be_kept(response: HttpResponse) -> bool:
    """Tell whether an answer is whole, and the same for everybody."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    control = response.headers.get("Cache-Control", "")
    varies = {name.strip() for name in response.headers.get("Vary", "").lower().split(",")}
    return "no-store" not in control and "private" not in control and varies <= SAME_FOR_ALL
