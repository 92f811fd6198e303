"""How a posting stands, in its employer's words, and what may be done with it now."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from listings.employers.managing.renewal import extensions, may_undo
from listings.models import ClosedReason, Listing, Standing, Status

EDIT, OPEN, CLOSE, AGAIN, COPY, COMMENT = "edit", "open", "close", "again", "copy", "comment"
EXTEND, UNDO = "extend", "undo"
YOU, EDITOR = "you", "an editor"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class State:
    """``waits_for`` is who has to act next; ``may`` names what the employer may do."""

    label: str
    text: str
    waits_for: str = ""
    may: frozenset[str] = frozenset({COPY})


BEFORE = {
    Status.DRAFT: State("Taken back", "You took it back before it was public."),
    Status.UNCONFIRMED: State(
        "Not confirmed", "Confirm your address with the code from our mail.", YOU
    ),
    Status.PENDING: State(
        "In the queue",
        "You get a mail when it is public, or when something should be changed.",
        EDITOR,
        frozenset({EDIT, CLOSE, COPY}),
    ),
    Status.CHANGES_REQUESTED: State(
        "Changes wanted",
        "An editor asks you for a change: see below. Change it and send it again, or answer.",
        YOU,
        frozenset({EDIT, CLOSE, COPY, COMMENT}),
    ),
    Status.REJECTED: State("Not published", "The editors decided not to publish it: see below."),
}
BLOCKED = State(
    "Removed", "The editors have taken this company off the board.", may=frozenset[str]()
)
REMOVED = State("Removed", "The editors have taken this posting off the board.", may=frozenset())
LIVE = State("Live", "It stands on the lists.", may=frozenset({EDIT, OPEN, CLOSE, COPY}))
FROZEN = State(
    "Under review",
    "It is off the lists while an editor looks at it. You may correct or answer below.",
    EDITOR,
    frozenset({EDIT, CLOSE, COPY, COMMENT}),
)
ENDED = State(
    "Ended",
    "Its time ran out. You can post it again, with a new date.",
    may=frozenset({AGAIN, COPY}),
)
CLOSED = "It stands on no list any more. You can post it again, with a new date."


def state_of(listing: Listing) -> State:
    """Return how it stands, and what may be done. Needs ``with_standing()`` and the company."""
    found = _stands(listing)
    more = {EXTEND} if extensions(listing) else set()
    if listing.status == Status.CLOSED and may_undo(listing):
        more.add(UNDO)
    return replace(found, may=found.may | more) if more else found


def _stands(listing: Listing) -> State:
    if listing.company.blocked_at:
        return BLOCKED
    if listing.status in BEFORE:
        return BEFORE[Status(listing.status)]
    if listing.status == Status.CLOSED:
        return _closed(listing)
    if listing.frozen_at:
        return FROZEN
    return ENDED if listing.standing == Standing.CLOSED else LIVE


def _closed(listing: Listing) -> State:
    if listing.closed_reason == ClosedReason.BLOCKED:
        return REMOVED
    if listing.closed_reason == ClosedReason.EXPIRED:
        return ENDED
    label = f"Closed: {ClosedReason(listing.closed_reason).name.lower().replace('_', ' ')}"
    return State(label, CLOSED, may=frozenset({AGAIN, COPY}))


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
