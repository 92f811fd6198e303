"""The editors' queue from outside: the moderators' daily mail, and how long a review takes."""

from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Lag
from django.urls import reverse

from jobboard import mail
from jobboard.models import User
from jobboard.site import dates
from listings.models import EventKind, Listing, ListingEvent, PostingRevision

LAST = 20
ARRIVALS = (EventKind.RECEIVED, EventKind.RESUBMITTED)
ANSWERS = (EventKind.PUBLISHED, EventKind.CHANGES_REQUESTED, EventKind.REJECTED)


def send_digests(now: datetime) -> int:
    """Enqueue today's mail to each moderator and return how many; none where nothing waits."""
    facts = queue_facts()
    if not facts:
        return 0
    today = dates.day_of(now)
    people = list(moderators())
    for person in people:
        key = f"digest:{person.pk}:{today}"
        mail.enqueue("moderators-digest", person.email, facts, key=key, now=now)
    return len(people)


def moderators() -> QuerySet[User]:
    """Return who moderates: staff of that group who can sign in."""
    people = User.objects.filter(is_active=True, is_staff=True, groups__name="moderator")
    return people.exclude(email="").order_by("pk")


def queue_facts() -> dict[str, str]:
    """Return what the mail tells; empty when nothing waits. Three queries."""
    postings = Listing.objects.waiting()
    edits = PostingRevision.objects.pending()
    frozen = Listing.objects.filter(frozen_at__isnull=False)
    counts = {
        "to approve": (postings.count(), "posting"),
        "of a published posting to approve": (edits.count(), "edit"),
        "under review": (frozen.count(), "posting"),
    }
    lines = [f"{_counted(*count)} {what}" for what, count in counts.items() if count[0]]
    if not lines:
        return {}
    first = postings.first()
    since = first.submitted_at if first else None
    return {
        "total": _counted(sum(count for count, _ in counts.values()), "thing"),
        "summary": "\n".join(lines),
        "oldest": dates.long(since),
        "desk_url": settings.SITE_URL + reverse("admin:index"),
    }


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def median_review() -> tuple[timedelta, int] | None:
    """Return the median of the last 20 answers and how many there were; None without any.

    The time is from a posting's arrival in the queue to the answer that followed. One query.
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
    """The field's value in the posting's previous event."""
    return Window(Lag(field), partition_by=["listing"], order_by=["at", "pk"])


def in_words(time: timedelta) -> str:
    """Return ``under an hour``, ``5 hours``, ``2 days``: rounded up, so that it is no promise."""
    hours = time.total_seconds() / 3600
    if hours < 1:
        return "under an hour"
    if hours < 47:
        return _counted(-int(-hours // 1), "hour")
    return _counted(-int(-(hours / 24) // 1), "day")
