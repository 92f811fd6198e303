"""From a moment to a day, in one place: the board's own time zone decides everywhere.

Pages, structured data, sitemap, CSV, admin and mails ask here, so a posting of 23:30 UTC has one
date on a board of Tokyo, whether a visitor or the worker looks at it. The zone is the one of the
site identity, which an administrator changes while the board runs.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from jobboard.site import identity
from jobboard.site.identity import current


def zone() -> ZoneInfo:
    """The board's time zone."""
    return ZoneInfo(identity.current().time_zone)


def local(at: datetime) -> datetime:
    """The same moment on the board's clock."""
    return at.astimezone(zone())


def day_of(at: datetime) -> date:
    """The day on which a moment falls."""
    return local(at).date()


def today() -> date:
    return day_of(timezone.now())


def beginning(day: date) -> datetime:
    """The moment at which a day begins."""
    return datetime.combine(day, time(), zone())


def moment(at: datetime) -> str:
    """A moment for machines, with the board's offset: ``2026-11-21T08:30:00+09:00``."""
    return local(at).isoformat(timespec="seconds")


def short(at: datetime | date | None) -> str:
    """``5 Mar 2026``; an empty text for none."""
    return f"{_day(at):%-d %b %Y}" if at else ""


def long(at: datetime | date | None) -> str:
    """``5 March 2026``; an empty text for none."""
    return f"{_day(at):%-d %B %Y}" if at else ""


def minute(at: datetime | None) -> str:
    """``5 Mar 2026, 14:30``; an empty text for none."""
    return f"{local(at):%-d %b %Y, %H:%M}" if at else ""


def clock(at: datetime) -> str:
    """The time of day with its zone: ``9:05 CET``."""
    return f"{local(at):%-H:%M %Z}"


def weekday(at: datetime) -> str:
    """``Thursday, 5 March``."""
    return f"{local(at):%A, %-d %B}"


def _day(at: datetime | date) -> date:
    return day_of(at) if isinstance(at, datetime) else at


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
