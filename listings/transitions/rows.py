"""A posting's row: locked, and how each step is written to it and to the ledger.

These functions refuse no state: ``review`` and ``lifecycle`` do.

Called by this package alone, and by the demo and tests that make a past.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from listings.models import ClosedReason, EventKind, Listing, Status, WrongStateError

EDITOR, READERS, TIME = "editor", "readers", "time"
# what a step asks about, or writes
ASKED = (
    *("status", "closed_reason", "closed_by", "closed_at", "posted_at", "expires_at"),
    *("verified_at", "frozen_at", "frozen_by", "frozen_reason", "cleared_at", "edited_fields"),
    *("run_days", "apply_by_on", "submitted_at", "contact_email", "updated_at", "company_id"),
)


def lock(listing: Listing, *states: Status) -> None:
    """Lock its row until the transaction ends and read it anew; refuse any other state."""
    rows = Listing.objects.select_related("company").select_for_update(of=("self",))
    row = rows.get(pk=listing.pk)
    for name in ASKED:
        setattr(listing, name, getattr(row, name))
    listing.company = row.company
    if row.status not in states:
        raise WrongStateError(Status(row.status).sentence)


# What the ledger says of a freeze, by whose it is: the words of the editors stay with them.
FREEZES = {"readers": "Reports by readers", "editor": "An editor looks at it"}
CLOSING = ("status", "closed_at", "closed_reason", "closed_by")
FREEZING = ("frozen_at", "frozen_by", "frozen_reason")


@transaction.atomic
def move(listing: Listing, to: Status, kind: EventKind) -> None:
    """Take it from one hand of the review to another."""
    listing.status = to
    if to == Status.PENDING:
        listing.submitted_at = timezone.now()
    listing.save(update_fields=["status", "submitted_at", "updated_at"])
    listing.log(kind)


@transaction.atomic
def approve(listing: Listing, *, at: datetime | None = None) -> None:
    """Publish it, and its company with it, for as long as the employer asked."""
    at = at or timezone.now()
    listing.expires_at = listing.end_of_run(at)
    if listing.expires_at is not None and listing.expires_at <= at:
        raise WrongStateError("Its last day to apply is over.")
    listing.verified_at = at
    listing.save(update_fields=["expires_at", "verified_at"])
    listing.company.approve()
    publish(listing, at=at)


@transaction.atomic
def publish(listing: Listing, *, at: datetime | None = None) -> None:
    """Put it on the lists. A posting published before keeps its date."""
    listing.status = Status.PUBLISHED
    listing.posted_at = listing.posted_at or at or timezone.now()
    listing.closed_at, listing.closed_reason, listing.closed_by = None, "", ""
    listing.save(update_fields=["posted_at", *CLOSING, "updated_at"])
    listing.log(EventKind.PUBLISHED, at=at)


@transaction.atomic
def close(
    listing: Listing, reason: ClosedReason | str, *, at: datetime | None = None, by: str = ""
) -> None:
    """Take it off the lists for good; it keeps its page and its facts."""
    listing.status, listing.closed_reason = Status.CLOSED, str(reason)
    listing.closed_at, listing.closed_by = at or timezone.now(), by
    listing.save(update_fields=[*CLOSING, "updated_at"])
    listing.log(EventKind.CLOSED, at=at, reason=ClosedReason(reason).label)


@transaction.atomic
def reopen(listing: Listing) -> None:
    """List it again after it was closed, under its own old date."""
    listing.status = Status.PUBLISHED
    listing.closed_at, listing.closed_reason, listing.closed_by = None, "", ""
    listing.save(update_fields=[*CLOSING, "updated_at"])
    listing.log(EventKind.REOPENED)


@transaction.atomic
def verify(listing: Listing) -> None:
    """Note that the employer said it is still open; the posting's own date stays."""
    listing.verified_at = timezone.now()
    listing.save(update_fields=["verified_at", "updated_at"])
    listing.log(EventKind.VERIFIED, at=listing.verified_at)


@transaction.atomic
def freeze(listing: Listing, *, by: str, reason: str) -> None:
    """Take it off every list while an editor looks at it. ``by`` is a role, not a person.

    ``reason`` is for editors and the employer; the ledger names only the kind of freeze.
    Raises ``ValueError`` without a reason: the employer is told it.
    """
    if not reason.strip():
        raise ValueError("A posting is frozen for a reason: say it.")
    listing.frozen_at = timezone.now()
    listing.frozen_by, listing.frozen_reason = by, reason
    listing.save(update_fields=[*FREEZING, "updated_at"])
    listing.log(EventKind.FROZEN, reason=FREEZES.get(by, ""))


@transaction.atomic
def unfreeze(listing: Listing) -> None:
    """The review is over: it stands where it stood."""
    listing.frozen_at, listing.frozen_by, listing.frozen_reason = None, "", ""
    listing.save(update_fields=[*FREEZING, "updated_at"])
    listing.log(EventKind.UNFROZEN)
