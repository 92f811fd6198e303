"""While a posting is public: still open, extended, closed, run out, listed again.

A sync closes and lists again many at once: ``close_gone``, ``list_again``; the demo
market moves on by ``close_each``, ``verify_each``.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jobboard import mail
from jobboard.site import dates
from listings.employers import mails
from listings.employers.managing.state import EMPLOYER, Extension, end_with, extensions, may_undo
from listings.models import (
    ClosedReason,
    EventKind,
    Listing,
    ListingEvent,
    RevisionState,
    Status,
    WrongStateError,
)
from listings.models.listing_queryset import ListingQuerySet
from listings.transitions import rows
from listings.transitions.rows import EDITOR, TIME, lock


@transaction.atomic
def close(listing: Listing, reason: ClosedReason | str, *, by: str) -> None:
    """Take it off the lists; an edit and a reminder that wait go with it.

    An editor's word counts also where somebody closed it before: the day stays, the reason changes.
    """
    lock(listing, Status.PUBLISHED, *([Status.CLOSED] if by == EDITOR else []))
    _close(listing, reason, by, listing.closed_at or timezone.now())
    if by == EDITOR:
        mails.tell_closed(listing)


@transaction.atomic
def expire(listing: Listing) -> None:
    """Close it as run out on the day that it was meant to end, and tell its employer."""
    lock(listing, Status.PUBLISHED)
    if listing.frozen_at or listing.expires_at is None or not listing.has_expired:
        raise WrongStateError("Its time has not run out.")
    _close(listing, ClosedReason.EXPIRED, TIME, listing.expires_at)
    mails.tell_run_out(listing)


def _close(listing: Listing, reason: ClosedReason | str, by: str, at: datetime) -> None:
    rows.close(listing, reason, at=at, by=by)
    listing.revisions.settle(RevisionState.SUPERSEDED, at=at)
    _forget_reminder(listing)


@transaction.atomic
def reopen(listing: Listing, *, by: str) -> None:
    """List it again under its old date and with its old end; an edit that waited waits again.

    An employer undoes their own closing alone, within a day. Without its text nobody does.
    """
    lock(listing, Status.CLOSED)
    if listing.source_id is None and not listing.description_html:
        raise WrongStateError("Its text is no longer kept, so it cannot be listed again.")
    if by == EMPLOYER and not may_undo(listing):
        raise WrongStateError("Closing it can be undone for a day only, before its last day.")
    closed_at = listing.closed_at
    rows.reopen(listing)
    _edits_wait_again(listing, closed_at)


@transaction.atomic
def verify(listing: Listing) -> bool:
    """Note that it is still open; False, and no line, where that was said today already."""
    lock(listing, Status.PUBLISHED)
    said = listing.verified_at
    if said and dates.day_of(said) == dates.today():
        return False
    rows.verify(listing)
    return True


@transaction.atomic
def extend(listing: Listing, days: int, *, apply_by: date | None) -> None:
    """Let it run to ``days`` in all, or to the last day to apply if that is earlier.

    One that has run out comes back under its own date.
    """
    lock(listing, Status.PUBLISHED, Status.CLOSED)
    chosen = next((one for one in extensions(listing) if one.days == days), None)
    if chosen is None:
        raise WrongStateError("It runs that long already, or can no longer be extended.")
    ends_at = _later_end(listing, chosen, apply_by)
    before, closed_at = listing.expires_at, listing.closed_at
    _forget_reminder(listing)
    has_other_day = apply_by != listing.apply_by_on
    listing.expires_at, listing.run_days, listing.apply_by_on = ends_at, days, apply_by
    listing.verified_at = timezone.now()
    listing.save(
        update_fields=["expires_at", "run_days", "apply_by_on", "verified_at", "updated_at"]
    )
    if closed_at:
        rows.reopen(listing)
        _edits_wait_again(listing, closed_at)
    listing.log(EventKind.EXTENDED, before=dates.long(before), after=dates.long(ends_at))
    if has_other_day:
        listing.log(EventKind.EDITED, fields=["apply_by"])


def _later_end(listing: Listing, chosen: Extension, apply_by: date | None) -> datetime:
    ends_at = end_with(listing, chosen, apply_by)
    assert listing.expires_at is not None  # noqa: S101 (it has extensions, so it has an end)
    if ends_at <= max(listing.expires_at, timezone.now()):
        raise WrongStateError(
            "With this last day to apply it would run no longer than now. "
            "Choose a later day, or leave it empty."
        )
    return ends_at


def _edits_wait_again(listing: Listing, closed_at: datetime | None) -> None:
    """Edits that were put away by closing, and by nothing else."""
    put_away = listing.revisions.filter(state=RevisionState.SUPERSEDED, decided_at=closed_at)
    last = put_away.order_by("-submitted_at", "-pk").first()
    if last:
        last.state, last.decided_at = RevisionState.PENDING, None
        last.save(update_fields=["state", "decided_at"])


def _forget_reminder(listing: Listing) -> None:
    if listing.expires_at:
        mail.withdraw(mails.reminder_key(listing))


@transaction.atomic
def withdraw_edit(listing: Listing) -> None:
    """Take back the edit that waits for an editor; the public version stays."""
    lock(listing, Status.PUBLISHED)
    if not listing.revisions.settle(RevisionState.WITHDRAWN):
        raise WrongStateError("No changes wait any more: taken back already, or decided.")


def renew_end(listing: Listing) -> None:
    """Count its end anew after an approved edit; the caller holds its row.

    Only its days and its last day to apply may have changed, never the day it was posted.
    """
    if listing.posted_at and listing.run_days:
        listing.expires_at = listing.end_of_run(listing.posted_at)
        listing.save(update_fields=["expires_at", "updated_at"])


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


@transaction.atomic
def close_each(ends: Mapping[int, tuple[datetime, ClosedReason]]) -> list[int]:
    """Close those that are still live, each at its own moment and for its own reason."""
    rows = _locked_live(ends)
    for row in rows:
        row.status = Status.CLOSED
        row.closed_at, row.closed_reason = ends[row.pk]
    Listing.objects.bulk_update(rows, ["status", "closed_at", "closed_reason"], batch_size=500)
    ListingEvent.objects.bulk_create(
        ListingEvent(
            listing=row,
            kind=EventKind.CLOSED,
            at=ends[row.pk][0],
            reason=ends[row.pk][1].label,
        )
        for row in rows
    )
    return [row.pk for row in rows]


@transaction.atomic
def verify_each(moments: Mapping[int, datetime]) -> None:
    """Note of those that are still live at which moment somebody said so."""
    rows = _locked_live(moments)
    for row in rows:
        row.verified_at = moments[row.pk]
    Listing.objects.bulk_update(rows, ["verified_at"], batch_size=500)
    ListingEvent.objects.bulk_create(
        ListingEvent(listing=row, kind=EventKind.VERIFIED, at=moments[row.pk]) for row in rows
    )


def _locked_live(listings: Collection[int]) -> list[Listing]:
    rows = Listing.objects.filter(pk__in=listings, status=Status.PUBLISHED, frozen_at=None)
    return list(rows.order_by("pk").select_for_update())


def _locked(rows: ListingQuerySet) -> list[int]:
    """Hold the rows as they stand now until the transaction ends; return their numbers."""
    return list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))


def _log(listings: list[int], kind: EventKind, at: datetime, reason: str = "") -> None:
    ListingEvent.objects.bulk_create(
        ListingEvent(listing_id=pk, kind=kind, at=at, reason=reason) for pk in listings
    )
