"""What an employer may have back: more days, until a week after the end, and a posting just closed.

The days count from ``posted_at``, which never moves. An employer's own last day to apply ends a
posting earlier; so who extends one says what becomes of that day.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from listings.models import ClosedReason, Listing, Status
from listings.models.employer_fields import RUNS
from listings.models.review import end_of_day

AFTER_THE_END = timedelta(days=7)
UNDO_WITHIN = timedelta(days=1)
EMPLOYER = "employer"
BY_HAND = (ClosedReason.FILLED, ClosedReason.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Extension:
    """To so many days in all, which end then."""

    days: int
    ends_at: datetime


def extensions(listing: Listing, now: datetime | None = None) -> list[Extension]:
    """Return to what it may be extended now, the shortest first. Needs the company."""
    now = now or timezone.now()
    if not _may_be_asked_for(listing, now):
        return []
    assert listing.posted_at is not None  # noqa: S101 (told to the type checker)
    assert listing.expires_at is not None  # noqa: S101 (told to the type checker)
    found = [Extension(days, listing.posted_at + timedelta(days=days)) for days in RUNS]
    return [one for one in found if one.ends_at > max(listing.expires_at, now)]


def _may_be_asked_for(listing: Listing, now: datetime) -> bool:
    """Whether it runs, or ran out within the week; nothing that anybody closed or took off."""
    if listing.source_id or listing.frozen_at or listing.company.blocked_at:
        return False
    if listing.posted_at is None or listing.expires_at is None:
        return False
    ran_out = listing.status == Status.CLOSED and listing.closed_reason == ClosedReason.EXPIRED
    is_there = ran_out or listing.status == Status.PUBLISHED
    return is_there and now < listing.expires_at + AFTER_THE_END


def end_with(listing: Listing, extension: Extension, apply_by: date | None) -> datetime:
    """Return when it would end with this last day to apply, or without one."""
    if apply_by is None:
        return extension.ends_at
    return min(extension.ends_at, end_of_day(apply_by, listing.longitude()))


def may_undo(listing: Listing, now: datetime | None = None) -> bool:
    """Whether its employer may still undo that they closed it. Needs the company."""
    now = now or timezone.now()
    is_theirs = listing.closed_by == EMPLOYER and listing.closed_reason in BY_HAND
    if not is_theirs or listing.closed_at is None or listing.company.blocked_at:
        return False
    has_time = listing.expires_at is None or listing.expires_at > now
    return has_time and now < listing.closed_at + UNDO_WITHIN
