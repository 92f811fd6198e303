"""Search documents written anew: after an upgrade, and after a role or a skill got another name.

The database notes the second by itself (triggers of migration 0057). Meanwhile a posting is
found by the words that it had.
"""

from django.utils import timezone

from jobboard.models import TimetableEntry
from listings.editing.services import BATCH, rebuild_words
from listings.models import Listing, SearchDocument

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
