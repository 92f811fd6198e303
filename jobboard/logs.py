"""Logs: one JSON object a line for machines, nobody's address in full, and no secret.

A secret is what opens something for whoever has it: the part of an address that a draft, a preview
or a link in a mail hangs on. All of those are long and random, so they are known by their look.

Each request has a number: in its answer, in every line of the log, in mails that it caused.
"""

import ipaddress
import json
import logging
import re
import sys
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from gunicorn.glogging import Logger

from jobboard.http.networks import is_within, subnet_of

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[-\w.]{8,64}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
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
            response[HEADER] = request_id()
        finally:
            _current.reset(token)
        return response


def _given(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "")
    is_trusted = is_within(request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES)
    return given if is_trusted and GIVEN.fullmatch(given) else ""


# What may be an address: four numbers with dots, or anything with two colons in it.
_MAYBE = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)"
)

MASK = "***"
# Behind a slash or an equals sign: numbers and short parts with dots, then the random part.
_MAYBE_SECRET = re.compile(
    r"(?:(?<=[/=])|(?<=%2[Ff])|(?<=%3[Dd]))((?:[-\w]{1,18}\.){0,2})([-\w]{20,})"
)
_LONG_NUMBER = re.compile(r"[0-9a-f]{40,}")
_NAMED_SECRET = re.compile(
    r"(?i)(?:\b|(?<=%[0-9a-f]{2}))(code|key|knows|offer|other_skills|password|secret|skill|token)(=|%3D)[^\s&#'\"]+"
)


def mask_secrets(text: str) -> str:
    """Return ``text`` without the parts of addresses that open something."""
    text = _MAYBE_SECRET.sub(_masked, text)
    return _NAMED_SECRET.sub(rf"\1\2{MASK}", text)


def _masked(found: re.Match[str]) -> str:
    """Random text has capitals and small letters, or is one long number; names of pages do not."""
    word = found[2]
    is_random = word != word.lower() and word != word.upper()
    return MASK if is_random or _LONG_NUMBER.fullmatch(word) else found[0]


def clean(text: str) -> str:
    """Return ``text`` as a log may keep it."""
    return cut_addresses(mask_secrets(text))


def cut_addresses(text: str) -> str:
    """Return ``text`` with each address cut to its /24 or /48; that of this machine stays."""
    return _MAYBE.sub(lambda found: _network(found[0]), text)


def _network(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.rstrip(":."))
    except ValueError:
        return text
    return text if address.is_loopback or address.is_unspecified else subnet_of(str(address))


class Clean(logging.Filter):
    """Cleans a message, and its traceback, before any handler writes it.

    A request that was refused (status below 500) is no fault of ours, so it has no traceback.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = clean(record.getMessage()), ()
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
            record.levelno = min(record.levelno, logging.WARNING)
            record.levelname = logging.getLevelName(record.levelno)
        elif record.exc_info:
            record.exc_text = clean(logging.Formatter().formatException(record.exc_info))
        return True


class WebLogger(Logger):
    """gunicorn's log, which names the client of a request that it cannot read."""

    def setup(self, cfg: object) -> None:
        super().setup(cfg)
        self.error_log.filters = [Clean()]
        self.access_log.filters = [Clean()]

    def exception(self, msg: object, *args: object, **options: object) -> None:
        """Log a fault with its traceback, but for a client that reads too slowly: that is none."""
        if isinstance(sys.exc_info()[1], TimeoutError):
            self.debug("A client took too long to read its answer")
        else:
            super().exception(msg, *args, **options)


class JsonFormatter(logging.Formatter):
    """Format a record as JSON with the time in UTC, level, logger, message and traceback."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := request_id():
            entry["request"] = request
        if status := getattr(record, "status_code", None):
            entry["status"] = status
        if record.exc_info:
            entry["traceback"] = record.exc_text or self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)
