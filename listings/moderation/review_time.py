"""How long the editors take here, from the ledger."""

from datetime import timedelta
from statistics import median

from django.db.models import F, Q, Window
from django.db.models.functions import Lag

from listings.models import EventKind, ListingEvent

LAST = 20
ARRIVALS = (EventKind.RECEIVED, EventKind.RESUBMITTED)
ANSWERS = (EventKind.PUBLISHED, EventKind.CHANGES_REQUESTED, EventKind.REJECTED)


def median_review() -> tuple[timedelta, int] | None:
    """Return the median of the last 20 answers and how many there were; None without any.

    From a posting's coming to the queue to the answer that followed it. One query, which reads
    each line of the ledger once: what went before a line is found by sorting, not by looking.
    """
    answers = (
        ListingEvent.objects.filter(kind__in=(*ARRIVALS, *ANSWERS))
        .annotate(kind_before=_before("kind"), arrived_at=_before("at"))
        .annotate(is_review=Q(kind__in=ANSWERS) & Q(kind_before__in=ARRIVALS))
        .filter(is_review=True)
        .annotate(took=F("at") - F("arrived_at"))
        .order_by("-at", "-pk")
        .values_list("took", flat=True)[:LAST]
    )
    times = list(answers)
    return (median(times), len(times)) if times else None


def _before(field: str) -> Window:
    """The field's value in the line before, of the same posting."""
    return Window(Lag(field), partition_by=["listing"], order_by=["at", "pk"])


def in_words(time: timedelta) -> str:
    """Return ``under an hour``, ``5 hours``, ``2 days``: rounded up, so that it is no promise."""
    hours = time.total_seconds() / 3600
    if hours < 1:
        return "under an hour"
    if hours < 47:
        return _counted(-int(-hours // 1), "hour")
    return _counted(-int(-(hours / 24) // 1), "day")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
