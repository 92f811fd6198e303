"""The proof that an e-mail address is the employer's: a code to paste or a link to open."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from listings.models.posting_draft import PostingDraft

VALID_FOR = timedelta(hours=48)
HIGHEST = 100  # that the settings allow for mails and tries

# Eight signs without those that are taken for one another (0 O, 1 I L): 39 bits.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SIGNS_IN_A_CODE = 8


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def with_token(self, token: str) -> "ConfirmationQuerySet":
        """The one that a link in a mail leads to, also when it has run out."""
        return self.filter(token_hash=hashed(token))

    def open(self) -> "ConfirmationQuerySet":
        """Those that a code or a link can still settle."""
        return self.filter(confirmed_at__isnull=True, expires_at__gt=Now())


class Confirmation(models.Model):
    """One a draft and address. Code and token stand here as keyed hashes only.

    A new mail brings a new code and a new link and ends the old ones.
    """

    draft = models.ForeignKey(
        PostingDraft, models.CASCADE, related_name="confirmations", db_index=False
    )
    email = models.EmailField()
    code_hash = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_count = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("draft", "email"),
                name="%(app_label)s_%(class)s_once_an_address",
                violation_error_message="This address was asked already.",
            ),
            models.CheckConstraint(
                condition=Q(sent_count__lte=HIGHEST) & Q(attempts__lte=HIGHEST),
                name="%(app_label)s_%(class)s_within_limits",
                violation_error_message="Too many attempts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {'confirmed' if self.confirmed_at else 'open'}"

    @property
    def may_send(self) -> bool:
        """Whether one more mail may go out now."""
        if self.confirmed_at or self.sent_count >= settings.LIMITS.codes_posting:
            return False
        return not self.pause_left

    @property
    def pause_left(self) -> timedelta:
        """How long until one more mail may go out, if any may."""
        if self.sent_at is None:
            return timedelta()
        pause = timedelta(seconds=settings.LIMITS.code_pause_seconds)
        return max(self.sent_at + pause - timezone.now(), timedelta())

    @property
    def is_dead(self) -> bool:
        """Whether so many wrong codes were typed that the right one opens nothing any more."""
        return self.attempts >= settings.LIMITS.code_tries

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.expires_at > timezone.now()

    def renew(self, *, at: datetime | None = None) -> tuple[str, str]:
        """Make the code and the token of one more mail (unsaved until ``save``)."""
        at = at or timezone.now()
        code = "".join(secrets.choice(SIGNS) for _ in range(SIGNS_IN_A_CODE))
        token = secrets.token_urlsafe(24)
        self.code_hash, self.token_hash = self._code_hash(code), hashed(token)
        self.expires_at, self.attempts = at + VALID_FOR, 0
        self.sent_at, self.sent_count = at, self.sent_count + 1
        return f"{code[:4]}-{code[4:]}", token

    def try_code(self, typed: str) -> bool:
        """Tell whether this is the code. Every try counts, in the database, before it is read."""
        most = settings.LIMITS.code_tries
        rows = Confirmation.objects.open().filter(pk=self.pk, attempts__lt=most)
        if not rows.update(attempts=F("attempts") + 1):
            return False
        self.attempts += 1
        return constant_time_compare(self._code_hash(as_code(typed)), self.code_hash)

    def _code_hash(self, code: str) -> str:
        return hashed(f"{self.draft_id} {self.email} {code}")


def as_code(typed: str) -> str:
    """Return a typed or pasted code as it was made: ``abcd – efgh`` is ``ABCDEFGH``."""
    return "".join(sign for sign in typed.upper() if sign in SIGNS)


def hashed(secret: str) -> str:
    return salted_hmac("listings.confirmation", secret, algorithm="sha256").hexdigest()
