"""From its employer to the public by the editors' queue, and off the lists until they decide."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from listings.employers import mails
from listings.models import EventKind, Listing, Status, WrongStateError
from listings.transitions import rows
from listings.transitions.rows import EDITOR, lock


@transaction.atomic
def confirm(listing: Listing) -> None:
    """The e-mail address is the employer's: into the editors' queue."""
    lock(listing, Status.UNCONFIRMED)
    rows.move(listing, Status.PENDING, EventKind.RECEIVED)


@transaction.atomic
def resubmit(listing: Listing) -> None:
    """The employer has changed it: into the queue again."""
    lock(listing, Status.CHANGES_REQUESTED)
    rows.move(listing, Status.PENDING, EventKind.RESUBMITTED)


@transaction.atomic
def publish(listing: Listing) -> None:
    """Put one on the lists that an editor has typed, and its company with it."""
    lock(listing, Status.DRAFT)
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
    lock(listing, Status.PENDING)
    if seen_at is not None and listing.updated_at != seen_at:
        raise WrongStateError("Its employer has changed it meanwhile: look at it again.")
    rows.approve(listing)


@transaction.atomic
def request_changes(listing: Listing) -> None:
    """Give it back to its employer; the comment stands in a ``ModerationNote``."""
    lock(listing, Status.PENDING)
    rows.move(listing, Status.CHANGES_REQUESTED, EventKind.CHANGES_REQUESTED)


@transaction.atomic
def reject(listing: Listing) -> None:
    """Refuse it for good."""
    lock(listing, Status.PENDING, Status.CHANGES_REQUESTED)
    rows.move(listing, Status.REJECTED, EventKind.REJECTED)


@transaction.atomic
def take_back(listing: Listing) -> None:
    """Out of the editors' queue, at its employer's wish."""
    lock(listing, Status.PENDING, Status.CHANGES_REQUESTED)
    rows.move(listing, Status.DRAFT, EventKind.CLOSED)


LONGEST_REASON = 200


@transaction.atomic
def freeze(listing: Listing, *, by: str, reason: str) -> None:
    """Take it off every list until an editor decides, and tell its employer why."""
    lock(listing, Status.PUBLISHED)
    if listing.frozen_at:
        raise WrongStateError("It is under review already.")
    rows.freeze(listing, by=by, reason=reason[:LONGEST_REASON])
    mails.tell_frozen(listing)


@transaction.atomic
def explain_freeze(listing: Listing, *, reason: str) -> None:
    """Say why it is under review, where nobody has or the reason is another; tell its employer."""
    lock(listing, *Status)
    if listing.frozen_at is None:
        raise WrongStateError("It is not under review any more.")
    if not reason.strip():
        raise WrongStateError("Please write the reason.")
    listing.frozen_reason = reason[:LONGEST_REASON]
    listing.save(update_fields=["frozen_reason", "updated_at"])
    mails.tell_frozen(listing)


@transaction.atomic
def unfreeze(listing: Listing) -> None:
    """The review is over: it stands where it stood."""
    lock(listing, *Status)
    if listing.frozen_at is None:
        raise WrongStateError("It is not under review any more.")
    rows.unfreeze(listing)


@transaction.atomic
def keep_frozen(listing: Listing) -> None:
    """Freeze it by an editor's word, or make a freeze by readers an editor's, which never ends
    by itself.
    """
    lock(listing, Status.PUBLISHED)
    if listing.frozen_at is None:
        freeze(listing, by=EDITOR, reason=rows.FREEZES[EDITOR])
    elif listing.frozen_by != EDITOR:
        listing.frozen_by = EDITOR
        listing.save(update_fields=["frozen_by", "updated_at"])


@transaction.atomic
def clear(listing: Listing) -> None:
    """An editor has found nothing wrong: it is shown again, and readers freeze it no more."""
    lock(listing, *Status)
    listing.cleared_at = timezone.now()
    listing.save(update_fields=["cleared_at", "updated_at"])
    if listing.frozen_at:
        rows.unfreeze(listing)
