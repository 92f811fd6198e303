"""The editors' queue from outside: signs of spam in what comes in, the daily mail, the usual wait.

Signals are reasons with points, shown to editors; ``submission_limits.py`` adds what the form's own
traps saw. Nothing is refused because of a signal.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Lag
from django.urls import reverse
from django.utils import timezone

from jobboard import mail
from jobboard.http import rate_limits
from jobboard.models import User
from jobboard.site import dates
from listings.employers.company import domain_of_email
from listings.employers.places import AS_TYPED
from listings.models import (
    EventKind,
    Listing,
    ListingEvent,
    ModerationNote,
    NoteFrom,
    NoteKind,
    PostingRevision,
)
from listings.models.pay import latest_rates
from listings.pay.money import as_given
from listings.pay.plausibility import is_usual
from listings.reading.descriptions import plain_text

FEW_LINKS = 3
MANY_LINKS = 10
DAY = timedelta(days=1)
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)

type Signal = dict[str, Any]


def note_signals(
    listing: Listing, found: Iterable[Signal], revision: PostingRevision | None = None
) -> None:
    """Save signals, ``{reason, points}``, as notes for the editors."""
    for signal in found:
        ModerationNote.objects.create(
            listing=listing,
            revision=revision,
            author=NoteFrom.SYSTEM,
            kind=NoteKind.CHECK,
            text=signal["reason"],
            points=signal["points"],
        )


def signals_of_posting(listing: Listing) -> Iterator[Signal]:
    """Yield ``{reason, points}`` for each signal of a saved posting. Four queries."""
    yield from _many_links(listing)
    yield from _repeated(listing)
    yield from _sender(listing)
    yield from _unusual_pay(listing)


def _many_links(listing: Listing) -> Iterator[Signal]:
    number = len(LINK.findall(plain_text(listing.description_html)))
    if number > FEW_LINKS:
        points = 3 if number > MANY_LINKS else 1
        yield {"reason": f"The text holds {number} links.", "points": points}


def _repeated(listing: Listing) -> Iterator[Signal]:
    """The same text in another posting, of this company or another."""
    if not listing.text_hash:
        return
    same = Listing.objects.filter(text_hash=listing.text_hash).exclude(pk=listing.pk)
    others = same.exclude(company=listing.company_id).count()
    own = same.filter(created_at__gt=timezone.now() - DAY).count()
    if others:
        postings = "posting" if others == 1 else "postings"
        text = f"The same text stands in {others} {postings} of other companies."
        yield {"reason": text, "points": 3}
    elif own:
        yield {"reason": "The same text came within a day already.", "points": 1}


def signals_of_answers(typed: Mapping[str, Any]) -> Iterator[Signal]:
    """Yield a signal for each place that the board does not know and that is used as typed."""
    for text in typed.get("places", []):
        if f"place {text} = {AS_TYPED}" in typed.get("answers", []):
            reason = f"“{text}” is no place that the board knows; it is used as typed."
            yield {"reason": reason, "points": 1}


def _unusual_pay(listing: Listing) -> Iterator[Signal]:
    """Unusual pay that the employer has confirmed."""
    pay = listing.pay
    rate = latest_rates(dates.today()).get(pay.currency) if pay else None
    if pay and not is_usual(pay, rate.per_euro if rate else None, listing.engagement):
        text = f"{as_given(pay)} is unusual; the employer confirmed it."
        yield {"reason": text, "points": 1}


OF_ANYBODY = "The address proves no employer: it is a mail service’s, or a pupil’s."


def _sender(listing: Listing) -> Iterator[Signal]:
    domain = domain_of_email(listing.contact_email)
    if not domain:
        yield {"reason": OF_ANYBODY, "points": 1}
        return
    most = settings.LIMITS.postings_domain
    if not rate_limits.spend("posting-domain", domain, limit=most, window=DAY):
        yield {"reason": f"More than {most} postings of {domain} in a day.", "points": 2}


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
