"""Asking a system's server, bounded in time, size and host, and taking values out of its JSON.

``get`` asks, ``parse`` and ``postings`` take an answer apart; every other function reads one value
of a posting and raises PostingError where it is none.
"""

import json
import math
import re
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from django.conf import settings

from jobboard.outgoing import OutgoingError, RequestLimits, fetch
from jobboard.outgoing.connecting import MEGABYTE
from jobboard.site import dates
from listings.importers.adapter import BoardError, Json, NoBoardError, PostingError, RawPosting
from listings.reading.descriptions import one_line

MOST_REDIRECTS = 3
NOT_FOUND = 404
OK = 200


def get(url: str, *, seconds: float | None = None, accept: str = "application/json") -> bytes:
    """Return the body of a good answer. Raises BoardError for anything else.

    ``seconds`` for the whole of it are ``JOBBOARD_FETCH_SECONDS`` unless fewer are given.
    """
    outgoing = settings.OUTGOING
    most = outgoing.fetch_megabytes * MEGABYTE
    limits = RequestLimits(seconds or outgoing.fetch_seconds, most, MOST_REDIRECTS)
    headers = {"User-Agent": f"jobboard (+{settings.SITE_URL})", "Accept": accept}
    try:
        reply = fetch(url, limits, headers=headers, may_follow=_on_the_same_host)
    except OutgoingError as error:
        raise BoardError(str(error)) from error
    if reply.status == NOT_FOUND:
        raise NoBoardError("There is no such board (404).")
    if reply.status != OK:
        raise BoardError(f"The server answered {reply.status}.")
    return reply.body


def _on_the_same_host(before: str, after: str) -> None:
    if urlsplit(after)[:2] != urlsplit(before)[:2]:
        raise OutgoingError("The server redirects to another host.")


LONGEST_URL = 1_000
LONGEST_INTEGER = 30
YEARS = range(1970, 2200)

_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")


def parse(answer: bytes) -> Json:
    """Return the JSON of an answer. Raises BoardError."""
    try:
        return json.loads(answer, parse_int=_integer, parse_constant=_no_constant)
    except RecursionError as error:
        raise BoardError("The answer is nested too deeply.") from error
    except ValueError as error:
        raise BoardError(f"The answer is not JSON ({str(error)[:100]}).") from error


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= LONGEST_INTEGER else math.inf


def _no_constant(name: str) -> None:
    """NaN and Infinity are no JSON; a value that claims to be one counts as absent."""


def postings(value: Json, id_name: str = "id") -> list[RawPosting]:
    """Return the postings of a list, each with its id. Raises BoardError."""
    if not isinstance(value, list):
        raise BoardError("The answer holds no list of postings.")
    return [RawPosting(_external_id(one, id_name), one) for one in value]


def _external_id(posting: Json, name: str) -> str:
    value = posting.get(name) if isinstance(posting, dict) else None
    is_id = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value).strip() if is_id else ""


def storable(value: Json) -> Json:
    """Return ``value`` as ``jsonb`` can hold it: no NUL, no lone surrogates, finite numbers."""
    match value:
        case str():
            return _storable_text(value)
        case float():
            return value if math.isfinite(value) else None
        case list():
            return [storable(item) for item in value]
        case dict():
            return {_storable_text(key): storable(item) for key, item in value.items()}
    return value


def _storable_text(text: str) -> str:
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def posting(raw: Json) -> dict[str, Json]:
    """The members of a posting, which is an object."""
    if not isinstance(raw, dict):
        raise PostingError("An object is expected.")
    return raw


def required(value: str, name: str) -> str:
    """The value, which may not be absent."""
    if not value:
        raise PostingError(f"{name}: missing.")
    return value


def members(value: Json, name: str) -> dict[str, Json]:
    """The members of an object; none where it is absent."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise PostingError(f"{name}: an object is expected.")
    return value


def items(value: Json, name: str, limit: int = 500) -> list[Json]:
    """The items of a list; none where it is absent."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise PostingError(f"{name}: a list is expected.")
    if len(value) > limit:
        raise PostingError(f"{name}: more than {limit} items.")
    return value


def text(raw: dict[str, Json], name: str, *, limit: int | None = None) -> str:
    """A text, empty where it is absent. Raises PostingError where it is longer than ``limit``."""
    value = raw.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise PostingError(f"{name}: a text is expected.")
    if _NO_TEXT.search(value):
        raise PostingError(f"{name}: holds characters that no text has.")
    if limit is not None and len(value) > limit:
        raise PostingError(f"{name}: longer than {limit:,} characters.")
    return value


def line(raw: dict[str, Json], name: str, *, limit: int | None = None) -> str:
    """A text of one line without control characters."""
    return one_line(text(raw, name, limit=limit))


def flag(raw: dict[str, Json], name: str) -> bool | None:
    """True, False, or None where the source does not say."""
    value = raw.get(name)
    if value is not None and not isinstance(value, bool):
        raise PostingError(f"{name}: true or false is expected.")
    return value


def number(raw: dict[str, Json], name: str) -> int | float | None:
    """A finite number; None where it is absent."""
    value = raw.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise PostingError(f"{name}: a number is expected.")
    return value


def web_address(raw: dict[str, Json], name: str) -> str:
    """An http or https address; empty where it is absent."""
    value = text(raw, name, limit=LONGEST_URL).strip()
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        is_web = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        is_web = False
    if not is_web or " " in value or not value.isprintable():
        raise PostingError(f"{name}: not a web address.")
    return value


def moment(raw: dict[str, Json], name: str) -> datetime | None:
    """A date and time; without a time zone it is UTC; None where it is absent.

    A day without a time is a day of the board: it begins when the board's own day does.

    Years that nobody can mean are refused: the first and the last cannot even be shown in every
    time zone.
    """
    value = text(raw, name, limit=100)
    if not value:
        return None
    try:
        at = _moment(value).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PostingError(f"{name}: not a date.") from error
    if at.year not in YEARS:
        raise PostingError(f"{name}: the year {at.year} is out of range.")
    return at


def _moment(value: str) -> datetime:
    if ":" not in value and "T" not in value:
        return dates.beginning(date.fromisoformat(value))
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
