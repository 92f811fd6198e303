"""Timed jobs for employers' postings. Each may be interrupted and repeated.

A posting is read again under a lock before its mail is queued: one that was edited or closed
meanwhile gets none. A mail is queued once, which its key or its row ensures.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from jobboard import mail
from listings import transitions
from listings.employers import mails
from listings.models import ClosedReason, Listing, ListingDay, PostingOutcome, Status
from listings.models.event import Seen
from listings.models.listing_queryset import ListingQuerySet

REMIND_BEFORE = timedelta(days=7)
SHORTEST_RUN = timedelta(days=14)  # shorter ones get no reminder
ASK_AFTER = timedelta(weeks=3)
ASK_UNTIL = timedelta(weeks=5)
ASKED = (ClosedReason.FILLED, ClosedReason.EXPIRED)  # a withdrawn one was not filled


def employers_own() -> ListingQuerySet:
    """Return postings that came from an employer who can be reached by mail."""
    rows = Listing.objects.filter(source__isnull=True, company__blocked_at__isnull=True)
    return rows.exclude(contact_email="")


def remind_before_the_end(now: datetime) -> int:
    """Remind employers of postings that end within 7 days; return how many were sent."""
    if not mail.is_open():
        return 0
    due = employers_own().filter(
        status=Status.PUBLISHED,
        frozen_at__isnull=True,
        expires_at__gt=now,
        expires_at__lte=now + REMIND_BEFORE,
        expires_at__gte=F("posted_at") + SHORTEST_RUN,
    )

    def remind(listing: Listing) -> None:
        seen = ListingDay.objects.totals([listing.pk]).get(listing.pk, Seen())
        mails.remind(listing, seen, now)

    return _each(due, remind)


def close_run_out(now: datetime) -> int:
    """Close postings whose time is over; return how many. Lists do not wait for it."""
    due = employers_own().filter(
        status=Status.PUBLISHED, frozen_at__isnull=True, expires_at__lte=now
    )
    return _each(due, transitions.expire)


def ask_whether_filled(now: datetime) -> int:
    """Ask once about postings that ended three weeks ago; return how many were asked about."""
    if not mail.is_open():
        return 0
    due = employers_own().filter(
        status=Status.CLOSED,
        closed_reason__in=ASKED,
        closed_at__lte=now - ASK_AFTER,
        closed_at__gt=now - ASK_UNTIL,
        posted_at__isnull=False,
        outcome__isnull=True,
    )

    def ask(listing: Listing) -> None:
        PostingOutcome.objects.create(listing=listing, asked_at=now)
        mails.ask_if_filled(listing)

    return _each(due, ask)


def _each(due: ListingQuerySet, act: Callable[[Listing], None]) -> int:
    """Do it with each posting that is due, in a transaction of its own; return how many."""
    numbers = list(due.order_by("pk").values_list("pk", flat=True))
    return sum(_one(due, number, act) for number in numbers)


@transaction.atomic
def _one(due: ListingQuerySet, number: int, act: Callable[[Listing], None]) -> bool:
    """Do it with the locked posting; False where it is no longer due, or locked by another."""
    rows = due.select_related("company").select_for_update(of=("self",), skip_locked=True)
    listing = rows.filter(pk=number).first()
    if listing:
        act(listing)
    return listing is not None
