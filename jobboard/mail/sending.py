"""Rows of the queue as messages, and due ones sent, one after the other, to the server.

A mail is first claimed, which commits its next attempt, and then sent under a lock on its row. So
what a killed worker held is due again a minute later, two workers never send one mail, and no
mail that the server has taken (250) is sent again, unless this process ends between the server's
answer and the commit: then once more, under the same Message-ID.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from email.headerregistry import Address
from functools import cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from jobboard.locks import lock_until_commit
from jobboard.mail import is_open, queue
from jobboard.mail.backends import (
    MailDeferredError,
    MailRefusedError,
    MailServerUnreachableError,
    NotSentError,
    Transport,
)
from jobboard.models import OutgoingMail
from jobboard.models.mail import pause_after
from jobboard.site import identity

STYLES = "css/mail.css"


def message_of(row: OutgoingMail) -> EmailMultiAlternatives:
    """Return the whole message; ValueError where a header cannot be written."""
    site = identity.current()
    message = EmailMultiAlternatives(
        row.subject,
        whole_text(row.text),
        from_email=sender(),
        to=[row.recipient],
        reply_to=[site.contact] if site.contact else None,
        headers={
            "Message-ID": row.message_id,
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday notes in return
            **row.headers,
        },
    )
    message.attach_alternative(whole_html(row.subject, row.html), "text/html")
    return message


def sender() -> str:
    """Return the sender's name and address: the site's own."""
    name = " ".join(identity.current().name.split())
    return str(Address(display_name=name, addr_spec=settings.DEFAULT_FROM_EMAIL))


def whole_text(text: str) -> str:
    """Return a mail's text with the signature below it."""
    site = identity.current()
    return f"{text}\n\n-- \n{site.name}\n{site.url}\n"


def whole_html(subject: str, body: str) -> str:
    """Return a mail's HTML as a page; a library's own page stays as it is."""
    if body.lstrip().lower().startswith(("<!doctype", "<html")):
        return body
    context = {
        "subject": subject,
        "body": mark_safe(body),  # noqa: S308 (made by rendering.py, or by Django's own template)
        "css": _styles(),
        "site": identity.current(),
    }
    return render_to_string("mail/message.html", context)


@cache
def _styles() -> SafeString:
    return mark_safe((settings.BASE_DIR / "static" / STYLES).read_text("utf-8"))  # noqa: S308 (ours)


type Clock = Callable[[], datetime]

LONGEST_ABSENCE = timedelta(minutes=10)
EXPLAIN_EVERY = timedelta(minutes=1)
NOBODY_SENT_IT = "It could not be sent in time."

logger = logging.getLogger("jobboard.mail")


class MailSender:
    """Sends what is due; each worker has one. ``clock`` tells the time."""

    def __init__(self, clock: Clock, transport: Transport | None = None) -> None:
        self.clock = clock
        self.transport = transport or Transport()
        self._taken: dict[int, datetime] = {}  # what the server took and we have not committed
        self._absences = 0
        self._away_until: datetime | None = None
        self._explained_at: datetime | None = None

    def send_due(self, is_over: Callable[[], bool] = lambda: False) -> int:
        """Send all that may go now and return how many went; ``is_over`` is asked before each."""
        self._settle()
        now = self.clock()
        give_up_expired(now)
        if not is_open() or (self._away_until and now < self._away_until):
            return 0
        sent = 0
        try:
            while not is_over() and (row := claim(self.clock())):
                sent += self._deliver(row)
                if self._away_until:
                    break
        finally:
            self.transport.close()
        self._explain()
        return sent

    def _deliver(self, claimed: OutgoingMail) -> bool:
        """Send one mail and note how it went."""
        with transaction.atomic():
            rows = OutgoingMail.objects.open().select_for_update(skip_locked=True)
            row = rows.filter(pk=claimed.pk).first()
            if row is None:
                return False
            try:
                self._send(row)
            except NotSentError as error:
                self._note(row, error)
                return False
            self._taken[row.pk] = self.clock()
            row.mark_sent(self._taken[row.pk])
        del self._taken[row.pk]
        self._absences, self._away_until = 0, None
        return True

    def _send(self, row: OutgoingMail) -> None:
        """Hand over to the server; raise NotSentError, whatever went wrong."""
        try:
            message = message_of(row)
        except Exception as error:  # one mail that cannot be written stops no other
            logger.exception("Mail %s (%s) cannot be written", row.pk, row.kind)
            raise MailDeferredError(f"It cannot be written: {error}") from error
        self.transport.send(message)

    def _note(self, row: OutgoingMail, error: NotSentError) -> None:
        if isinstance(error, MailRefusedError):
            row.give_up(self.clock(), str(error))
        else:
            row.fail(str(error))
        if isinstance(error, MailServerUnreachableError):
            self._absences += 1
            self._away_until = self.clock() + min(pause_after(self._absences), LONGEST_ABSENCE)
        logger.warning("Mail %s (%s) was not sent: %s", row.pk, row.kind, type(error).__name__)

    def _settle(self) -> None:
        """Note what the server took while the database was away."""
        for pk, at in list(self._taken.items()):
            with transaction.atomic():
                if row := OutgoingMail.objects.open().select_for_update().filter(pk=pk).first():
                    row.mark_sent(at)
            del self._taken[pk]

    def _explain(self) -> None:
        now = self.clock()
        if self._explained_at is None or now - self._explained_at >= EXPLAIN_EVERY:
            self._explained_at = now
            with transaction.atomic():
                queue.explain(now)


@transaction.atomic
def claim(now: datetime) -> OutgoingMail | None:
    """Take the mail that has waited longest of those that may go, or None.

    One worker at a time claims, so that two never count the same confirmations. Codes to sign in
    wait behind nothing else.
    """
    lock_until_commit("jobboard.mail")
    due = OutgoingMail.objects.due(now).filter(expires_at__gt=now, is_confirmation=False)
    due = due.order_by("next_attempt_at", "pk").select_for_update(skip_locked=True)
    codes = due.filter(holds_secret=True)
    row = codes.first() or due.first() or queue.next_confirmation(now)
    if row:
        row.attempt(now)
    return row


@transaction.atomic
def give_up_expired(now: datetime) -> int:
    """Give up what could not be sent in time, with the last reason; return how many."""
    late = OutgoingMail.objects.open().filter(expires_at__lte=now)
    reason = Case(
        When(
            ~Q(delayed_reason=""), then=Concat(Value("It waited too long: "), F("delayed_reason"))
        ),
        When(last_error="", then=Value(NOBODY_SENT_IT)),
        default=F("last_error"),
    )
    return sum(
        rows.update(given_up_at=now, last_error=reason, delayed_reason="")
        for rows in queue.free_of(late)
    )
