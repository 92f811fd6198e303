"""What an editor sees before deciding on a posting, in a few queries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from listings.employers.checks import Finding
from listings.employers.drafts import shown
from listings.employers.forms import PostingForm
from listings.employers.revisions import UNSEEN
from listings.employers.services import typed_of
from listings.models import (
    CompanyMember,
    Listing,
    ModerationNote,
    NoteKind,
    PostingRevision,
    Status,
)
from listings.models.fields import FORM_FIELDS
from listings.models.listing_queryset import HEAVY_FIELDS
from roles.revisions.changes import TextPiece, difference

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
    counts: Mapping[str, int]
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
        counts=_counts(listing),
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


def _counts(listing: Listing) -> dict[str, int]:
    """Count the company's other postings by status label."""
    rows = listing.company.listings.exclude(pk=listing.pk).order_by()
    counted = rows.values_list("status").annotate(number=Count("pk"))
    return {Status(status).label: number for status, number in counted}


def _member(listing: Listing) -> CompanyMember | None:
    if listing.submitted_by_id is None:
        return None
    rows = CompanyMember.objects.filter(user=listing.submitted_by_id, company=listing.company_id)
    return rows.select_related("user").first()
