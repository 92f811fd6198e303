"""Error pages that know the site, where the request can still be answered with one."""

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_BAD_ORIGIN, REASON_BAD_REFERER
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import resolve

from jobboard.bodies import too_large
from jobboard.site import unavailable

# The form was sent by another site: nothing of it may come back.
FOREIGN = tuple(reason.partition("%s")[0] for reason in (REASON_BAD_ORIGIN, REASON_BAD_REFERER))


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
    passing = unavailable.answer(request, error) if error else None
    return passing or HttpResponse(render_to_string("500.html"), status=500)
