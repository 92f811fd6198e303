"""The board as it is measured: with the cheapest page that Django can serve, and a few headers.

By one a page is made anew. By another it is answered as the first visitor after a start gets it:
no page, part, card or text is kept; statements that are made once and templates stay, as does what
the index has counted.
"""

import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench import NOT_COUNTED, NOTHING_KEPT, PAGE_NOT_KEPT
from jobboard import urls
from jobboard.http.changes import changes
from jobboard.http.conditional import pages
from listings.search import card_cache
from listings.search.index.clusters import EVERYTHING
from listings.search.index.current import current

DRAWN_IN = ("roles.", "listings.templatetags.", "listings.insights.", "jobboard.markup.")

type GetResponse = Callable[[HttpRequest], HttpResponse]


def hello(request: HttpRequest) -> HttpResponse:
    """Nothing but the framework: what every page is compared with."""
    return HttpResponse("hello")


urlpatterns = [path("hello/", hello), *urls.urlpatterns]
handler400 = urls.handler400


def forgetting(get_response: GetResponse) -> GetResponse:
    """Middleware: forget what a request says before it is answered."""

    def answer(request: HttpRequest) -> HttpResponse:
        if NOTHING_KEPT in request.headers:
            forget()
        if PAGE_NOT_KEPT in request.headers:
            pages.clear()
        if NOT_COUNTED in request.headers:
            forget_counts()
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


def forget_counts() -> None:
    """Forget what searches found, but for that which asks for nothing."""
    index = current()
    for view in index.views if index else ():
        results = view.part.results
        for asked in [one for one in results if one != EVERYTHING]:
            results.pop(asked, None)
