"""Which confirmations may go now. Anybody can have one sent to anybody, so they are limited.

At most one unanswered confirmation a mailbox, and so many an hour in all; the rest wait, and say
why. What is answered, withdrawn or two days old holds nothing up any more.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jobboard.mail.queue import hash_of
from jobboard.models import OutgoingMail

AN_HOUR = 60
ANSWER_WITHIN = timedelta(hours=48)

UNANSWERED = "An earlier confirmation to this address is not answered yet."
TOO_MANY = f"{AN_HOUR} confirmations went out within the hour."


def may_go(now: datetime) -> Q:
    """Return the condition that a due mail meets when it may be sent. One query."""
    others = Q(is_confirmation=False)
    return (others | Q(~_unanswered(now))) if has_room(now) else others


def has_room(now: datetime) -> bool:
    """Tell whether one more confirmation may go within this hour."""
    tried = OutgoingMail.objects.filter(is_confirmation=True)
    return tried.filter(last_attempt_at__gt=now - timedelta(hours=1)).count() < AN_HOUR


def why_held(key: str, now: datetime | None = None) -> str:
    """Return why the confirmation of a purpose key has not gone yet; empty if nothing holds it."""
    now = now or timezone.now()
    waiting = OutgoingMail.objects.open().filter(key_hash=hash_of(key), attempts=0)
    if not waiting.exists():
        return ""
    if waiting.filter(_unanswered(now)).exists():
        return UNANSWERED
    return "" if has_room(now) else TOO_MANY


def explain(now: datetime) -> None:
    """Write beside each confirmation that is held back why it is. Two or three queries."""
    held = OutgoingMail.objects.due(now).filter(is_confirmation=True)
    _say(held.filter(_unanswered(now)), UNANSWERED)
    if not has_room(now):
        _say(held.exclude(_unanswered(now)), TOO_MANY)


def _say(rows: QuerySet[OutgoingMail], why: str) -> None:
    """Rows that a worker holds at this moment are not waited for."""
    free = rows.exclude(delayed_reason=why).select_for_update(skip_locked=True).values("pk")
    OutgoingMail.objects.filter(pk__in=free).update(delayed_reason=why)


def _unanswered(now: datetime) -> Exists:
    """Another confirmation to the same mailbox was sent, or is under way, and not answered."""
    earlier = OutgoingMail.objects.filter(
        is_confirmation=True,
        answered_at=None,
        given_up_at=None,
        mailbox=OuterRef("mailbox"),
        last_attempt_at__gt=now - ANSWER_WITHIN,
    )
    return Exists(earlier.exclude(pk=OuterRef("pk")))
