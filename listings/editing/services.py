"""What changes along with a posting: ledger, fields that a sync leaves alone, search documents.

A closed posting keeps its facts for the figures; its text goes after ``TEXT_MONTHS``.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jobboard.models import TimetableEntry
from listings.models import (
    EventKind,
    Listing,
    ModerationNote,
    PostingRevision,
    SearchDocument,
    SourceRecord,
    Status,
)
from listings.models.event import NOT_GIVEN
from listings.models.fields import PAY_COLUMNS, ledger_names
from listings.reading.descriptions import plain_text, text_hash
from listings.reading.document_words import document_words

BATCH = 500
MONTH = timedelta(days=30.4375)  # a twelfth of 365.25 days
LEDGER_NAMES = ledger_names()


def mark_edited(listing: Listing, fields: Iterable[str]) -> None:
    """Mark fields as edited by hand (unsaved): neither a sync nor the demo overwrites them."""
    listing.edited_fields = sorted({*listing.edited_fields, *fields})


def set_text_hash(listing: Listing) -> None:
    """Set ``text_hash`` from the description (unsaved): duplicates are found by it."""
    listing.text_hash = text_hash(plain_text(listing.description_html))


def confirm_pay(listing: Listing, changed: Iterable[str]) -> None:
    """Where pay is among ``changed``: its source is the employer, its quarantine ends (unsaved)."""
    if not {"pay_minimum", "pay_maximum", "pay_currency", "pay_period"}.isdisjoint(changed):
        listing.set_pay(listing.pay, "employer" if listing.pay else "")
        listing.pay_quarantined_at = None


def note_edit(listing: Listing, changed: set[str], pay_before: str) -> None:
    """Log what changed in a posting that was just saved, and rebuild its search document."""
    pay = listing.pay_display
    if pay != pay_before:
        before, after = pay_before or NOT_GIVEN, pay or NOT_GIVEN
        listing.log(EventKind.PAY_CHANGED, before=before[:200], after=after[:200])
    fields = list(dict.fromkeys(told for name, told in LEDGER_NAMES.items() if name in changed))
    if pay != pay_before:
        fields = [name for name in fields if name not in PAY_COLUMNS]
    if fields:
        listing.log(EventKind.EDITED, fields=fields)
    rebuild_words(Listing.objects.filter(pk=listing.pk))


def rebuild_words(listings: QuerySet[Listing]) -> None:
    """Rebuild the search documents of these postings from their rows."""
    rows = listings.select_related("company").prefetch_related("roles", "skills").order_by("pk")
    SearchDocument.objects.write(_document(row) for row in rows.iterator(chunk_size=BATCH))


def _document(row: Listing) -> SearchDocument:
    words = document_words(
        row.title,
        row.company.name,
        roles=[role.name for role in row.roles.all()],
        skills=[skill.name for skill in row.skills.all()],
        text=plain_text(row.description_html)[: settings.READ_CHARACTERS],
        language=row.language,
    )
    return SearchDocument.of(row, words)


def drop_old_texts(now: datetime) -> int:
    """Empty the texts that are old by ``now``; return of how many postings.

    Each batch is a transaction of its own, so nobody waits for a long one.
    """
    dropped = 0
    while keys := list(_with_old_text(now).values_list("pk", flat=True)[:BATCH]):
        _drop_texts(keys)
        dropped += len(keys)
    return dropped


def _with_old_text(now: datetime) -> QuerySet[Listing]:
    before = now - settings.TEXT_MONTHS * MONTH
    closed = Listing.objects.filter(status=Status.CLOSED, closed_at__lte=before)
    return closed.exclude(description_html="", description_source="").order_by("pk")


@transaction.atomic
def _drop_texts(keys: list[int]) -> None:
    """Empty the text in posting, search document, thread, edits and the source's answer."""
    rows = Listing.objects.filter(pk__in=keys)
    # no edit: its dates stay, and so do the facts, without the sentences that they were read in
    rows.update(description_html="", description_source="", evidence={})
    rebuild_words(rows)
    ModerationNote.objects.filter(listing__in=keys).exclude(snapshot={}).update(snapshot={})
    PostingRevision.objects.filter(listing__in=keys).delete()
    _empty_answers(keys)


def _empty_answers(keys: list[int]) -> None:
    """Empty the answers of sources that list them no more. One that comes back is read as new."""
    left = Q(listing__in=keys, last_seen_at__isnull=False)
    SourceRecord.objects.filter(left).update(raw={}, content_hash="", paragraphs=b"")


ENTRY = "search-words"


def rewrite_words() -> str:
    """Write outdated documents anew, newest first; say how many there were.

    Each batch is a statement of its own, so that nobody waits for a long one and what is broken off
    goes on where it was.
    """
    written, before = 0, None
    while keys := _outdated(before):
        rebuild_words(Listing.objects.filter(pk__in=keys))
        written, before = written + len(keys), keys[-1]
    return f"{written} written anew" if written else ""


def _outdated(before: int | None) -> list[int]:
    rows = SearchDocument.objects.outdated().order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.values_list("pk", flat=True)[:BATCH])


def rewrite_words_soon() -> None:
    """Have the worker do it now, where anything is outdated. One or two queries."""
    if SearchDocument.objects.outdated().exists():
        TimetableEntry.objects.filter(name=ENTRY).update(next_run_at=timezone.now())
