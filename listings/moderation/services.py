"""Decisions of editors: each is one transaction that writes posting, note and mail.

A decision that does not fit the posting's state any more raises ``WrongStateError`` and changes
nothing.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from jobboard.models import User
from listings import transitions
from listings.employers import mails
from listings.employers.revisions import approve_revision, reject_revision
from listings.employers.services import typed_of
from listings.models import (
    Listing,
    ModerationNote,
    NoteFrom,
    NoteKind,
    PostingRevision,
)

REASONS = {
    "no-employer": "The text names no employer that we could find.",
    "no-vacancy": "It advertises no job, but a service, a course or a product.",
    "pay-misleads": "The pay is not what the work would bring.",
    "discriminates": "It shuts people out for what they are, not for what they can do.",
    "duplicate": "The same job is on the board already.",
    "spam": "It reads like something that is sent to everyone.",
    "other": "",
}


@transaction.atomic
def approve(listing: Listing, *, by: User | None = None, seen_at: datetime | None = None) -> None:
    """Publish it and tell its employer where it is and until when.

    ``seen_at`` is the ``updated_at`` of what the editor has read: a later version is not approved.
    """
    transitions.approve(listing, seen_at=seen_at)
    note = _note(listing, NoteKind.APPROVED, by)
    _tell(
        listing, "posting-approved", note, ends_on=mails.day(listing.expires_at), **_links(listing)
    )


@transaction.atomic
def ask_for_changes(listing: Listing, comment: str, *, by: User | None = None) -> None:
    """Ask the employer for changes; the note keeps the text, to compare the next version with."""
    transitions.request_changes(listing)
    note = _note(listing, NoteKind.CHANGES_REQUESTED, by, comment, snapshot=typed_of(listing))
    edit_url = settings.SITE_URL + reverse("own-posting-edit", args=[listing.pk])
    _tell(listing, "changes-wanted", note, comment=comment, edit_url=edit_url)


@transaction.atomic
def reject(listing: Listing, reason: str, comment: str = "", *, by: User | None = None) -> None:
    """Refuse it for good. ``reason`` is a key of ``REASONS``; "other" needs a comment."""
    transitions.reject(listing)
    text = REASONS[reason] or comment
    note = _note(
        listing, NoteKind.REJECTED, by, "\n\n".join(filter(None, [REASONS[reason], comment]))
    )
    _tell(
        listing, "posting-rejected", note, reason=text, comment=comment if REASONS[reason] else ""
    )


@transaction.atomic
def approve_edit(revision: PostingRevision, *, by: User | None = None) -> None:
    """Publish an edit."""
    listing = approve_revision(revision)
    note = _note(listing, NoteKind.APPROVED, by, revision=revision)
    _tell(listing, "edit-approved", note, **_links(listing))


@transaction.atomic
def refuse_edit(revision: PostingRevision, comment: str, *, by: User | None = None) -> None:
    """Refuse an edit with a comment; the public version stays."""
    listing = reject_revision(revision)
    note = _note(listing, NoteKind.REJECTED, by, comment, revision=revision)
    _tell(listing, "edit-refused", note, comment=comment, **_links(listing))


@transaction.atomic
def freeze(listing: Listing, reason: str, *, by: User | None = None) -> None:
    """Take a public posting off every list and tell its employer why."""
    transitions.freeze(listing, by=transitions.EDITOR, reason=reason)
    _note(listing, NoteKind.INTERNAL, by, f"Frozen: {reason}")


@transaction.atomic
def explain_freeze(listing: Listing, reason: str, *, by: User | None = None) -> None:
    """Tell the employer why it is under review, or another reason than before."""
    transitions.explain_freeze(listing, reason=reason)
    _note(listing, NoteKind.INTERNAL, by, f"Frozen: {reason}")


@transaction.atomic
def remark(listing: Listing, text: str, *, by: User | None = None) -> None:
    """Add a note that only editors read."""
    _note(listing, NoteKind.INTERNAL, by, text)


def _note(
    listing: Listing,
    kind: NoteKind,
    by: User | None,
    text: str = "",
    *,
    revision: PostingRevision | None = None,
    snapshot: dict[str, object] | None = None,
) -> ModerationNote:
    return ModerationNote.objects.create(
        listing=listing,
        revision=revision,
        author=NoteFrom.EDITOR,
        by=by,
        kind=kind,
        text=text,
        snapshot=snapshot or {},
    )


def _tell(listing: Listing, kind: str, note: ModerationNote, **facts: str) -> None:
    mails.send(kind, listing, facts, key=f"{kind}:note:{note.pk}")


def _links(listing: Listing) -> dict[str, str]:
    return {"url": settings.SITE_URL + listing.get_absolute_url(), **mails.manage_link(listing)}


def waiting() -> tuple[list[Listing], list[PostingRevision]]:
    """Return postings and edits that wait for an editor, the oldest first. Two queries."""
    return (
        list(Listing.objects.waiting().select_related("company")),
        list(PostingRevision.objects.pending().select_related("listing__company")),
    )
