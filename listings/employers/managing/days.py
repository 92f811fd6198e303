"""A posting's readers day by day: numbers for a table, and a picture of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jobboard.site import dates
from listings.models import Listing

MOST_DAYS = 90
HEIGHT = 60
WIDTH = 360
GAP = 0.25  # of a day's width


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    views: int
    clicks: int


@dataclass(frozen=True, slots=True)
class Days:
    """``rows`` are the last 90 days that it was public; the sums are of its whole life."""

    rows: list[Day]
    views: int
    clicks: int

    @property
    def most(self) -> int:
        return max((day.views for day in self.rows), default=0)

    @property
    def latest_first(self) -> list[Day]:
        return self.rows[::-1]

    @property
    def picture(self) -> SafeString:
        """A bar for each day's views, the clicks a stronger part of it. The table says the same."""
        if not self.most:
            return SafeString("")
        return format_html(
            '<svg class="days" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
            "{}{}</svg>",
            WIDTH,
            HEIGHT,
            self._bars("days__views", [day.views for day in self.rows]),
            self._bars("days__clicks", [day.clicks for day in self.rows]),
        )

    def _bars(self, name: str, numbers: list[int]) -> SafeString:
        width = WIDTH / len(numbers)
        return format_html_join(
            "",
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
            (
                (name, *_short(at * width, HEIGHT - height, width * (1 - GAP), height))
                for at, height in enumerate(self._heights(numbers))
                if height
            ),
        )

    def _heights(self, numbers: list[int]) -> Iterator[float]:
        top = max(self.most, max((day.clicks for day in self.rows), default=0))
        return (HEIGHT * number / top for number in numbers)


def _short(*lengths: float) -> tuple[str, ...]:
    return tuple(f"{length:.2f}" for length in lengths)


def days_of(listing: Listing) -> Days:
    """Return the days of a posting that is or was public; one query."""
    kept = {day.on: day for day in listing.days.all()}
    rows = [
        Day(on, kept[on].views, kept[on].apply_clicks) if on in kept else Day(on, 0, 0)
        for on in _public_days(listing)
    ]
    return Days(
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
