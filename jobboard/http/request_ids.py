"""A number for each request: in the answer, in every line of the log, in mails that it caused."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from jobboard.http.networks import is_within

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[-\w.]{8,64}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """Return the number of the request that this thread answers; empty outside of any."""
    return _current.get()


class RequestIdMiddleware:
    """Gives each request its number, or takes the one that a trusted proxy has given it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _current.set(_given(request) or uuid4().hex)
        try:
            response = self.get_response(request)
            response[HEADER] = current()
        finally:
            _current.reset(token)
        return response


def _given(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "")
    is_trusted = is_within(request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES)
    return given if is_trusted and GIVEN.fullmatch(given) else ""
