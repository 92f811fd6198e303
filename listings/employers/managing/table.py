"""An employer's postings as CSV: for spreadsheets, and written while it is sent."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import batched

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from jobboard.site import dates
from listings.employers.managing.state import state_of
from listings.employers.managing.views import own
from listings.models import Listing, ListingDay
from listings.models.day import Seen
from listings.models.listing_queryset import HEAVY_FIELDS

BOM = "\ufeff"  # without it, spreadsheets take the text for another encoding
AT_ONCE = 500
FORMULA = ("=", "+", "-", "@", "|", "%")

POSTINGS = (
    "number",
    "title",
    "company",
    "state",
    "reference",
    "places",
    "workplaces",
    "employment types",
    "level",
    "pay",
    "posted on",
    "verified on",
    "ends on",
    "ended on",
    "views",
    "apply clicks",
    "address",
)
DAYS = ("number", "title", "day", "views", "apply clicks")


class Echo:
    """A file for ``csv`` that hands back what it is given."""

    def write(self, text: str) -> str:
        return text


@require_safe
@login_required
def postings(request: HttpRequest) -> StreamingHttpResponse:
    """Every posting with its sums."""
    return _file("postings.csv", POSTINGS, _postings(request))


@require_safe
@login_required
def days(request: HttpRequest) -> StreamingHttpResponse:
    """Every posting's readers, day by day."""
    rows = ListingDay.objects.filter(listing__in=own(request)).order_by("listing", "on")
    values = rows.values_list("listing", "listing__title", "on", "views", "apply_clicks")
    return _file("postings-by-day.csv", DAYS, values.iterator(chunk_size=AT_ONCE))


def _postings(request: HttpRequest) -> Iterator[Sequence[object]]:
    rows = own(request).with_standing().select_related("company", "source").defer(*HEAVY_FIELDS)
    found = rows.prefetch_related("listing_places__place").order_by("-pk")
    for listings in batched(found.iterator(chunk_size=AT_ONCE), AT_ONCE):
        seen = ListingDay.objects.totals(listing.pk for listing in listings)
        yield from (_row(listing, seen.get(listing.pk, Seen())) for listing in listings)


def _row(listing: Listing, seen: Seen) -> Sequence[object]:
    places = [link.place.label for link in listing.listing_places.all()]
    return (
        listing.pk,
        listing.title,
        listing.company.name,
        state_of(listing).label,
        listing.reference,
        "; ".join(places),
        "; ".join(listing.workplace_labels),
        "; ".join(listing.type_labels),
        listing.level_label,
        listing.pay_display,
        _day(listing.posted_at),
        _day(listing.verified_at),
        "" if listing.ended_at else _day(listing.expires_at),
        _day(listing.ended_at) if listing.posted_at else "",
        seen.views,
        seen.apply_clicks,
        settings.SITE_URL + listing.get_absolute_url() if listing.posted_at else "",
    )


def _day(at: datetime | None) -> str:
    return dates.day_of(at).isoformat() if at else ""


def _file(
    name: str, head: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        _lines(head, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(Echo())  # hands each line back
    yield BOM + str(writer.writerow(head))
    for row in rows:
        yield str(writer.writerow([_harmless(cell) for cell in row]))


def _harmless(cell: object) -> object:
    """Keep a spreadsheet from taking a text for a formula: an apostrophe says that it is none."""
    if isinstance(cell, str) and cell.strip().startswith(FORMULA):
        return f"'{cell}"
    return cell
