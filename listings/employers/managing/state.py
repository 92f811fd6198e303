"""The state of a posting as its employer reads it, and what may be done with it now.

The days of a run count from ``posted_at``, which never moves. An employer's own last day to apply
ends a posting earlier, so whoever extends it says what becomes of that day.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from listings.models import ClosedReason, Listing, PublicState, Status
from listings.models.choices import RUNS
from listings.models.place import end_of_day

AFTER_THE_END = timedelta(days=7)
UNDO_WITHIN = timedelta(days=1)
EMPLOYER = "employer"
BY_HAND = (ClosedReason.FILLED, ClosedReason.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Extension:
    """A run of ``days`` in all, and the moment at which it would end."""

    days: int
    ends_at: datetime


def extensions(listing: Listing, now: datetime | None = None) -> list[Extension]:
    """Return the longer runs that are possible now, the shortest first. Needs the company."""
    now = now or timezone.now()
    if not _may_be_extended(listing, now):
        return []
    assert listing.posted_at is not None  # noqa: S101 (told to the type checker)
    assert listing.expires_at is not None  # noqa: S101 (told to the type checker)
    found = [Extension(days, listing.posted_at + timedelta(days=days)) for days in RUNS]
    return [one for one in found if one.ends_at > max(listing.expires_at, now)]


def _may_be_extended(listing: Listing, now: datetime) -> bool:
    """Whether it is public, or its time ran out within the last week."""
    if listing.source_id or listing.frozen_at or listing.company.blocked_at:
        return False
    if listing.posted_at is None or listing.expires_at is None:
        return False
    if listing.status == Status.CLOSED and not listing.description_html:
        return False  # its employer has left, or it is too long ago
    ran_out = listing.status == Status.CLOSED and listing.closed_reason == ClosedReason.EXPIRED
    has_run = ran_out or listing.status == Status.PUBLISHED
    return has_run and now < listing.expires_at + AFTER_THE_END


def end_with(listing: Listing, extension: Extension, apply_by: date | None) -> datetime:
    """Return when it would end with this last day to apply, or without one."""
    if apply_by is None:
        return extension.ends_at
    return min(extension.ends_at, end_of_day(apply_by, listing.longitude()))


def may_undo(listing: Listing) -> bool:
    """Whether its employer closed it and may still undo that. Needs the company."""
    now = timezone.now()
    is_theirs = listing.closed_by == EMPLOYER and listing.closed_reason in BY_HAND
    if not is_theirs or listing.closed_at is None or listing.company.blocked_at:
        return False
    has_time = listing.expires_at is None or listing.expires_at > now
    is_in_time = has_time and now < listing.closed_at + UNDO_WITHIN
    return is_in_time and bool(listing.description_html)  # empty once its employer has left


EDIT, OPEN, CLOSE, AGAIN, COPY, COMMENT = "edit", "open", "close", "again", "copy", "comment"
EXTEND, UNDO = "extend", "undo"
YOU, EDITOR = "you", "an editor"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PostingState:
    """``waits_for`` is who has to act next; ``may`` names what the employer may do."""

    label: str
    text: str
    waits_for: str = ""
    may: frozenset[str] = frozenset({COPY})


BEFORE = {
    Status.DRAFT: PostingState("Taken back", "You took it back before it was public."),
    Status.UNCONFIRMED: PostingState(
        "Not confirmed", "Confirm your address with the code from our mail.", YOU
    ),
    Status.PENDING: PostingState(
        "In the queue",
        "You get a mail when it is public, or when something should be changed.",
        EDITOR,
        frozenset({EDIT, CLOSE, COPY}),
    ),
    Status.CHANGES_REQUESTED: PostingState(
        "Changes wanted",
        "An editor asks you for a change: see below. Change it and send it again, or answer.",
        YOU,
        frozenset({EDIT, CLOSE, COPY, COMMENT}),
    ),
    Status.REJECTED: PostingState(
        "Not published", "The editors decided not to publish it: see below."
    ),
}
BLOCKED = PostingState(
    "Removed", "The editors have taken this company off the board.", may=frozenset[str]()
)
REMOVED = PostingState(
    "Removed", "The editors have taken this posting off the board.", may=frozenset()
)
LIVE = PostingState("Live", "It stands on the lists.", may=frozenset({EDIT, OPEN, CLOSE, COPY}))
FROZEN = PostingState(
    "Under review",
    "It is off the lists while an editor looks at it. You may correct or answer below.",
    EDITOR,
    frozenset({EDIT, CLOSE, COPY, COMMENT}),
)
ENDED = PostingState(
    "Ended",
    "Its time ran out. You can post it again, with a new date.",
    may=frozenset({AGAIN, COPY}),
)
CLOSED = "It stands on no list any more. You can post it again, with a new date."


def state_of(listing: Listing) -> PostingState:
    """Return its state, and what may be done. Needs ``with_public_state()`` and the company."""
    found = _state(listing)
    more = {EXTEND} if extensions(listing) else set()
    if listing.status == Status.CLOSED and may_undo(listing):
        more.add(UNDO)
    return replace(found, may=found.may | more) if more else found


def _state(listing: Listing) -> PostingState:
    if listing.company.blocked_at:
        return BLOCKED
    if listing.status in BEFORE:
        return BEFORE[Status(listing.status)]
    if listing.status == Status.CLOSED:
        return _closed(listing)
    if listing.frozen_at:
        return FROZEN
    return ENDED if listing.public_state == PublicState.CLOSED else LIVE


def _closed(listing: Listing) -> PostingState:
    if listing.closed_reason == ClosedReason.BLOCKED:
        return REMOVED
    if listing.closed_reason == ClosedReason.EXPIRED:
        return ENDED
    label = f"Closed: {ClosedReason(listing.closed_reason).name.lower().replace('_', ' ')}"
    return PostingState(label, CLOSED, may=frozenset({AGAIN, COPY}))


def days_left(listing: Listing, now: datetime | None = None) -> int | None:
    """Return the days until it runs out, begun ones too; None for one that is not public."""
    if listing.status != Status.PUBLISHED or listing.expires_at is None:
        return None
    left = listing.expires_at - (now or timezone.now())
    return max(-(-left // DAY), 0)


def left_in_words(listing: Listing) -> str:
    """``12 days left``, ``1 day left``; nothing for one that is not public or has ended."""
    days = days_left(listing)
    return f"{days} day{'' if days == 1 else 's'} left" if days else ""
