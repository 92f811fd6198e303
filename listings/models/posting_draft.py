"""What an employer has typed, kept until it is confirmed or seven days old, and the confirmation.

Confirming proves that an e-mail address is the employer's: by a code to paste or a link to open.
"""

import json
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Now
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

if TYPE_CHECKING:
    from jobboard.models import User

KEPT = timedelta(days=7)
MOST_BYTES = 64 * 1024

_signer = Signer(sep=".", salt="posting draft")


# How many bytes the database's own text of the data has.
_BYTES = models.Func(
    Cast("data", models.TextField()), function="octet_length", output_field=models.IntegerField()
)


class Purpose(models.TextChoices):
    NEW = "new", "A new posting"
    EDIT = "edit", "An edit of a posting"
    COPY = "copy", "A copy of a posting"
    AGAIN = "again", "A posting that is posted again"


class PostingDraftQuerySet(models.QuerySet["PostingDraft"]):
    def with_key(self, key: str) -> "PostingDraftQuerySet":
        """The draft that a secret address leads to; none for a key that we did not make."""
        try:
            return self.filter(pk=int(_signer.unsign(key)))
        except (BadSignature, ValueError):
            return self.none()

    def open_to(
        self, user: "User | AnonymousUser", begun: Collection[int]
    ) -> "PostingDraftQuerySet":
        """The drafts that a visitor may open; whoever else knows an address finds nothing there.

        One with an owner is open in the owner's session alone, one without to the browser that
        began it: ``begun`` holds their numbers.
        """
        mine = Q(owner=None, pk__in=begun)
        return self.filter(mine | Q(owner=user) if user.is_authenticated else mine)

    def of_employer(self, user: "User") -> "PostingDraftQuerySet":
        """Drafts that a person began while signed in, or under an address that is theirs."""
        return self.filter(owner=user)

    def old(self) -> "PostingDraftQuerySet":
        """Drafts to be purged: a confirmed one has become a posting, the rest was given up."""
        return self.filter(updated_at__lt=Now() - KEPT)


class PostingDraft(models.Model):
    """``data`` holds the form's fields as typed: a text, or a list of texts, by name.

    Its address holds a key that is signed, not kept, so nobody can guess it; who may open it is
    what ``open_to`` says.
    """

    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(
        default=1, help_text="Rises with each change; a tab that shows an older one is stale."
    )
    nonce = models.CharField(
        max_length=40, unique=True, help_text="Of the page that it was first sent from."
    )
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.NEW)
    listing = models.ForeignKey(
        "Listing",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="drafts",
        help_text="The posting that it edits or copies.",
    )
    became = models.OneToOneField(
        "Listing", models.SET_NULL, null=True, blank=True, related_name="made_from"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="posting_drafts",
    )
    email = models.EmailField(blank=True, default="")
    network = models.CharField(max_length=64, blank=True, default="", help_text="A keyed hash.")
    signals = models.JSONField(
        default=list, blank=True, help_text="What spoke for spam when it came: [{reason, points}]."
    )
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was first sent; until then it is being written."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PostingDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "-pk")
        indexes = [
            # the purge of old drafts
            models.Index(fields=("updated_at",), name="draft_by_age"),
        ]
        constraints = [
            models.CheckConstraint(
                # a little above the limit: the database writes JSON with spaces of its own
                condition=Q(LessThanOrEqual(_BYTES, MOST_BYTES + 4_096)),
                name="%(app_label)s_%(class)s_size",
                violation_error_message=f"A draft holds at most {MOST_BYTES // 1024} KB.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.data.get("title") or "Untitled")

    def get_absolute_url(self) -> str:
        return reverse("posting-draft", args=[self.key])

    @property
    def key(self) -> str:
        """The secret part of its address."""
        return _signer.sign(str(self.pk))

    @property
    def is_sent(self) -> bool:
        """Whether it became a posting or an edit: from then on it is not changed any more."""
        return bool(self.sent_at or self.became_id)

    def write(self, data: dict[str, Any]) -> None:
        """Keep what was typed now (unsaved until ``save``); the version rises if it differs."""
        if data != self.data:
            self.data, self.version = data, self.version + 1


def bytes_of(data: dict[str, Any]) -> int:
    """Return how much a draft of this data takes; ``MOST_BYTES`` is the most that is kept."""
    return len(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))


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
