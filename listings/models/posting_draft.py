"""What an employer has typed: kept as typed, until it is confirmed or seven days old."""

import json
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Now
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse

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
