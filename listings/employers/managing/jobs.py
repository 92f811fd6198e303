"""Timed jobs for employers' postings. Each may be interrupted and repeated.

A posting is read again under a lock before its mail is queued: one that was edited or closed
meanwhile gets none. A mail is queued once, which its key or its row ensures.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from jobboard import mail
from listings import transitions
from listings.employers import mails
from listings.models import ClosedReason, Listing, ListingDay, PostingOutcome, Status
from listings.models.listing_queryset import ListingQuerySet
from listings.models.results import Seen

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
    return sum(_remind(due, pk, now) for pk in _numbers(due))


def _remind(due: ListingQuerySet, pk: int, now: datetime) -> bool:
    with _locked_if_due(due, pk) as listing:
        if listing:
            seen = ListingDay.objects.totals([pk]).get(pk, Seen())
            mails.remind(listing, seen, now)
        return listing is not None


def close_run_out(now: datetime) -> int:
    """Close postings whose time is over; return how many. Lists do not wait for it."""
    due = employers_own().filter(
        status=Status.PUBLISHED, frozen_at__isnull=True, expires_at__lte=now
    )
    return sum(_close(due, pk) for pk in _numbers(due))


def _close(due: ListingQuerySet, pk: int) -> bool:
    with _locked_if_due(due, pk) as listing:
        if listing:
            transitions.expire(listing)
        return listing is not None


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
    return sum(_ask(due, pk, now) for pk in _numbers(due))


def _ask(due: ListingQuerySet, pk: int, now: datetime) -> bool:
    with _locked_if_due(due, pk) as listing:
        if listing:
            PostingOutcome.objects.create(listing=listing, asked_at=now)
            mails.ask_if_filled(listing)
        return listing is not None


def _numbers(due: ListingQuerySet) -> list[int]:
    return list(due.order_by("pk").values_list("pk", flat=True))


@contextmanager
def _locked_if_due(due: ListingQuerySet, pk: int) -> Iterator[Listing | None]:
    """Yield the posting under a lock; None where it is no longer due, or locked by another."""
    with transaction.atomic():
        rows = due.select_related("company").select_for_update(of=("self",), skip_locked=True)
        yield rows.filter(pk=pk).first()
