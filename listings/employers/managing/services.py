"""What an employer does with a posting: each function is one transaction on a locked row.

``rows`` are the postings that the caller may manage: any other is a 404. What does not fit the
posting's state raises ``WrongStateError`` and changes nothing.

The address that mail about a posting goes to changes in two steps: an edit asks for it and a code
goes to the new address; then the code is typed in, and the old address is told.
"""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from jobboard import mail
from jobboard.http import rate_limits
from jobboard.models import User
from jobboard.site import dates
from listings import transitions
from listings.employers.mails import manage_link
from listings.employers.managing import state
from listings.employers.managing.state import EMPLOYER
from listings.employers.services import typed_of
from listings.employers.submission_limits import new_nonce
from listings.models import (
    ClosedReason,
    Confirmation,
    EventKind,
    Listing,
    ModerationNote,
    NoteKind,
    PostingDraft,
    Purpose,
    WrongStateError,
)
from listings.models.listing_queryset import ListingQuerySet
from listings.models.posting_draft import VALID_FOR

CLOSING = {ClosedReason.FILLED.value: "filled", ClosedReason.WITHDRAWN.value: "withdrawn"}
CHANGES = (EventKind.EDITED, EventKind.PAY_CHANGED, EventKind.RESUBMITTED, EventKind.PUBLISHED)
DAY = timedelta(days=1)
WRONG_CODE = "That is not the code of our newest mail to the new address."
CODE_OVER = "This code is no longer valid. Edit the posting and send the new address once more."
COPIES = {Purpose.COPY: state.COPY, Purpose.AGAIN: state.AGAIN}


def locked(rows: ListingQuerySet, pk: int, action: str) -> Listing:
    """Return the posting, locked until the transaction ends, if ``action`` is possible now."""
    found = rows.with_public_state().select_related("company", "source")
    listing = get_object_or_404(found.select_for_update(of=("self",)), pk=pk)
    now = state.state_of(listing)
    if action not in now.may:
        raise WrongStateError(f"That is not possible now. It is marked “{now.label}”.")
    return listing


@transaction.atomic
def still_open(rows: ListingQuerySet, pk: int) -> bool:
    """Renew the day of verification; False where that was done today already."""
    return transitions.verify(locked(rows, pk, state.OPEN))


@transaction.atomic
def close(rows: ListingQuerySet, pk: int, reason: str) -> Listing:
    """Close it; one that was never public is taken back from the editors' queue."""
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
    """Withdraw the edit that waits for an editor, with a note."""
    listing = locked(rows, pk, state.EDIT)
    transitions.withdraw_edit(listing)
    ModerationNote.objects.from_employer(listing, user, NoteKind.WITHDRAWN)


@transaction.atomic
def start_edit(rows: ListingQuerySet, pk: int, user: User) -> PostingDraft:
    """Return the draft of an edit: the unsent one, unless the posting has changed since."""
    listing = locked(rows, pk, state.EDIT)
    waiting = listing.revisions.pending().first()
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
    """Return a draft of a new posting with an old one's text; an untouched one is used again."""
    listing = locked(rows, pk, COPIES[purpose])
    untouched = PostingDraft.objects.filter(
        owner=user, listing=listing, purpose=purpose, became=None, version=1
    )
    return untouched.first() or _draft(listing, user, purpose, copy_of(listing, user))


def copy_of(listing: Listing, user: User) -> dict[str, Any]:
    """Return the values for a copy, without a past last day or a colleague's name."""
    typed = typed_of(listing) | {"email": user.email}
    if listing.apply_by_on and listing.apply_by_on <= dates.today():
        typed.pop("apply_by_on", None)
    if listing.submitted_by_id != user.pk:
        typed.pop("contact_name", None)
    return typed


def _draft(listing: Listing, user: User, purpose: Purpose, data: dict[str, Any]) -> PostingDraft:
    return PostingDraft.objects.create(
        data=data,
        nonce=new_nonce(),
        purpose=purpose,
        listing=listing,
        owner=user,
        email=user.email,
    )


@transaction.atomic
def comment(rows: ListingQuerySet, pk: int, text: str, user: User) -> None:
    """Answer the editors in the posting's thread."""
    listing = locked(rows, pk, state.COMMENT)
    ModerationNote.objects.from_employer(listing, user, NoteKind.COMMENT, text=text)


def pending_address(listing: Listing) -> Confirmation | None:
    """Return the newest change of address that waits for its code."""
    waiting = Confirmation.objects.open().filter(
        draft__listing=listing, draft__purpose=Purpose.EDIT, draft__sent_at__isnull=False
    )
    now = listing.contact_email.lower()
    newest = waiting.select_related("draft").order_by("-sent_at")
    return next((one for one in newest if one.email.lower() != now), None)


@transaction.atomic
def ask_for_address(draft: PostingDraft, listing: Listing, email: str) -> bool:
    """Send a code to the new address that a sent edit names; False where none is sent.

    Codes of older edits end.
    """
    owner = draft.owner
    older = Confirmation.objects.open().filter(draft__listing=listing, draft__purpose=Purpose.EDIT)
    older.exclude(draft=draft).update(expires_at=timezone.now())
    if owner is None or not email or email.lower() == listing.contact_email.lower():
        return False
    most = settings.CONTACT_CODES_A_DAY
    if not rate_limits.spend("contact-codes", str(owner.pk), limit=most, window=DAY):
        return False
    confirmation = Confirmation(draft=draft, email=email)
    code, _ = confirmation.renew()
    confirmation.save()
    facts = {"number": str(listing.pk), "code": code, "hours": str(VALID_FOR // timedelta(hours=1))}
    mail.enqueue(
        "contact-asked",
        email,
        facts,
        key=f"contact-asked:{confirmation.pk}",
        asked_from=rate_limits.key_of("asked from", f"person {owner.pk}"),
    )
    return True


def confirm_address(listing: Listing, typed: str, *, by: User) -> None:
    """Change the address if this is the code. Raises ``WrongStateError`` with what is wrong.

    Not atomic: a wrong try is counted, and an error must not roll that back.
    """
    confirmation = pending_address(listing)
    if confirmation is None or confirmation.is_dead:
        raise WrongStateError(CODE_OVER)
    if not confirmation.try_code(typed):
        raise WrongStateError(WRONG_CODE)
    _change_address(listing, confirmation, by)


@transaction.atomic
def _change_address(listing: Listing, confirmation: Confirmation, by: User) -> None:
    row = (
        Listing.objects.select_for_update(of=("self",)).select_related("company").get(pk=listing.pk)
    )
    old = row.contact_email
    Listing.objects.filter(pk=row.pk).update(contact_email=confirmation.email)
    confirmation.confirmed_at = timezone.now()
    confirmation.save(update_fields=["confirmed_at"])
    mail.answered(confirmation.email)
    text = "Mail about this posting goes to another address now."
    ModerationNote.objects.from_employer(row, by, NoteKind.INTERNAL, text=text)
    if old:
        facts = {"title": row.title, "company": row.company.name, **manage_link(row)}
        mail.enqueue("contact-changed", old, facts, key=f"contact-changed:{confirmation.pk}")
