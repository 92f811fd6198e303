"""The moderators' mail on a day on which something waits for them."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from jobboard import mail
from jobboard.models import User
from jobboard.site import dates
from listings.models import Listing, PostingRevision


def send_digests(now: datetime) -> int:
    """Put the day's mail for each moderator into the queue; return how many, 0 if nothing waits."""
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
