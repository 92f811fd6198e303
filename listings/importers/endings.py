"""Closing and listing again, for many postings at once: what the verbs of a listing do for one."""

from collections.abc import Collection
from datetime import datetime

from listings.models import ClosedReason, EventKind, Listing, ListingEvent, Status


def close_gone(listings: Collection[int], at: datetime) -> list[int]:
    """Close published postings that their source lists no longer."""
    rows = Listing.objects.filter(pk__in=listings, status=Status.PUBLISHED)
    closed = list(rows.values_list("pk", flat=True).order_by("pk"))
    reason = ClosedReason.NO_LONGER_LISTED
    Listing.objects.filter(pk__in=closed).update(
        status=Status.CLOSED, closed_reason=reason, closed_at=at, updated_at=at
    )
    _log(closed, EventKind.CLOSED, at, reason=str(reason.label))
    return closed


def reopen(listings: Collection[int], at: datetime) -> None:
    """List closed postings again, under their own old date."""
    Listing.objects.filter(pk__in=listings).update(
        status=Status.PUBLISHED, closed_reason="", closed_at=None, updated_at=at
    )
    _log(sorted(listings), EventKind.REOPENED, at)


def _log(listings: list[int], kind: EventKind, at: datetime, reason: str = "") -> None:
    ListingEvent.objects.bulk_create(
        ListingEvent(listing_id=pk, kind=kind, at=at, reason=reason) for pk in listings
    )
