"""Edits of a posting by its employer.

Before an editor has approved the posting, an edit replaces it. Afterwards a usual correction of pay
takes effect at once; all else waits as a revision, and the approved version stays public.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from listings import transitions
from listings.employers.forms import PostingForm
from listings.employers.services import correct_pay, edit, typed_of
from listings.models import (
    Listing,
    ModerationNote,
    NoteKind,
    PostingDraft,
    PostingRevision,
    RevisionState,
    Status,
    WrongStateError,
)
from listings.models.field_kinds import Edit
from listings.models.fields import form_names
from listings.moderation.queue import note_signals, signals_of_answers

PAY = form_names(Edit.AT_ONCE)
UNSEEN = form_names(Edit.UNSEEN, Edit.TECHNICAL)
BEFORE_APPROVAL = (Status.UNCONFIRMED, Status.PENDING, Status.CHANGES_REQUESTED)


@transaction.atomic
def send_edit(draft: PostingDraft, form: PostingForm) -> Listing:
    """Save an edit whose form is valid. Sent again, it changes nothing.

    Raises ``WrongStateError`` for a closed posting.
    """
    assert draft.listing_id is not None  # noqa: S101 (an edit has a posting)
    is_sent = PostingDraft.objects.select_for_update().get(pk=draft.pk).is_sent
    listing = Listing.objects.select_for_update(of=("self",)).get(pk=draft.listing_id)
    if is_sent:
        return listing
    if listing.status in BEFORE_APPROVAL:
        edit(listing, form.cleaned_data)
        if listing.status == Status.CHANGES_REQUESTED:
            transitions.resubmit(listing)
            ModerationNote.objects.from_employer(listing, draft.owner, NoteKind.RESUBMITTED)
    elif listing.status == Status.PUBLISHED:
        revise(listing, draft, form)
    else:
        raise WrongStateError(Status(listing.status).sentence)
    draft.sent_at = timezone.now()
    draft.save(update_fields=["sent_at", "updated_at"])
    return listing


def revise(listing: Listing, draft: PostingDraft, form: PostingForm) -> PostingRevision | None:
    """Correct usual pay at once; return the revision of what else differs, None if nothing does."""
    is_unusual = any(question.key.startswith("pay ") for question in form.questions)
    if not is_unusual:
        correct_pay(listing, form.cleaned_data)
    before, after = typed_of(listing), dict(draft.data)
    listing.revisions.settle(RevisionState.SUPERSEDED)
    if not differing(before, after, with_pay=is_unusual):
        return None
    revision = PostingRevision.objects.create(
        listing=listing, data=after, before=before, submitted_by=draft.owner
    )
    ModerationNote.objects.from_employer(
        listing, draft.owner, NoteKind.RESUBMITTED, revision=revision
    )
    note_signals(listing, signals_of_answers(after), revision)
    return revision


def differing(
    before: dict[str, Any], after: dict[str, Any], *, with_pay: bool = False
) -> list[str]:
    """Return the names of public fields that differ; those of pay only ``with_pay``."""
    unseen = UNSEEN if with_pay else PAY | UNSEEN
    names = dict.fromkeys((*before, *after))
    return [name for name in names if name not in unseen and before.get(name) != after.get(name)]


@transaction.atomic
def approve_revision(revision: PostingRevision) -> Listing:
    """Write an edit into its posting; ``WrongStateError`` if it was decided or is invalid."""
    listing = _decide(revision, RevisionState.APPROVED)
    form = PostingForm(_with_changes(listing, revision))
    if not form.is_valid():
        raise WrongStateError("This edit is not valid any more; ask the employer to send it again.")
    edit(listing, form.cleaned_data)
    transitions.renew_end(listing)
    return listing


def _with_changes(listing: Listing, revision: PostingRevision) -> dict[str, Any]:
    """Return the posting as it is now, with the fields that the edit changes.

    What was extended or corrected since the edit was sent stays.
    """
    typed = {name: value for name, value in revision.data.items() if name in UNSEEN}
    typed |= typed_of(listing)
    for name in revision.changed:
        typed.pop(name, None)
        if name in revision.data:
            typed[name] = revision.data[name]
    return typed


@transaction.atomic
def reject_revision(revision: PostingRevision) -> Listing:
    """Leave the posting as it is."""
    return _decide(revision, RevisionState.REJECTED)


def _decide(revision: PostingRevision, state: RevisionState) -> Listing:
    """Lock the posting, then decide its edit. Every function here locks in this order."""
    listing = Listing.objects.select_for_update(of=("self",)).get(pk=revision.listing_id)
    revision.decide(state)
    return listing
