"""What editors see before they decide on a posting, and their decisions.

Each decision is one transaction that writes posting, note and mail; one that does not fit the
posting's state any more raises ``WrongStateError`` and changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse

from jobboard.markup.differences import TextPiece
from jobboard.models import User
from jobboard.site import dates
from listings import transitions
from listings.employers import mails
from listings.employers.checks import Finding
from listings.employers.drafts import shown
from listings.employers.forms import PostingForm
from listings.employers.revisions import UNSEEN, approve_revision, reject_revision
from listings.employers.services import typed_of
from listings.models import (
    CompanyMember,
    Listing,
    ModerationNote,
    NoteFrom,
    NoteKind,
    PostingRevision,
    Status,
)
from listings.models.fields import FORM_FIELDS
from listings.models.listing_queryset import HEAVY_FIELDS
from roles.revisions.changes import difference

MOST_SIMILAR = 8
MOST_BEFORE = 10


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field of the form, and its words that were added or removed."""

    label: str
    pieces: Sequence[TextPiece]


@dataclass(frozen=True)
class ReviewContext:
    """``clean`` are the form's values of what waits; ``score`` sums the signals' points."""

    listing: Listing
    clean: Mapping[str, Any]
    revision: PostingRevision | None
    changes: Sequence[ChangedField]
    findings: Sequence[Finding]
    signals: Sequence[ModerationNote]
    thread: Sequence[ModerationNote]
    similar: Sequence[Listing]
    earlier: Sequence[Listing]
    others: Sequence[str]
    member: CompanyMember | None

    @property
    def score(self) -> int:
        return sum(note.points for note in self.signals)


def review_context(listing: Listing) -> ReviewContext:
    """Return the context of a posting that waits, or whose edit waits."""
    revision = listing.revisions.pending().first()
    notes = list(listing.notes.select_related("by", "revision"))
    now = typed_of(listing)
    data = revision.data if revision else now
    before = revision.before if revision else _asked_for(notes)
    form = PostingForm(data)
    form.is_valid()
    return ReviewContext(
        listing=listing,
        clean=form.cleaned_data,
        revision=revision,
        changes=changes(before, data) if before else [],
        findings=[one for one in form.findings if one.url != listing.get_absolute_url()],
        signals=[note for note in notes if note.kind == NoteKind.CHECK],
        thread=[note for note in notes if note.kind != NoteKind.CHECK],
        similar=similar_to(listing),
        earlier=_earlier(listing),
        others=_others(listing),
        member=_member(listing),
    )


def _asked_for(notes: Sequence[ModerationNote]) -> Mapping[str, Any]:
    """Return the posting's text as it was when changes were last asked for."""
    asked = [note for note in notes if note.kind == NoteKind.CHANGES_REQUESTED]
    return asked[-1].snapshot if asked else {}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ChangedField]:
    """Return the fields whose text differs, in the order of the form."""
    return [
        ChangedField(label, difference(old, new)) for label, old, new in _differing(before, after)
    ]


def changed_labels(edit: PostingRevision) -> list[str]:
    """Return the names of the fields that a reviewer will see changed."""
    return [label for label, _, _ in _differing(edit.before, edit.data)]


def _differing(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    for name in PostingForm.base_fields:
        old, new = shown(before.get(name)), shown(after.get(name))
        if name not in UNSEEN and old != new:
            yield FORM_FIELDS[name].label, old, new


def similar_to(listing: Listing) -> list[Listing]:
    """Return postings of the same company and title, or of any company with the same text."""
    alike = Q(normalized_title=listing.normalized_title, company=listing.company_id)
    if listing.text_hash:
        alike |= Q(text_hash=listing.text_hash)
    rows = Listing.objects.filter(alike).exclude(pk=listing.pk).defer(*HEAVY_FIELDS)
    return list(rows.select_related("company").order_by("-created_at", "-pk")[:MOST_SIMILAR])


def _earlier(listing: Listing) -> list[Listing]:
    """Return what the same person has sent before, newest first."""
    if listing.submitted_by_id is None:
        return []
    rows = Listing.objects.filter(submitted_by=listing.submitted_by_id).exclude(pk=listing.pk)
    rows = rows.select_related("company").defer(*HEAVY_FIELDS)
    return list(rows.order_by("-created_at", "-pk")[:MOST_BEFORE])


def _others(listing: Listing) -> list[str]:
    """Return the company's other postings, counted by status: ``["2 published", "1 closed"]``."""
    rows = listing.company.listings.exclude(pk=listing.pk).order_by()
    counted = rows.values_list("status").annotate(number=Count("pk"))
    return [Status(status).counted(number) for status, number in counted]


def _member(listing: Listing) -> CompanyMember | None:
    if listing.submitted_by_id is None:
        return None
    rows = CompanyMember.objects.filter(user=listing.submitted_by_id, company=listing.company_id)
    return rows.select_related("user").first()


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
        listing, "posting-approved", note, ends_on=dates.long(listing.expires_at), **_links(listing)
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
