"""From its employer to the public: the editors' queue, and what comes out of it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from listings.models import EventKind, Listing, Status, WrongStateError
from listings.transitions import rows
from listings.transitions.locking import hold


@transaction.atomic
def confirm(listing: Listing) -> None:
    """The e-mail address is the employer's: into the editors' queue."""
    hold(listing, Status.UNCONFIRMED)
    rows.move(listing, Status.PENDING, EventKind.RECEIVED)


@transaction.atomic
def resubmit(listing: Listing) -> None:
    """The employer has changed it: into the queue again."""
    hold(listing, Status.CHANGES_REQUESTED)
    rows.move(listing, Status.PENDING, EventKind.RESUBMITTED)


@transaction.atomic
def publish(listing: Listing) -> None:
    """Put one on the lists that an editor has typed, and its company with it."""
    hold(listing, Status.DRAFT)
    if listing.submitted_at:
        raise WrongStateError("Its employer has taken it back.")
    now = timezone.now()
    if listing.expires_at is None:
        listing.expires_at = listing.end_of_run(listing.posted_at or now)
        listing.save(update_fields=["expires_at", "updated_at"])
    if listing.has_expired:
        raise WrongStateError("Its last day is over.")
    listing.company.approve()
    rows.publish(listing, at=now)


@transaction.atomic
def approve(listing: Listing, *, seen_at: datetime | None = None) -> None:
    """Publish what an employer has sent. ``seen_at``: the ``updated_at`` that was read."""
    hold(listing, Status.PENDING)
    if seen_at is not None and listing.updated_at != seen_at:
        raise WrongStateError("Its employer has changed it meanwhile: look at it again.")
    rows.approve(listing)


@transaction.atomic
def request_changes(listing: Listing) -> None:
    """Give it back to its employer; the comment stands in a ``ModerationNote``."""
    hold(listing, Status.PENDING)
    rows.move(listing, Status.CHANGES_REQUESTED, EventKind.CHANGES_REQUESTED)


@transaction.atomic
def reject(listing: Listing) -> None:
    """Refuse it for good."""
    hold(listing, Status.PENDING, Status.CHANGES_REQUESTED)
    rows.move(listing, Status.REJECTED, EventKind.REJECTED)


@transaction.atomic
def take_back(listing: Listing) -> None:
    """Out of the editors' queue, at its employer's wish."""
    hold(listing, Status.PENDING, Status.CHANGES_REQUESTED)
    rows.move(listing, Status.DRAFT, EventKind.CLOSED)
