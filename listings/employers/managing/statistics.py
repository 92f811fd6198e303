"""Views and apply clicks of an employer's postings: day by day, as a picture, and as CSV."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import batched, chain

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jobboard.site import dates
from jobboard.site.csv_files import csv_lines
from listings.employers.managing.state import state_of
from listings.models import Listing, ListingDay
from listings.models.event import Seen
from listings.models.listing_queryset import HEAVY_FIELDS, ListingQuerySet

MOST_DAYS = 90
FEWEST_DAYS = 3
HEIGHT = 60
WIDTH = 360
GAP = 0.25  # of a day's width

BOM = "\ufeff"  # without it, spreadsheets take the text for another encoding
CHUNK = 500
POSTING_COLUMNS = (
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
DAY_COLUMNS = ("number", "title", "day", "views", "apply clicks")


@dataclass(frozen=True, slots=True)
class PostingStatistics:
    """``rows`` are the last 90 days that it was public; the sums are of its whole life."""

    rows: list[ListingDay]
    views: int
    clicks: int

    @property
    def most(self) -> int:
        return max((day.views for day in self.rows), default=0)

    @property
    def latest_first(self) -> list[ListingDay]:
        return self.rows[::-1]

    @property
    def picture(self) -> SafeString:
        """An SVG with a bar of views for each day, clicks drawn over it; empty without views.

        One or two days are no picture: their bars would fill the page and say less than the sums.
        """
        if not self.most or len(self.rows) < FEWEST_DAYS:
            return SafeString("")
        return format_html(
            '<svg class="days" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
            "{}{}</svg>",
            WIDTH,
            HEIGHT,
            self._bars("days__views", [day.views for day in self.rows]),
            self._bars("days__clicks", [day.apply_clicks for day in self.rows]),
        )

    def _bars(self, name: str, numbers: list[int]) -> SafeString:
        width = WIDTH / len(numbers)
        return format_html_join(
            "",
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
            (
                (name, *_short((at + GAP / 2) * width, HEIGHT - height, width * (1 - GAP), height))
                for at, height in enumerate(self._heights(numbers))
                if height
            ),
        )

    def _heights(self, numbers: list[int]) -> Iterator[float]:
        top = max(self.most, max((day.apply_clicks for day in self.rows), default=0))
        return (HEIGHT * number / top for number in numbers)


def _short(*lengths: float) -> tuple[str, ...]:
    return tuple(f"{length:.2f}" for length in lengths)


def statistics_of(listing: Listing) -> PostingStatistics:
    """Return the days of a posting that is or was public; one query."""
    kept = {day.on: day for day in listing.days.all()}
    rows = [kept.get(on) or ListingDay(on=on) for on in _public_days(listing)]
    return PostingStatistics(
        rows,
        sum(day.views for day in kept.values()),
        sum(day.apply_clicks for day in kept.values()),
    )


def _public_days(listing: Listing) -> list[date]:
    if listing.posted_at is None:
        return []
    ends = [at for at in (timezone.now(), listing.closed_at, listing.expires_at) if at]
    last = dates.day_of(min(ends))
    first = max(dates.day_of(listing.posted_at), last - timedelta(days=MOST_DAYS - 1))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def postings_csv(rows: ListingQuerySet) -> StreamingHttpResponse:
    """Return every posting with its sums, written while it is sent."""
    return _csv_response("postings.csv", POSTING_COLUMNS, _postings(rows))


def days_csv(rows: ListingQuerySet) -> StreamingHttpResponse:
    """Return a line for each posting and day, written while it is sent."""
    days = ListingDay.objects.filter(listing__in=rows).order_by("listing", "on")
    values = days.values_list("listing", "listing__title", "on", "views", "apply_clicks")
    return _csv_response("postings-by-day.csv", DAY_COLUMNS, values.iterator(chunk_size=CHUNK))


def _postings(rows: ListingQuerySet) -> Iterator[Sequence[object]]:
    rows = rows.with_public_state().select_related("company", "source").defer(*HEAVY_FIELDS)
    found = rows.prefetch_related("listing_places__place").order_by("-pk")
    for listings in batched(found.iterator(chunk_size=CHUNK), CHUNK):
        seen = ListingDay.objects.totals(listing.pk for listing in listings)
        yield from (_cells(listing, seen.get(listing.pk, Seen())) for listing in listings)


def _cells(listing: Listing, seen: Seen) -> Sequence[object]:
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


def _csv_response(
    name: str, head: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        chain([BOM], csv_lines(chain([head], rows))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
