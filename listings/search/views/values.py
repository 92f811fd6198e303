"""All values of a facet under a search, each with what it would give; what completes a text.

``/jobs/values/<facet>/`` and ``/jobs/suggest/``.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobboard.http.changes import MARKET
from jobboard.http.conditional import kept
from jobboard.http.parameters import ALL
from jobboard.templatetags.site import openings
from listings.reading.words import fold
from listings.search import active_filters, addresses, sidebar, suggestions
from listings.search.answers import answer
from listings.search.facets import all_values
from listings.search.filters import ListingFilter, on_offer
from listings.search.filterset import FACETS
from listings.search.form_fields import plain
from listings.search.sidebar import Option
from listings.search.understanding.parts import NOT

PAGE_SIZE = 500
MOST_FOUND = 12  # values that a search in a facet shows beside the list


@dataclass(frozen=True)
class Value:
    """A value with two addresses: the list with it, or without it if it is chosen; and the list
    of those postings that do not have it.

    Where the address of the search is long, they are empty, and buttons send the search again.
    """

    option: Option
    url: str = ""
    exclude_url: str = ""


@require_safe
@kept(*MARKET, reads=ALL)
def show(request: HttpRequest, name: str) -> HttpResponse:
    """The page; for a script the few values that the typed text finds."""
    if name not in FACETS:
        raise Http404
    search = ListingFilter(request.GET, queryset=on_offer())
    if not search.query.is_empty:
        search = answer(search, search.queryset).search  # texts too where words alone find nothing
    typed = request.GET.get("find", "").replace("\x00", "").strip()
    found = matching(sidebar.options(search, name, all_values(search, name)), typed)
    context = {"facet": FACETS[name], "name": name, "typed": typed, "number": len(found)}
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "jobs/_found.html", {**context, "found": found[:MOST_FOUND]})
        response["Cache-Control"] = "no-store"
        return response
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("part"))
    context |= {
        "page": page,
        "values": [value_of(search, name, option) for option in page.object_list],
        "excluded": excluded(search, name),
        "active": active_filters.active_labels(search),
        "pairs": addresses.pairs(search),
        "back_url": addresses.page_url(search, 1),
        "all_url": f"?{addresses.without_all(search, 'page').urlencode()}",
        "robots": "noindex",
    }
    return render(request, "jobs/values.html", context)


def matching(options: list[Option], typed: str) -> list[Option]:
    """Return the values that the text finds: those it begins, then those where it begins a word.

    Accents and capitals make no difference. Without text all of them, the most frequent first.
    """
    text = fold(typed).strip()
    ranked = [(_rank(fold(option.label).strip(), text), option) for option in options]
    return [option for rank, option in sorted(ranked, key=lambda pair: pair[0]) if rank < MISSED]


MISSED = 4


def _rank(label: str, text: str) -> int:
    if label == text or not text:
        return 0
    if label.startswith(text):
        return 1
    if f" {text}" in label:
        return 2
    return 3 if text in label else MISSED


def value_of(search: ListingFilter, name: str, option: Option) -> Value:
    if addresses.is_long_search(search):
        return Value(option)
    without = addresses.without(search, name, option.value)
    return Value(
        option,
        addresses.jobs_url(without if option.is_chosen else _with(without, name, option.value)),
        addresses.jobs_url(_with(without, NOT + name, option.value)),
    )


def excluded(search: ListingFilter, name: str) -> list[tuple[str, str, str]]:
    """Return the excluded values as (value, label, the list with them)."""
    return [
        (value, label, addresses.jobs_url(addresses.without(search, key, value)))
        for (key, value), label in addresses.chosen_values(search)
        if key == NOT + name
    ]


def _with(query: QueryDict, name: str, value: str) -> QueryDict:
    query = query.copy()
    query.appendlist(name, value)
    return query


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """``?where=mun`` for the box of places, ``?q=eng`` for words, ``?other_skills=`` for skills."""
    table, groups = suggestions.current(), []
    for box in suggestions.BOXES:
        typed = plain(request.GET.get(box))
        if table and typed:
            groups = suggestions.completing(table, box, typed)
            break
    response = JsonResponse({"groups": [_group(group) for group in groups]})
    kept = f"public, max-age={settings.SUGGESTIONS.kept_seconds}"
    response["Cache-Control"] = kept if table else "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _group(group: suggestions.Group) -> dict[str, object]:
    options = [
        {"label": one.label, "value": group.before + one.value, "number": openings(one.number)}
        for one in group.suggestions
    ]
    return {"title": group.title, "options": options}
