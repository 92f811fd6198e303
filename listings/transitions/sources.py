"""Closing and listing again many postings at once, at a sync of their source."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from listings.models import ClosedReason, EventKind, Listing, ListingEvent, Status
from listings.models.listing_queryset import ListingQuerySet

# what a sync has closed, or time; a person's word is never taken back
RETURNABLE = frozenset({ClosedReason.NO_LONGER_LISTED.value, ClosedReason.EXPIRED.value})


@transaction.atomic
def close_gone(listings: Collection[int], at: datetime) -> list[int]:
    """Close those that are still published; their source lists them no longer."""
    rows = Listing.objects.filter(pk__in=listings, status=Status.PUBLISHED)
    closed = _locked(rows)
    reason = ClosedReason.NO_LONGER_LISTED
    Listing.objects.filter(pk__in=closed).update(
        status=Status.CLOSED, closed_reason=reason, closed_at=at, updated_at=at
    )
    _log(closed, EventKind.CLOSED, at, reason=str(reason.label))
    return closed


@transaction.atomic
def list_again(listings: Collection[int], at: datetime) -> None:
    """List those again that are still closed, and by no person, under their own old date."""
    rows = Listing.objects.filter(
        pk__in=listings, status=Status.CLOSED, closed_reason__in=RETURNABLE
    )
    again = _locked(rows)
    Listing.objects.filter(pk__in=again).update(
        status=Status.PUBLISHED, closed_reason="", closed_at=None, updated_at=at
    )
    _log(again, EventKind.REOPENED, at)


def _locked(rows: ListingQuerySet) -> list[int]:
    """Hold the rows as they stand now until the transaction ends; return their numbers."""
    return list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))


def _log(listings: list[int], kind: EventKind, at: datetime, reason: str = "") -> None:
    ListingEvent.objects.bulk_create(
        ListingEvent(listing_id=pk, kind=kind, at=at, reason=reason) for pk in listings
    )
