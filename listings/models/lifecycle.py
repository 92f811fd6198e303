"""A posting's status and dates, and when its run ends; ``listings.transitions`` changes them."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone as django_timezone

from jobboard.site import dates
from listings.models.choices import ClosedReason, EventKind, Status
from listings.models.event import ListingEvent

if TYPE_CHECKING:
    from listings.models.listing import Listing

DEGREES_AN_HOUR = 15


class WrongStateError(ValueError):
    """The posting is not, or no longer, in a state that this may happen to."""


class LifecycleFields(models.Model):
    """Status and dates; only ``listings.transitions`` writes them once the row exists."""

    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    closed_reason = models.CharField(
        max_length=20, choices=ClosedReason, blank=True, default="", editable=False
    )
    closed_by = models.CharField(
        max_length=10,
        blank=True,
        default="",
        editable=False,
        help_text="The role of who closed it; empty where that is not known.",
    )
    posted_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was published; never moved afterwards."
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_at = models.DateTimeField(
        null=True, blank=True, help_text="When the employer last said that it is still open."
    )
    updated_at = models.DateTimeField(auto_now=True)
    first_seen_at = models.DateTimeField(default=django_timezone.now, editable=False)
    featured_until = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    frozen_by = models.CharField(max_length=40, blank=True, default="", editable=False)
    frozen_reason = models.CharField(max_length=200, blank=True, default="", editable=False)
    cleared_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When an editor last found nothing wrong with it.",
    )

    class Meta:
        abstract = True

    @property
    def _listing(self) -> "Listing":
        return cast("Listing", self)

    def log(self, kind: EventKind, *, at: datetime | None = None, **details: object) -> None:
        """Append a line to the ledger."""
        line = ListingEvent(
            listing=self._listing, kind=kind, at=at or django_timezone.now(), **details
        )
        line.save()

    def end_of_run(self, since: datetime) -> datetime | None:
        """When it runs out: after the days asked for, or on the last day to apply if earlier."""
        listing = self._listing
        ends = [since + timedelta(days=listing.run_days)] if listing.run_days else []
        if listing.apply_by_on:
            ends.append(end_of_day(listing.apply_by_on, self.longitude()))
        return min(ends, default=None)

    def longitude(self) -> float | None:
        """Return the longitude of its first place; None without a place."""
        link = self._listing.listing_places.select_related("place").first()
        return link.place.longitude if link else None


def end_of_day(on: date, longitude: float | None) -> datetime:
    """Return when ``on`` is over at a place, by the sun; without one, in the board's own zone.

    Legal time runs up to two hours ahead of the sun nearly everywhere, so nobody is shut out
    before their midnight.
    """
    if longitude is None:
        zone: timezone | ZoneInfo = dates.zone()
    else:
        zone = timezone(timedelta(hours=round(longitude / DEGREES_AN_HOUR)))
    return datetime.combine(on + timedelta(days=1), time(), zone).astimezone(UTC)
