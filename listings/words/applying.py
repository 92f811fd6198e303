"""Changed phrases applied: the worker reads the postings again that they concern."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from django.conf import settings
from django.tasks import task

from listings.editing.words import rewrite_words_soon
from listings.importers.batches import readers
from listings.importers.rereading import reread_postings
from listings.importers.running import take_figures_soon
from listings.importers.vocabulary import load_vocabulary
from listings.models import Listing
from listings.models.listing_queryset import ListingQuerySet
from listings.words.changes import VocabularyChange, told
from listings.words.moves import candidates

LONGEST_REASON = 200


def kept_postings() -> ListingQuerySet:
    """Postings that a source gave: what people typed themselves is not read anew."""
    return Listing.objects.filter(source__isnull=False)


def apply_changes(changes: Sequence[VocabularyChange], names: Mapping[str, str]) -> str:
    """Have the postings read again that changed phrases may concern; say so in words."""
    if not changes:
        return "No phrase has changed, so no posting is read again."
    rewrite_words_soon()
    reason = told(changes, names)[:LONGEST_REASON]
    read_concerned.enqueue([asdict(change) for change in changes], reason)
    return "The worker reads the postings again that this concerns; their ledger says what changed."


@task()
def read_concerned(
    changes: Iterable[dict[str, Any]], reason: str, before_pk: int | None = None
) -> str:
    """Read postings again, newest first; what is more than one task may read, the next one does."""
    found = [VocabularyChange(**change) for change in changes]
    rows = kept_postings()
    if before_pk is not None:
        rows = rows.filter(pk__lt=before_pk)
    keys = list(islice(candidates(rows, found), settings.WORDS.at_once))
    with readers(load_vocabulary(), 0) as reading:
        report = reread_postings(keys, reading, reason)
    take_figures_soon(report)
    if len(keys) == settings.WORDS.at_once:
        read_concerned.enqueue([asdict(change) for change in found], reason, keys[-1])
    return report.in_one_line()
