"""``/figures/<id>/``: a figure for ever, with how it was made, how to cite it, and its files."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobboard.http.changes import MARKET, TEXTS, ChangeKind
from jobboard.http.conditional import kept
from jobboard.site import dates, identity
from jobboard.site.csv_files import csv_file
from listings.insights.permalinks import Permalink, newer_than, permalink_of
from listings.insights.pictures import picture_answer
from listings.search.card_cache import cards_of
from listings.search.facets import still_open

SHOWN = 30  # postings by their titles; all are in the CSV and the JSON


def _found(figure_id: str) -> Permalink:
    figure = permalink_of(figure_id)
    if figure is None:
        raise Http404
    return figure


@require_safe
@kept(*MARKET, ChangeKind.FIGURES)
def figure(request: HttpRequest, figure_id: str) -> HttpResponse:
    """The figure, what it means, and what stands behind it."""
    found = _found(figure_id)
    row = found.row
    live = still_open(found.listing_ids, SHOWN)
    context = {
        "figure": found,
        "row": row,
        "newer": newer_than(found),
        "is_demo": row.is_demo,
        "live": cards_of(live.newest),
        "live_count": live.number,
        "citation": citation(found),
        "bibtex": bibtex(found),
        "embed": f'<img src="{settings.SITE_URL}{found.url.rstrip("/")}.svg" alt="{found.title}">',
        "canonical_url": settings.SITE_URL + found.url,
        "robots": "noindex" if row.is_demo or row.superseded_at else "",
    }
    return render(request, "figures/show.html", context)


def citation(found: Permalink) -> str:
    """Board, figure, sample, day, address."""
    value = found.value if found.is_number else found.value[0].lower() + found.value[1:]
    on, sample = dates.short(found.row.window_to), f"{found.counted}, {value}"
    site = identity.current().name
    return f"{site}, “{found.title}” ({sample}), {on}. {settings.SITE_URL}{found.url}"


def bibtex(found: Permalink) -> str:
    """The same for a bibliography."""
    on = found.row.window_to
    lines = (
        f"  author = {{{{{_plain(identity.current().name)}}}}}",
        f"  title = {{{_plain(found.title)}}}",
        f"  year = {{{on.year}}}",
        f"  month = {{{on.month}}}",
        f"  note = {{{_plain(found.value)}; {_plain(found.counted)}}}",
        f"  url = {{{settings.SITE_URL}{found.url}}}",
    )
    return f"@misc{{{found.id},\n" + ",\n".join(lines) + "\n}"


def _plain(text: str) -> str:
    """Text without the signs that BibTeX reads otherwise."""
    return "".join(f"\\{sign}" if sign in "%&#_$" else sign for sign in text if sign not in "{}\\")


@require_safe
@kept(*TEXTS, ChangeKind.FIGURES)
def figure_file(request: HttpRequest, figure_id: str, ending: str) -> HttpResponse:
    """The picture as SVG or PNG, the numbers with their postings as CSV or JSON."""
    found = _found(figure_id)
    if ending == "json":
        return JsonResponse(numbers(found) | {"listing_ids": list(found.listing_ids)})
    if ending == "csv":
        return _csv(found)
    if found.picture is None:
        raise Http404
    note = "invented figures of a demonstration" if found.row.is_demo else ""
    note = note or f"to {dates.short(found.row.window_to)}, {found.counted}"
    return picture_answer(found.picture, ending, name=found.id, page=found.url, note=note)  # type: ignore[arg-type] # the address allows no other


def numbers(found: Permalink) -> dict[str, Any]:
    """Everything but the postings; amounts and shares as they were computed."""
    row = found.row
    return {
        "id": found.id,
        "title": found.title,
        "country": row.country,
        "level": row.level,
        **{name: _number(value) for name, value in found.numbers.items()},
        "n": found.n,
        "employers": found.employers,
        "definition": found.definition,
        "window_from": row.window_from.isoformat(),
        "window_to": row.window_to.isoformat(),
        "method_version": row.method_version,
        "taken_at": dates.moment(row.taken_at),
        "is_demo": row.is_demo,
        "url": settings.SITE_URL + found.url,
    }


def _number(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int) else float(value)


def _csv(found: Permalink) -> HttpResponse:
    """A line for each number, then one for each posting."""
    postings = (("listing_id", pk) for pk in found.listing_ids)
    return csv_file(f"{found.id}.csv", [("name", "value"), *numbers(found).items(), *postings])
