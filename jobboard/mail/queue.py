"""Mail into the queue, in the caller's transaction; which confirmations may go; and what is kept.

Anybody can have a confirmation sent to anybody, so they are limited: at most one unanswered one of
one asker to a mailbox, and so many an hour in all; the rest wait, with the reason beside them. What
one asker had sent delays nobody else's, and what is answered, withdrawn or two days old delays
nothing any more. ``mail_status`` tells whoever waits where a mail is.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from uuid import uuid4

from django.conf import settings
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jobboard.logs import request_id
from jobboard.mail.kinds import MailKind, kind_named
from jobboard.mail.rendering import RenderedMail, current_wording, render_mail
from jobboard.models import OutgoingMail
from jobboard.models.mail import mailbox_of


def enqueue(
    kind: str,
    to: str,
    context: Mapping[str, object],
    *,
    key: str,
    headers: Mapping[str, str] | None = None,
    asked_from: str = "",
    now: datetime | None = None,
) -> OutgoingMail:
    """Write one mail and return its row, which commits or vanishes with the caller's transaction.

    ``key`` says what the mail is for, by number and never by a person's name or address:
    ``"confirm:17:1"``. A key that was used before returns the row of then and changes nothing.
    ``context`` has exactly the names of the kind's sample; it is put into the words of now.
    Raises LookupError for an unknown kind, ValueError for another context, ValidationError for
    an address that is none. ``asked_from`` says who had a confirmation
    sent, as a keyed hash. Two queries, three for a key that was used.
    """
    declared = kind_named(kind)
    mail = render_mail(declared, current_wording(declared), context)
    return put(mail, to, declared, key=key, headers=headers, asked_from=asked_from, now=now)


def put(
    mail: RenderedMail,
    to: str,
    kind: MailKind,
    *,
    key: str,
    headers: Mapping[str, str] | None = None,
    asked_from: str = "",
    now: datetime | None = None,
) -> OutgoingMail:
    """Write a mail that is composed already."""
    validate_email(to)
    check_headers(headers or {})
    now = now or timezone.now()
    row = OutgoingMail(
        kind=kind.name,
        key_hash=hash_of(key),
        message_id=new_message_id(),
        recipient=to,
        mailbox=mailbox_of(to),
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        headers=dict(headers or {}),
        request_id=request_id(),
        is_confirmation=kind.is_confirmation,
        asked_from=asked_from,
        holds_secret=kind.holds_secret,
        created_at=now,
        next_attempt_at=now,
        expires_at=now + kind.useful_for,
    )
    OutgoingMail.objects.bulk_create([row], ignore_conflicts=True)
    return OutgoingMail.objects.get(key_hash=row.key_hash)


def check_headers(headers: Mapping[str, str]) -> None:
    """Raise ValueError unless all are single lines and none names who gets the mail."""
    for name, value in headers.items():
        is_line = value.isprintable() and all(sign.isalnum() or sign == "-" for sign in name)
        if not is_line or name.lower() in {"bcc", "cc", "to", "from", "message-id"}:
            raise ValueError(f"{name!r} is no header that a mail may have here.")


@transaction.atomic
def withdraw(key: str, *, now: datetime | None = None) -> None:
    """Expect no answer to this mail any more, and do not send it if it still waits.

    For a code that a newer one replaces: the newer mail then need not wait for an answer to the
    older. The caller decides how often that may be.
    """
    now = now or timezone.now()
    rows = OutgoingMail.objects.filter(key_hash=hash_of(key))
    if rows.filter(is_confirmation=True, answered_at=None).update(answered_at=now):
        _look_again(rows.values_list("mailbox", flat=True), now)
    for row in rows.open().select_for_update(skip_locked=True):
        row.give_up(now, "Withdrawn: a newer mail took its place, or there was no need any more.")
        row.text = row.html = ""
        row.save(update_fields=["text", "html"])


def answered(to: str, *, now: datetime | None = None) -> None:
    """Note that somebody at this address confirmed: further confirmations need not wait."""
    now = now or timezone.now()
    mailbox = mailbox_of(to)
    rows = OutgoingMail.objects.filter(is_confirmation=True, mailbox=mailbox)
    rows.filter(answered_at=None, attempts__gt=0).update(answered_at=now)
    _look_again([mailbox], now)


def _look_again(mailboxes: Iterable[str], now: datetime) -> None:
    """Make due what waits for an answer of these mailboxes."""
    rows = OutgoingMail.objects.filter(is_confirmation=True, mailbox__in=list(mailboxes))
    rows.open().exclude(delayed_reason="").update(delayed_reason="", next_attempt_at=now)


def hash_of(key: str) -> str:
    """Return the SHA-256 of a purpose key, which is all that is kept of it."""
    return hashlib.sha256(key.encode()).hexdigest()


def new_message_id() -> str:
    """Return a Message-ID that is kept for all attempts (RFC 5322, section 3.6.4)."""
    host = "localhost" if settings.PUBLIC.is_local else settings.PUBLIC.host
    return f"<{uuid4().hex}@{host}>"


EMPTY = {
    "recipient": "",
    "mailbox": "",
    "subject": "",
    "text": "",
    "html": "",
    "headers": {},
    "asked_from": "",
    "last_error": "",  # a server's answer names whom it refused
}


def empty_old(now: datetime) -> int:
    """Empty mail that was sent or given up ``MAIL_DAYS`` ago; return how many."""
    before = now - timedelta(days=settings.MAIL_DAYS)
    over = Q(sent_at__lte=before) | Q(given_up_at__lte=before)
    return _empty(OutgoingMail.objects.filter(over).exclude(recipient=""))


@transaction.atomic
def forget(address: str, now: datetime) -> int:
    """Empty all mail to an address, at its owner's wish, and send nothing that still waits."""
    rows = OutgoingMail.objects.filter(mailbox=mailbox_of(address))
    rows.open().update(given_up_at=now, delayed_reason="")
    return _empty(rows)


def _empty(rows: QuerySet[OutgoingMail]) -> int:
    return rows.update(**EMPTY)


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
