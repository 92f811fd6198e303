"""A page as the first visitor after a start gets it: no page, part, card or text is kept.

Statements that are made once and templates stay, as does what the index has counted.
"""

import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from bench import NOTHING_KEPT
from jobboard.http.changes import changes
from listings.search import card_cache

DRAWN_IN = ("roles.", "listings.templatetags.", "listings.insights.", "jobboard.markup.")

type GetResponse = Callable[[HttpRequest], HttpResponse]


def forgetting(get_response: GetResponse) -> GetResponse:
    """Middleware: forget everything before a request that says so."""

    def answer(request: HttpRequest) -> HttpResponse:
        if NOTHING_KEPT in request.headers:
            forget()
        return get_response(request)

    return answer


def forget() -> None:
    changes.forget()
    card_cache.kept.forget(None)
    for name, module in list(sys.modules.items()):
        if name.startswith(DRAWN_IN):
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()
