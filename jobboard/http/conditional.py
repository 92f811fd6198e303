"""Pages that know whether anything has changed: a 304, the body that was kept, or a new one.

Each view says by a version what its page is made from. A body is kept in the process's memory under
its address and its version, so a change is seen by the very next request, and what is old is never
looked for again. Nothing personal is kept: neither a page with a cookie nor one for one visitor.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, has_vary_header
from django.utils.http import http_date

type View = Callable[..., HttpResponse]
type Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """What a page is made from: a strong ``etag``, and when that changed (seconds, Unix)."""

    etag: str
    modified: int | None = None


class KeptPages:
    """Answers by address and version, the least recently asked for dropped first.

    Safe with several threads. Holds at most ``most`` bytes of bodies.
    """

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self._pages: OrderedDict[Key, HttpResponse] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> HttpResponse | None:
        with self._lock:
            if key not in self._pages:
                return None
            self._pages.move_to_end(key)
            return _copy(self._pages[key])

    def put(self, key: Key, response: HttpResponse) -> None:
        page = _copy(response)
        with self._lock:
            if key in self._pages or len(page.content) > self.most // 4:
                return
            self._pages[key] = page
            self.size += len(page.content)
            while self.size > self.most:
                self.size -= len(self._pages.popitem(last=False)[1].content)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.size = 0


def _copy(response: HttpResponse) -> HttpResponse:
    """The same answer, so that what middleware adds to one is never seen in another."""
    return HttpResponse(
        response.content, status=response.status_code, headers=dict(response.headers)
    )


kept = KeptPages(settings.KEPT_PAGE_BYTES)


def unless_unchanged(version_of: Callable[..., Version]) -> Callable[[View], View]:
    """Decorate a view whose page is made from nothing but what ``version_of`` looks at.

    ``version_of`` takes what the view takes.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            version = version_of(request, **kwargs)
            response = get_conditional_response(
                request, etag=version.etag, last_modified=version.modified
            )
            if response is None:
                response = _answer(view, request, kwargs, version)
            if response.status_code in (200, 304):
                _tell(response, version)
            return response

        return wrapped

    return decorate


def _answer(
    view: View, request: HttpRequest, kwargs: dict[str, Any], version: Version
) -> HttpResponse:
    key = (request.method or "", request.build_absolute_uri(), version.etag)
    response = kept.get(key)
    if response is None:
        response = view(request, **kwargs)
        if _may_be_kept(request, response):
            kept.put(key, response)
    return response


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    is_personal = response.cookies or "CSRF_COOKIE" in request.META
    varies = has_vary_header(response, "*") or has_vary_header(response, "Cookie")
    return response.status_code == 200 and not response.streaming and not is_personal and not varies


def _tell(response: HttpResponse, version: Version) -> None:
    response.headers.setdefault("ETag", version.etag)
    response.headers.setdefault("Cache-Control", "no-cache")
    if version.modified is not None:
        response.headers.setdefault("Last-Modified", http_date(version.modified))
