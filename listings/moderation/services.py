"""What an editor decides: each decision is one transaction of posting, thread and mail.

A decision that comes too late (another editor was faster, the button was pressed twice) raises
``WrongStateError`` and changes nothing.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from jobboard import mail
from jobboard.models import User
from listings import transitions
from listings.employers.managing.mails import day
from listings.employers.revisions import approve_revision, reject_revision
from listings.employers.services import typed_of
from listings.models import (
    Listing,
    ModerationNote,
    NoteFrom,
    NoteKind,
    PostingRevision,
    RevisionState,
    Status,
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
    """Publish it; its employer learns where it is and how long.

    ``seen_at`` is the ``updated_at`` of what the editor has read: a later version is not approved.
    """
    transitions.approve(listing, seen_at=seen_at)
    note = _say(listing, NoteKind.APPROVED, by)
    _tell(listing, "posting-approved", note, ends_on=day(listing.expires_at), **_links(listing))


@transaction.atomic
def ask_for_changes(listing: Listing, comment: str, *, by: User | None = None) -> None:
    """Give it back; the thread keeps how it read, so that the next version shows what changed."""
    transitions.request_changes(listing)
    note = _say(listing, NoteKind.CHANGES_REQUESTED, by, comment, snapshot=typed_of(listing))
    edit_url = settings.SITE_URL + reverse("own-posting-edit", args=[listing.pk])
    _tell(listing, "changes-wanted", note, comment=comment, edit_url=edit_url)


@transaction.atomic
def reject(listing: Listing, reason: str, comment: str = "", *, by: User | None = None) -> None:
    """Refuse it for good. ``reason`` is a key of ``REASONS``; "other" needs a comment."""
    transitions.reject(listing)
    text = REASONS[reason] or comment
    note = _say(
        listing, NoteKind.REJECTED, by, "\n\n".join(filter(None, [REASONS[reason], comment]))
    )
    _tell(
        listing, "posting-rejected", note, reason=text, comment=comment if REASONS[reason] else ""
    )


@transaction.atomic
def approve_edit(revision: PostingRevision, *, by: User | None = None) -> None:
    """Make an edit public."""
    listing = approve_revision(revision)
    note = _say(listing, NoteKind.APPROVED, by, revision=revision)
    _tell(listing, "edit-approved", note, **_links(listing))


@transaction.atomic
def refuse_edit(revision: PostingRevision, comment: str, *, by: User | None = None) -> None:
    """Leave the public version as it is and say why."""
    listing = reject_revision(revision)
    note = _say(listing, NoteKind.REJECTED, by, comment, revision=revision)
    _tell(listing, "edit-refused", note, comment=comment, **_links(listing))


@transaction.atomic
def freeze(listing: Listing, reason: str, *, by: User | None = None) -> None:
    """Take a public posting off every list and tell its employer why."""
    transitions.freeze(listing, by=transitions.EDITOR, reason=reason)
    _say(listing, NoteKind.INTERNAL, by, f"Frozen: {reason}")


@transaction.atomic
def explain_freeze(listing: Listing, reason: str, *, by: User | None = None) -> None:
    """Say why it is under review, where nobody has or the reason is another."""
    transitions.explain_freeze(listing, reason=reason)
    _say(listing, NoteKind.INTERNAL, by, f"Frozen: {reason}")


@transaction.atomic
def remark(listing: Listing, text: str, *, by: User | None = None) -> None:
    """Write a line that only editors read."""
    _say(listing, NoteKind.INTERNAL, by, text)


def _say(
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
    """Queue the mail of a decision; a posting without an employer's address has none."""
    if listing.contact_email:
        facts = {"title": listing.title, "company": listing.company.name, **facts}
        mail.enqueue(kind, listing.contact_email, facts, key=f"{kind}:note:{note.pk}")


def _links(listing: Listing) -> dict[str, str]:
    return {"url": settings.SITE_URL + listing.get_absolute_url(), **_manage(listing)}


def _manage(listing: Listing) -> dict[str, str]:
    return {"manage_url": settings.SITE_URL + reverse("own-posting", args=[listing.pk])}


def waiting() -> tuple[list[Listing], list[PostingRevision]]:
    """New postings and edits that wait, the longest first. Two queries."""
    listings = Listing.objects.filter(status=Status.PENDING).order_by("submitted_at", "pk")
    edits = PostingRevision.objects.filter(state=RevisionState.PENDING)
    return (
        list(listings.select_related("company")),
        list(edits.select_related("listing__company").order_by("submitted_at", "pk")),
    )
