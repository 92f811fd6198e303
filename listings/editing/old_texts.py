"""A closed posting keeps its facts for the figures; its text goes after ``TEXT_MONTHS``."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from listings.editing.words import rebuild_words
from listings.models import Listing, ModerationNote, PostingRevision, SourceRecord, Status

BATCH: Final = 500
MONTH: Final = timedelta(days=30.4375)  # a twelfth of 365.25 days


def drop_old_texts(now: datetime) -> int:
    """Empty the texts that are old by ``now``; return of how many postings.

    Each batch is a transaction of its own, so nobody waits for a long one.
    """
    dropped = 0
    while keys := list(_old(now).values_list("pk", flat=True)[:BATCH]):
        _drop(keys)
        dropped += len(keys)
    return dropped


def _old(now: datetime) -> QuerySet[Listing]:
    before = now - settings.TEXT_MONTHS * MONTH
    closed = Listing.objects.filter(status=Status.CLOSED, closed_at__lte=before)
    return closed.exclude(description_html="", description_source="").order_by("pk")


@transaction.atomic
def _drop(keys: list[int]) -> None:
    """Empty a text wherever it is kept: posting, search words, thread, edits, source's answer."""
    rows = Listing.objects.filter(pk__in=keys)
    rows.update(description_html="", description_source="")  # no edit: its dates stay
    rebuild_words(rows)
    ModerationNote.objects.filter(listing__in=keys).exclude(snapshot={}).update(snapshot={})
    PostingRevision.objects.filter(listing__in=keys).delete()
    _empty_answers(keys)


def _empty_answers(keys: list[int]) -> None:
    """Empty what sources said of them, unless a source still lists one.

    No answer has an empty hash, so one that comes back is read as new.
    """
    left = Q(listing__in=keys, last_seen_at__isnull=False)
    SourceRecord.objects.filter(left).update(raw={}, content_hash="")
