"""What an employer does with a posting: each verb is one transaction on a locked row.

``rows`` are the postings that the asker may manage: any other is a 404. A verb that does not fit
how the posting stands raises ``WrongStateError`` and changes nothing.
"""

import secrets
from datetime import date
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404

from jobboard.models import User
from jobboard.site import dates
from listings import transitions
from listings.employers.managing import state
from listings.employers.managing.renewal import EMPLOYER
from listings.employers.services import typed_of
from listings.models import (
    ClosedReason,
    EventKind,
    Listing,
    ModerationNote,
    NoteFrom,
    NoteKind,
    PostingDraft,
    Purpose,
    RevisionState,
    WrongStateError,
)
from listings.models.listing_queryset import ListingQuerySet

CLOSING = {ClosedReason.FILLED.value: "filled", ClosedReason.WITHDRAWN.value: "withdrawn"}
CHANGES = (EventKind.EDITED, EventKind.PAY_CHANGED, EventKind.RESUBMITTED, EventKind.PUBLISHED)
COPIES = {Purpose.COPY: state.COPY, Purpose.AGAIN: state.AGAIN}


def locked(rows: ListingQuerySet, pk: int, verb: str) -> Listing:
    """Return the posting, its row held until the transaction ends, if it may undergo the verb."""
    held = rows.with_standing().select_related("company", "source")
    listing = get_object_or_404(held.select_for_update(of=("self",)), pk=pk)
    now = state.state_of(listing)
    if verb not in now.may:
        raise WrongStateError(f"That is not possible now. How it stands: {now.label.lower()}.")
    return listing


@transaction.atomic
def still_open(rows: ListingQuerySet, pk: int) -> bool:
    """Renew *verified*, never the date; False where that was done today already."""
    return transitions.verify(locked(rows, pk, state.OPEN))


@transaction.atomic
def close(rows: ListingQuerySet, pk: int, reason: str) -> Listing:
    """Take it off the lists; one that never was public leaves the editors' queue instead."""
    if reason not in CLOSING:
        raise WrongStateError("Say whether it was filled or withdrawn.")
    listing = locked(rows, pk, state.CLOSE)
    if listing.posted_at is None:
        transitions.take_back(listing)
    else:
        transitions.close(listing, reason, by=EMPLOYER)
    return listing


@transaction.atomic
def undo_closing(rows: ListingQuerySet, pk: int) -> None:
    """List it again as if it had not been closed, within a day."""
    transitions.reopen(locked(rows, pk, state.UNDO), by=EMPLOYER)


@transaction.atomic
def extend(rows: ListingQuerySet, pk: int, days: int, apply_by: date | None) -> Listing:
    """Let it run to so many days in all; one that has run out comes back under its own date."""
    listing = locked(rows, pk, state.EXTEND)
    transitions.extend(listing, days, apply_by=apply_by)
    return listing


@transaction.atomic
def withdraw_edit(rows: ListingQuerySet, pk: int, user: User) -> None:
    """Take back the edit that waits for an editor; the thread tells it."""
    listing = locked(rows, pk, state.EDIT)
    transitions.withdraw_edit(listing)
    ModerationNote.objects.create(
        listing=listing, author=NoteFrom.EMPLOYER, by=user, kind=NoteKind.WITHDRAWN
    )


@transaction.atomic
def start_edit(rows: ListingQuerySet, pk: int, user: User) -> PostingDraft:
    """Return the draft of an edit: the one under way, unless the posting has changed since."""
    listing = locked(rows, pk, state.EDIT)
    waiting = listing.revisions.filter(state=RevisionState.PENDING).first()
    last = listing.events.filter(kind__in=CHANGES).order_by("at").last()
    under_way = PostingDraft.objects.filter(
        owner=user, listing=listing, purpose=Purpose.EDIT, sent_at=None
    )
    for changed_at in filter(None, [last and last.at, waiting and waiting.submitted_at]):
        under_way = under_way.filter(created_at__gt=changed_at)
    data = waiting.data if waiting else typed_of(listing)
    return under_way.first() or _draft(listing, user, Purpose.EDIT, data)


@transaction.atomic
def start_copy(rows: ListingQuerySet, pk: int, user: User, purpose: Purpose) -> PostingDraft:
    """Return a draft of a new posting with an old one's text; pressed twice, the same one."""
    listing = locked(rows, pk, COPIES[purpose])
    untouched = PostingDraft.objects.filter(
        owner=user, listing=listing, purpose=purpose, became=None, version=1
    )
    return untouched.first() or _draft(listing, user, purpose, copy_of(listing, user))


def copy_of(listing: Listing, user: User) -> dict[str, Any]:
    """Return what a new posting takes over: neither days that are past nor another's name."""
    typed = typed_of(listing) | {"email": user.email}
    if listing.apply_by_on and listing.apply_by_on <= dates.today():
        typed.pop("apply_by_on", None)
    if listing.submitted_by_id != user.pk:
        typed.pop("contact_name", None)
    return typed


def _draft(listing: Listing, user: User, purpose: Purpose, data: dict[str, Any]) -> PostingDraft:
    return PostingDraft.objects.create(
        data=data,
        nonce=secrets.token_urlsafe(16),
        purpose=purpose,
        listing=listing,
        owner=user,
        email=user.email,
    )


@transaction.atomic
def comment(rows: ListingQuerySet, pk: int, text: str, user: User) -> None:
    """Answer the editors in the posting's thread."""
    listing = locked(rows, pk, state.COMMENT)
    ModerationNote.objects.create(
        listing=listing, author=NoteFrom.EMPLOYER, by=user, kind=NoteKind.COMMENT, text=text
    )
