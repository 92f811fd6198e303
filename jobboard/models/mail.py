"""Mail on its way, one row for each, written in the transaction of what it tells; its wording."""

from datetime import datetime, timedelta
from typing import Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(hours=48)
LONGEST_TEXT = 200_000
LONGEST_ERROR = 500


class MailState(models.TextChoices):
    WAITING = "waiting", "waiting"
    DELAYED = "delayed", "delayed"
    SENT = "sent", "sent"
    GIVEN_UP = "given_up", "given up"


STATES = {
    MailState.WAITING: Q(sent_at=None, given_up_at=None, delayed_reason=""),
    MailState.DELAYED: Q(sent_at=None, given_up_at=None) & ~Q(delayed_reason=""),
    MailState.SENT: Q(sent_at__isnull=False),
    MailState.GIVEN_UP: Q(given_up_at__isnull=False),
}
_IS_OPEN = Q(sent_at=None, given_up_at=None)
_IS_EMPTY = Q(recipient="", mailbox="", subject="", text="", html="", last_error="", headers={})


GOOGLES = ("gmail.com", "googlemail.com")


def mailbox_of(address: str) -> str:
    """Return the mailbox that an address leads to: without case and without a ``+tag``.

    Google's has two domains and any number of dots: a thousand addresses lead to the same person.
    """
    name, _, domain = address.casefold().rpartition("@")
    name = name.partition("+")[0]
    if domain in GOOGLES:
        return f"{name.replace('.', '')}@{GOOGLES[0]}"
    return f"{name}@{domain}"


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 1, 2, 4 … minutes, 6 hours at most."""
    return min(FIRST_PAUSE * 2 ** min(max(attempts - 1, 0), 10), LONGEST_PAUSE)


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def open(self) -> Self:
        """Neither sent nor given up: waiting, or delayed."""
        return self.filter(_IS_OPEN)

    def due(self, now: datetime) -> Self:
        return self.open().filter(next_attempt_at__lte=now)

    def in_state(self, state: MailState) -> Self:
        return self.filter(STATES[state])


class OutgoingMail(models.Model):
    """One mail to one recipient.

    ``key_hash`` makes it one of its purpose: the same key never makes a second row. ``attempt``
    sets the next attempt before anything is sent, so what a killed worker held is due again.
    """

    kind = models.CharField(max_length=40)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    message_id = models.CharField("Message-ID", max_length=255, unique=True, editable=False)
    recipient = models.EmailField("to", blank=True, default="")
    mailbox = models.CharField(max_length=254, blank=True, default="", editable=False)
    subject = models.CharField(max_length=250, blank=True, default="")
    text = models.TextField(
        blank=True, default="", validators=[MaxLengthValidator(LONGEST_TEXT)], editable=False
    )
    html = models.TextField("HTML", blank=True, default="", editable=False)
    headers = models.JSONField(blank=True, default=dict, editable=False)
    request_id = models.CharField(
        max_length=64,
        blank=True,
        default="",
        editable=False,
        help_text="The request that had it written, as in the log.",
    )
    is_confirmation = models.BooleanField(default=False)
    asked_from = models.CharField(
        max_length=64,
        blank=True,
        default="",
        editable=False,
        help_text="Who had a confirmation sent, as a keyed hash: a network, or a person.",
    )
    holds_secret = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="Given up when it could not be sent by then.")
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    delayed_reason = models.CharField(max_length=120, blank=True, default="")
    last_error = models.CharField(max_length=LONGEST_ERROR, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "mail"
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(given_up_at=None),
                name="%(app_label)s_%(class)s_one_end",
                violation_error_message="A mail is sent or given up, not both.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(attempts__gt=0),
                name="%(app_label)s_%(class)s_sent_by_an_attempt",
                violation_error_message="A sent mail was tried at least once.",
            ),
            models.CheckConstraint(
                condition=Q(delayed_reason="") | _IS_OPEN,
                name="%(app_label)s_%(class)s_delayed_is_open",
                violation_error_message="Only a mail that still waits is delayed.",
            ),
            models.CheckConstraint(
                condition=(~Q(recipient="") & ~Q(mailbox="")) | (_IS_EMPTY & ~_IS_OPEN),
                name="%(app_label)s_%(class)s_emptied_whole",
                violation_error_message="A mail without recipient is over and empty.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(is_confirmation=True),
                name="%(app_label)s_%(class)s_answered_confirmation",
                violation_error_message="Only a confirmation is answered.",
            ),
        ]
        indexes = [
            # the worker, each second: what is due, the longest waiting first
            models.Index(
                F("is_confirmation"),
                F("next_attempt_at"),
                name="jobboard_mail_due",
                condition=_IS_OPEN,
            ),
            # the worker: what confirmations of the last two days reached or are under way to
            models.Index(
                F("mailbox"),
                F("last_attempt_at"),
                name="jobboard_mail_confirmations",
                condition=Q(is_confirmation=True, answered_at=None),
            ),
            # the worker: how many confirmations were tried within the hour
            models.Index(
                F("last_attempt_at"),
                name="jobboard_mail_tried",
                condition=Q(is_confirmation=True),
            ),
            # the admin's list
            models.Index(F("created_at").desc(), F("id").desc(), name="jobboard_mail_newest"),
        ]

    def __str__(self) -> str:
        is_shown = self.subject and not self.holds_secret
        return self.subject if is_shown else self.kind.replace("-", " ").capitalize()

    @property
    def state(self) -> MailState:
        if self.sent_at:
            return MailState.SENT
        if self.given_up_at:
            return MailState.GIVEN_UP
        return MailState.DELAYED if self.delayed_reason else MailState.WAITING

    def attempt(self, now: datetime) -> None:
        """Note that it is about to be tried; until the next attempt nobody else tries it."""
        self.attempts += 1
        self.last_attempt_at = now
        self.next_attempt_at = now + pause_after(self.attempts)
        self.delayed_reason = ""
        self.save(
            update_fields=["attempts", "last_attempt_at", "next_attempt_at", "delayed_reason"]
        )

    def mark_sent(self, now: datetime) -> None:
        """Note the server's 250. A secret has done its work and goes."""
        self.sent_at, self.last_error = now, ""
        if self.holds_secret:
            self.subject = self.text = self.html = ""
        self.save(update_fields=["sent_at", "last_error", "subject", "text", "html"])

    def fail(self, error: str) -> None:
        """Note why it could not be sent; it is tried again when ``attempt`` said."""
        self.last_error = error[:LONGEST_ERROR]
        self.save(update_fields=["last_error"])

    def give_up(self, now: datetime, reason: str) -> None:
        """Try no more, and say why."""
        self.given_up_at, self.delayed_reason = now, ""
        self.last_error = reason[:LONGEST_ERROR]
        self.save(update_fields=["given_up_at", "delayed_reason", "last_error"])

    @property
    def may_be_sent_again(self) -> bool:
        """Whether it was given up and still says something."""
        return bool(self.given_up_at and self.text)

    def send_again(self, now: datetime) -> None:
        """Wait anew, for two days, under the same Message-ID."""
        self.given_up_at, self.attempts = None, 0
        self.next_attempt_at, self.expires_at = now, now + GIVE_UP_AFTER
        self.save(update_fields=["given_up_at", "attempts", "next_attempt_at", "expires_at"])


class MailWording(models.Model):
    """What an editor wrote for one kind of mail; an empty part stands for the default."""

    kind = models.CharField(max_length=40, unique=True, editable=False)
    subject = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField("text", max_length=20_000, blank=True, default="")
    edited_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When a person last changed it."
    )

    class Meta:
        ordering = ("kind",)
        verbose_name = "wording of a mail"
        verbose_name_plural = "wordings of mails"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=""),
                name="%(app_label)s_%(class)s_has_kind",
                violation_error_message="A wording is for one kind of mail.",
            )
        ]

    def __str__(self) -> str:
        return self.kind.replace("-", " ").capitalize()
