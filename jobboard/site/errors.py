"""Error pages; 503 while the database is silent or busy, or a disk is full.

That page and the answer of ``/readyz`` are made without the database.
"""

import errno
import logging
import sys
from enum import StrEnum
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import Error, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_BAD_ORIGIN, REASON_BAD_REFERER
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils.cache import add_never_cache_headers
from django.utils.deprecation import MiddlewareMixin

from jobboard.site import identity

logger = logging.getLogger("jobboard.site.errors")

RETRY_SECONDS = 10
RETRY_SECONDS_FULL = 120  # somebody has to make room first

FULL = {errno.ENOSPC, errno.EDQUOT}
READ_ONLY = {errno.EROFS}
BUSY = (
    psycopg.errors.QueryCanceled,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)


class Unavailability(StrEnum):
    """What keeps the board from answering, in the words of the log."""

    SILENT = "the database does not answer"
    BUSY = "the database is busy"
    FULL = "a disk is full"
    READ_ONLY = "nothing can be written"
    CROWDED = "too many clients send slowly"


def reason_unavailable(error: BaseException) -> Unavailability | None:
    """Tell what keeps the board from answering; None where the error is the board's own."""
    if isinstance(error, Error):
        return _of_the_database(error, error.__cause__)
    if isinstance(error, OSError) and error.errno in FULL:
        return Unavailability.FULL
    if isinstance(error, OSError) and error.errno in READ_ONLY:
        return Unavailability.READ_ONLY
    return None


def _of_the_database(error: Error, cause: BaseException | None) -> Unavailability | None:
    if isinstance(cause, psycopg.errors.DiskFull):
        return Unavailability.FULL
    if isinstance(cause, psycopg.errors.ReadOnlySqlTransaction):
        return Unavailability.READ_ONLY
    if isinstance(cause, BUSY):
        return Unavailability.BUSY
    is_away = isinstance(error, (OperationalError, InterfaceError)) or (
        isinstance(error, InternalError) and isinstance(cause, psycopg.OperationalError)
    )
    return Unavailability.SILENT if is_away else None


def answer(request: HttpRequest, error: BaseException) -> HttpResponse | None:
    """Return the 503 for an error that will pass, with one line in the log; else None."""
    reason = reason_unavailable(error)
    if reason is None:
        return None
    told = " ".join(str(error).split())
    path = request.path.encode("unicode_escape").decode()  # no line break of a client's own
    logger.error("%s, at %s %s (%s)", reason.value, request.method, path, told[:300])
    return unavailable(request, reason)


def unavailable(request: HttpRequest, reason: Unavailability) -> HttpResponse:
    """Return the 503 for a reason, made without the database."""
    full = reason in (Unavailability.FULL, Unavailability.READ_ONLY)
    seconds = RETRY_SECONDS_FULL if full else RETRY_SECONDS
    known = identity.last_known()
    was_sent = request.method not in ("GET", "HEAD", "OPTIONS")
    context = {
        "name": known.name,
        "contact": known.contact,
        "was_sent": was_sent,
        "full": full,
        "crowded": reason is Unavailability.CROWDED,
    }
    page = render_to_string("503.html", context)
    response = HttpResponse(page, status=503, headers={"Retry-After": str(seconds)})
    add_never_cache_headers(response)
    response._has_been_logged = True  # type: ignore[attr-defined] # noqa: SLF001 (Django's mark)
    return response


class UnavailableMiddleware(MiddlewareMixin):
    """Answers 503 instead of 500 where a view meets such an error.

    An error within another middleware comes to ``jobboard.site.errors.server_error``.
    """

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django with what a view, or its template, has raised."""
        return answer(request, error)


# The form was sent by another site: nothing of it may come back.
FOREIGN = tuple(reason.partition("%s")[0] for reason in (REASON_BAD_ORIGIN, REASON_BAD_REFERER))


def refused(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    """Return the page for a request that is not answered; nothing keeps it."""
    response = render(request, template, {"robots": "noindex", **context}, status=status)
    add_never_cache_headers(response)
    return response


def too_large(request: HttpRequest, megabytes: float) -> HttpResponse:
    """Return the page for a body, or a form, of more than ``megabytes``."""
    return refused(request, "413.html", 413, megabytes=f"{megabytes:.1f}".removesuffix(".0"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that could not be read, or that holds more than we read."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) / 1_000_000)
    return render(request, "400.html", {"robots": "noindex"}, status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came too late. A view with ``after_csrf_failure`` gives back what was typed."""
    match = resolve(request.path_info)
    again: Any = getattr(match.func, "after_csrf_failure", None)
    if again is not None and not reason.startswith(FOREIGN):
        return again(request, **match.kwargs)
    return render(request, "403_csrf.html", {"robots": "noindex"}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for an error of ours; 503 where a middleware found the database away."""
    error = sys.exc_info()[1]
    passing = answer(request, error) if error else None
    return passing or HttpResponse(render_to_string("500.html"), status=500)
