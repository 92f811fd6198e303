"""Dates are shown in the board's own time zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from jobboard.site.identity import current

WITHOUT_DATES = "/media/"  # a picture shows none


class TimeZoneMiddleware:
    """Make the identity's time zone the current one for the length of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(WITHOUT_DATES):
            return self.get_response(request)
        with timezone.override(ZoneInfo(current().time_zone)):
            return self.get_response(request)
