"""Parameters that a page does not read (``utm_source``): dropped before anything sees them.

So a page that is kept is one page, whatever somebody adds to its address.
"""

from collections.abc import Collection
from typing import Final
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

ALL: Final = None
"""Of a view that reads any parameter, and names those that it does not know."""


def drop_unread_by_view(request: HttpRequest) -> None:
    """Drop what the view of this address does not read. Views without ``reads`` read all."""
    query = request.META.get("QUERY_STRING", "")
    if not query or len(query) > settings.LONGEST_QUERY:  # answered by 414
        return
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return
    drop_unread(request, getattr(view, "reads", ALL))


def drop_unread(request: HttpRequest, reads: Collection[str] | None) -> None:
    """Leave of the query only the parameters that are named, as they were written."""
    query = request.META.get("QUERY_STRING", "")
    if not query or reads is None:
        return
    kept = "&".join(part for part in query.split("&") if _name(part) in reads)
    if kept != query:
        request.META["QUERY_STRING"] = kept
        request.__dict__.pop("GET", None)  # Django reads it once


def _name(part: str) -> str:
    return unquote_plus(part.partition("=")[0])
