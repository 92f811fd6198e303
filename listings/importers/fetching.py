"""Asking other people's servers: bounded in time and size, and only the host that was asked."""

from urllib.parse import urlsplit

from django.conf import settings

from jobboard.outgoing import Limits, OutgoingError, fetch
from jobboard.outgoing.limits import MEGABYTE
from listings.importers.posting import BoardError, NoBoardError

MOST_REDIRECTS = 3
NOT_FOUND = 404
OK = 200


def get(url: str, *, seconds: float | None = None, accept: str = "application/json") -> bytes:
    """Return the body of a good answer. Raises BoardError for anything else.

    ``seconds`` for the whole of it are ``JOBBOARD_FETCH_SECONDS`` unless fewer are given.
    """
    outgoing = settings.OUTGOING
    most = outgoing.fetch_megabytes * MEGABYTE
    limits = Limits(seconds or outgoing.fetch_seconds, most, MOST_REDIRECTS)
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
