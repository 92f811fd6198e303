"""Mail into the queue, in the caller's transaction, and how long it is kept there."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
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
