"""Off every list until an editor decides."""

from django.db import transaction
from django.utils import timezone

from listings.employers.managing import mails
from listings.models import Listing, Status, WrongStateError
from listings.transitions import rows
from listings.transitions.locking import EDITOR, hold

LONGEST_REASON = 200


@transaction.atomic
def freeze(listing: Listing, *, by: str, reason: str) -> None:
    """Take it off every list until an editor decides, and tell its employer why."""
    hold(listing, Status.PUBLISHED)
    if listing.frozen_at:
        raise WrongStateError("It is under review already.")
    rows.freeze(listing, by=by, reason=reason[:LONGEST_REASON])
    mails.tell_frozen(listing)


@transaction.atomic
def explain_freeze(listing: Listing, *, reason: str) -> None:
    """Say why it is under review, where nobody has or the reason is another; tell its employer."""
    hold(listing, *Status)
    if listing.frozen_at is None:
        raise WrongStateError("It is not under review any more.")
    if not reason.strip():
        raise WrongStateError("A reason says something.")
    listing.frozen_reason = reason[:LONGEST_REASON]
    listing.save(update_fields=["frozen_reason", "updated_at"])
    mails.tell_frozen(listing)


@transaction.atomic
def unfreeze(listing: Listing) -> None:
    """The review is over: it stands where it stood."""
    hold(listing, *Status)
    if listing.frozen_at is None:
        raise WrongStateError("It is not under review any more.")
    rows.unfreeze(listing)


@transaction.atomic
def keep_frozen(listing: Listing) -> None:
    """Freeze it by an editor's word, or make a freeze by readers an editor's, which never ends
    by itself.
    """
    hold(listing, Status.PUBLISHED)
    if listing.frozen_at is None:
        freeze(listing, by=EDITOR, reason=rows.FREEZES[EDITOR])
    elif listing.frozen_by != EDITOR:
        listing.frozen_by = EDITOR
        listing.save(update_fields=["frozen_by", "updated_at"])


@transaction.atomic
def clear(listing: Listing) -> None:
    """An editor has found nothing wrong: it is shown again, and readers freeze it no more."""
    hold(listing, *Status)
    listing.cleared_at = timezone.now()
    listing.save(update_fields=["cleared_at", "updated_at"])
    if listing.frozen_at:
        rows.unfreeze(listing)
