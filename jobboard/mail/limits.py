"""Which confirmations may go now. Anybody can have one sent to anybody, so they are limited.

At most one unanswered confirmation of one asker to a mailbox, and so many an hour in all; the
rest wait, with the reason beside them. What one asker had sent delays nobody else's, and what is
answered, withdrawn or two days old delays nothing any more. ``mail_status`` tells whoever waits
where a mail is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from jobboard.mail.queue import hash_of
from jobboard.models import OutgoingMail

ANSWER_WITHIN = timedelta(hours=48)
LOOKED_AT = 20  # at a time, one by one; where none of them may go, all are
LOOKED_AT_AGAIN = timedelta(minutes=10)
BATCH = 10_000

UNANSWERED = "An earlier confirmation that you asked for to this address is not answered yet."
TOO_MANY = "As many confirmations went out within the hour as this board sends."


def has_room(now: datetime) -> bool:
    """Tell whether one more confirmation may go within this hour."""
    tried = OutgoingMail.objects.filter(is_confirmation=True)
    return (
        tried.filter(last_attempt_at__gt=now - timedelta(hours=1)).count()
        < settings.LIMITS.codes_board
    )


def why_waiting(key: str, now: datetime | None = None) -> str:
    """Return why the confirmation of a purpose key has not gone yet; empty if nothing holds it."""
    now = now or timezone.now()
    waiting = OutgoingMail.objects.open().filter(key_hash=hash_of(key), attempts=0).first()
    if waiting is None:
        return ""
    if _is_unanswered(waiting, now):
        return UNANSWERED
    return "" if has_room(now) else TOO_MANY


def next_confirmation(now: datetime) -> OutgoingMail | None:
    """Return, locked, the confirmation that has waited longest of those that may go now.

    What may not go yet is put off, so that it is looked at again only after a while, or
    when its mailbox answers.
    """
    if not has_room(now):
        return None
    for _ in range(2):
        for row in _waiting(now).select_for_update(skip_locked=True)[:LOOKED_AT]:
            if not _is_unanswered(row, now):
                return row
            _hold([row.pk], now)
        hold_unanswered(now)
    return None


def explain(now: datetime) -> None:
    """Write beside each confirmation that may not go yet why. At most five queries."""
    hold_unanswered(now)
    if not has_room(now):
        for some in free_of(_waiting(now).exclude(delayed_reason=TOO_MANY)):
            some.update(delayed_reason=TOO_MANY)


def hold_unanswered(now: datetime) -> None:
    """Put off each due confirmation to a mailbox that has not answered its asker's other one.

    Both sides are read once and meet here. A condition that looked into the same table for each
    row took more than an hour for 10,000, where PostgreSQL's planner chose badly.
    """
    tried: dict[tuple[str, str], set[int]] = {}
    for pk, *pair in _tried(now).values_list("pk", "mailbox", "asked_from"):
        tried.setdefault((pair[0], pair[1]), set()).add(pk)
    due = _waiting(now).order_by().values_list("pk", "mailbox", "asked_from")
    _hold([pk for pk, *pair in due if tried.get((pair[0], pair[1]), set()) - {pk}], now)


def _is_unanswered(row: OutgoingMail, now: datetime) -> bool:
    """Tell whether another one of its asker to its mailbox waits for an answer. One query."""
    same = _tried(now).filter(mailbox=row.mailbox, asked_from=row.asked_from)
    return same.exclude(pk=row.pk).exists()


def _hold(rows: list[int], now: datetime) -> None:
    for some in batched(rows, BATCH):
        for free in free_of(OutgoingMail.objects.open().filter(pk__in=some)):
            free.update(delayed_reason=UNANSWERED, next_attempt_at=now + LOOKED_AT_AGAIN)


def free_of(rows: QuerySet[OutgoingMail]) -> Iterator[QuerySet[OutgoingMail]]:
    """Lock rows, without waiting for those that a worker holds, and yield them by the thousand.

    By their numbers: an ``UPDATE`` of what a subquery finds may compare each row with each.
    """
    locked = rows.order_by().select_for_update(skip_locked=True).values_list("pk", flat=True)
    for some in batched(locked, BATCH):
        yield OutgoingMail.objects.filter(pk__in=some)


def _waiting(now: datetime) -> QuerySet[OutgoingMail]:
    """Due confirmations, the longest waiting first."""
    due = OutgoingMail.objects.due(now).filter(is_confirmation=True, expires_at__gt=now)
    return due.order_by("next_attempt_at", "pk")


def _tried(now: datetime) -> QuerySet[OutgoingMail]:
    """Confirmations that were sent, or are under way, and that nobody has answered."""
    unanswered = OutgoingMail.objects.filter(
        is_confirmation=True, answered_at=None, given_up_at=None
    )
    return unanswered.filter(last_attempt_at__gt=now - ANSWER_WITHIN)


@dataclass(frozen=True, slots=True)
class MailStatus:
    """A mail that was neither sent nor given up is on its way, or ``why_waiting`` says why not."""

    is_sent: bool = False
    is_given_up: bool = False
    was_tried: bool = False
    why_waiting: str = ""


def mail_status(key: str) -> MailStatus:
    """Return where the mail of a purpose key is. One query for one that has gone, else four."""
    row = OutgoingMail.objects.filter(key_hash=hash_of(key)).first()
    if row is None or row.sent_at or row.given_up_at:
        return MailStatus(
            is_sent=bool(row and row.sent_at), is_given_up=bool(row and row.given_up_at)
        )
    return MailStatus(was_tried=row.attempts > 0, why_waiting=why_waiting(key))
