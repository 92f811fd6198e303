"""What may happen to a posting: each step once, here, on its locked row and in one transaction.

A step looks at the row as it stands in the database, not at what the caller has read before; it
raises ``WrongStateError`` with a sentence for people where it does not fit, and then changes
nothing. It writes the line of the ledger and puts its mail into the queue, which is a table: the
mail leaves if, and only if, the transaction is committed. The caller's object stands as the row
does afterwards.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jobboard import mail
from jobboard.site import dates
from listings.employers.managing import mails
from listings.employers.managing.state import EMPLOYER, Extension, end_with, extensions, may_undo
from listings.models import ClosedReason, EventKind, Listing, RevisionState, Status, WrongStateError

EDITOR, READERS, TIME = "editor", "readers", "time"
# what a step asks about, or writes
ASKED = (
    *("status", "closed_reason", "closed_by", "closed_at", "posted_at", "expires_at"),
    *("verified_at", "frozen_at", "frozen_by", "frozen_reason", "cleared_at", "edited_fields"),
    *("run_days", "apply_by_on", "submitted_at", "contact_email", "updated_at", "company_id"),
)
LONGEST_REASON = 200


def hold(listing: Listing, *states: Status) -> None:
    """Lock its row until the transaction ends and read it anew; refuse any other state."""
    rows = Listing.objects.select_related("company").select_for_update(of=("self",))
    row = rows.get(pk=listing.pk)
    for name in ASKED:
        setattr(listing, name, getattr(row, name))
    listing.company = row.company
    if row.status not in states:
        raise WrongStateError(f"This posting is {row.get_status_display().lower()} by now.")


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
    listing.publish(at=now)


@transaction.atomic
def approve(listing: Listing, *, seen_at: datetime | None = None) -> None:
    """Publish what an employer has sent. ``seen_at``: the ``updated_at`` that was read."""
    hold(listing, Status.PENDING)
    if seen_at is not None and listing.updated_at != seen_at:
        raise WrongStateError("Its employer has changed it meanwhile: look at it again.")
    listing.approve()


@transaction.atomic
def request_changes(listing: Listing) -> None:
    """Give it back to its employer."""
    hold(listing, Status.PENDING)
    listing.request_changes()


@transaction.atomic
def reject(listing: Listing) -> None:
    """Refuse it for good."""
    hold(listing, Status.PENDING, Status.CHANGES_REQUESTED)
    listing.reject()


@transaction.atomic
def take_back(listing: Listing) -> None:
    """Out of the editors' queue, at its employer's wish."""
    hold(listing, Status.PENDING, Status.CHANGES_REQUESTED)
    listing.take_back()


@transaction.atomic
def close(listing: Listing, reason: ClosedReason | str, *, by: str) -> None:
    """Take it off the lists; an edit and a reminder that wait go with it.

    An editor's word counts also where somebody closed it before: the day stays, the reason changes.
    """
    hold(listing, Status.PUBLISHED, *([Status.CLOSED] if by == EDITOR else []))
    _close(listing, reason, by, listing.closed_at or timezone.now())
    if by == EDITOR:
        mails.tell_closed(listing)


@transaction.atomic
def expire(listing: Listing) -> None:
    """Close it as run out on the day that it was meant to end, and tell its employer."""
    hold(listing, Status.PUBLISHED)
    if listing.frozen_at or listing.expires_at is None or not listing.has_expired:
        raise WrongStateError("Its time has not run out.")
    _close(listing, ClosedReason.EXPIRED, TIME, listing.expires_at)
    mails.tell_run_out(listing)


def _close(listing: Listing, reason: ClosedReason | str, by: str, at: datetime) -> None:
    listing.close(reason, at=at, by=by)
    waiting = listing.revisions.filter(state=RevisionState.PENDING)
    waiting.update(state=RevisionState.SUPERSEDED, decided_at=at)
    _forget_reminder(listing)


@transaction.atomic
def reopen(listing: Listing, *, by: str) -> None:
    """List it again under its old date and with its old end; an edit that waited waits again.

    An employer undoes their own closing alone, within a day.
    """
    hold(listing, Status.CLOSED)
    if by == EMPLOYER and not may_undo(listing):
        raise WrongStateError("Closing it can be undone for a day only, before its last day.")
    closed_at = listing.closed_at
    listing.reopen()
    _edits_wait_again(listing, closed_at)


@transaction.atomic
def verify(listing: Listing) -> bool:
    """Note that it is still open; False, and no line, where that was said today already."""
    hold(listing, Status.PUBLISHED)
    said = listing.verified_at
    if said and dates.day_of(said) == dates.today():
        return False
    listing.verify()
    return True


@transaction.atomic
def extend(listing: Listing, days: int, *, apply_by: date | None) -> None:
    """Let it run to ``days`` in all, or to the last day to apply if that is earlier.

    One that has run out comes back under its own date.
    """
    hold(listing, Status.PUBLISHED, Status.CLOSED)
    chosen = next((one for one in extensions(listing) if one.days == days), None)
    if chosen is None:
        raise WrongStateError("It cannot be extended to that, or not any more.")
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
        listing.reopen()
        _edits_wait_again(listing, closed_at)
    listing.log(EventKind.EXTENDED, before=mails.day(before), after=mails.day(ends_at))
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
def freeze(listing: Listing, *, by: str, reason: str) -> None:
    """Take it off every list until an editor decides, and tell its employer why."""
    hold(listing, Status.PUBLISHED)
    if listing.frozen_at:
        raise WrongStateError("It is under review already.")
    listing.freeze(by=by, reason=reason[:LONGEST_REASON])
    mails.tell_frozen(listing)


@transaction.atomic
def explain_freeze(listing: Listing, *, reason: str) -> None:
    """Say why it is under review, where nobody has or the reason is another; tell its employer."""
    hold(listing, *Status)
    if listing.frozen_at is None:
        raise WrongStateError("It is not under review any more.")
    listing.explain_freeze(reason[:LONGEST_REASON])
    mails.tell_frozen(listing)


@transaction.atomic
def unfreeze(listing: Listing) -> None:
    """The review is over: it stands where it stood."""
    hold(listing, *Status)
    if listing.frozen_at is None:
        raise WrongStateError("It is not under review any more.")
    listing.unfreeze()


@transaction.atomic
def withdraw_edit(listing: Listing) -> None:
    """Take back the edit that waits for an editor; the public version stays."""
    hold(listing, Status.PUBLISHED)
    waiting = listing.revisions.filter(state=RevisionState.PENDING)
    if not waiting.update(state=RevisionState.WITHDRAWN, decided_at=timezone.now()):
        raise WrongStateError("No changes wait any more: taken back already, or decided.")
