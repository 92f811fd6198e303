"""Edits of what is public, postings and pages of companies: they wait here for an editor."""

from base64 import b64encode
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from listings.models.choices import WrongStateError
from listings.models.listing import Listing

if TYPE_CHECKING:
    from jobboard.models import User


class RevisionState(models.TextChoices):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded", "Replaced by a later one"
    WITHDRAWN = "withdrawn", "Withdrawn by the employer"


class RevisionQuerySet[Row: models.Model](models.QuerySet[Row]):
    def pending(self) -> Self:
        """Those that wait for an editor, the longest first."""
        return self.filter(state=RevisionState.PENDING).order_by("submitted_at", "pk")

    def settle(self, state: RevisionState, *, at: datetime | None = None, **values: Any) -> int:
        """Take those that wait out of the queue; return how many did."""
        return self.pending().update(state=state, decided_at=at or timezone.now(), **values)


class Revision(models.Model):
    state = models.CharField(max_length=10, choices=RevisionState, default=RevisionState.PENDING)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @transaction.atomic
    def decide(self, state: RevisionState, **values: Any) -> None:
        """Take it out of the queue, once. Raises ``WrongStateError`` if that has happened."""
        rows: RevisionQuerySet[Any] = RevisionQuerySet(type(self)).filter(pk=self.pk)
        if not rows.settle(state, **values):
            raise WrongStateError("This change was decided already.")
        self.refresh_from_db()


class PostingRevisionQuerySet(RevisionQuerySet["PostingRevision"]):
    def of_employer(self, user: "User") -> "PostingRevisionQuerySet":
        return self.filter(listing__in=Listing.objects.of_employer(user))


class PostingRevision(Revision):
    """``data`` is the whole form as a ``PostingDraft`` holds it; ``before`` is what it was."""

    listing = models.ForeignKey("Listing", models.CASCADE, related_name="revisions")
    data = models.JSONField()
    before = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(auto_now_add=True)

    objects = PostingRevisionQuerySet.as_manager()

    class Meta:
        ordering = ("-submitted_at", "-pk")
        indexes = [
            # the editors' queue of edits
            models.Index(
                fields=("submitted_at", "id"),
                condition=Q(state=RevisionState.PENDING),
                name="revision_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("listing",),
                condition=Q(state=RevisionState.PENDING),
                name="%(app_label)s_%(class)s_one_pending",
                violation_error_message="An edit of this posting waits already.",
            ),
            models.CheckConstraint(
                condition=Q(state=RevisionState.PENDING, decided_at__isnull=True)
                | ~Q(state=RevisionState.PENDING) & Q(decided_at__isnull=False),
                name="%(app_label)s_%(class)s_decided_says_when",
                violation_error_message="A decided edit has a date, a waiting one has none.",
            ),
        ]

    def __str__(self) -> str:
        return f"Edit of {self.listing_id}, {self.get_state_display().lower()}"

    @property
    def changed(self) -> list[str]:
        """Names of the fields that it changes."""
        names = dict.fromkeys((*self.before, *self.data))
        return [name for name in names if self.before.get(name) != self.data.get(name)]


LONGEST_TEXT = 3_000
MOST_LOGO_BYTES = 512 * 1024


class CompanyRevision(Revision):
    """What a company's own people would like its page to say: a text and, perhaps, a logo.

    The logo's bytes stand in the row: an upload that nobody has approved has no public address.
    """

    company = models.ForeignKey("Company", models.CASCADE, related_name="revisions")
    description = models.TextField(max_length=LONGEST_TEXT, blank=True, default="")
    before = models.TextField(blank=True, default="", help_text="The text that it would replace.")
    logo = models.BinaryField(null=True, blank=True)
    logo_format = models.CharField(max_length=4, blank=True, default="")
    logo_width = models.PositiveIntegerField(null=True, blank=True)
    logo_height = models.PositiveIntegerField(null=True, blank=True)
    removes_logo = models.BooleanField(default=False)
    comment = models.CharField(
        max_length=500,
        blank=True,
        default="",
        help_text="Why it was rejected; the company reads it.",
    )
    submitted_at = models.DateTimeField(default=timezone.now)

    objects = RevisionQuerySet["CompanyRevision"].as_manager()

    class Meta:
        ordering = ("-submitted_at", "-pk")
        verbose_name = "company page"
        indexes = [
            # the editors' queue of company pages
            models.Index(
                fields=("submitted_at", "id"),
                condition=Q(state=RevisionState.PENDING),
                name="company_revision_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("company",),
                condition=Q(state=RevisionState.PENDING),
                name="%(app_label)s_%(class)s_one_pending",
                violation_error_message="A change of this company's page waits already.",
            ),
            models.CheckConstraint(
                condition=Q(state=RevisionState.PENDING, decided_at__isnull=True)
                | ~Q(state=RevisionState.PENDING) & Q(decided_at__isnull=False),
                name="%(app_label)s_%(class)s_decided_says_when",
                violation_error_message="A decided change has a date, a waiting one has none.",
            ),
            models.CheckConstraint(
                condition=Q(logo__isnull=True, logo_format="", logo_width=None, logo_height=None)
                | Q(
                    logo__isnull=False,
                    logo_format__in=("webp", "png"),
                    logo_width__gt=0,
                    logo_height__gt=0,
                    removes_logo=False,
                ),
                name="%(app_label)s_%(class)s_logo_is_whole",
                violation_error_message="A logo has bytes, a format and a size.",
            ),
        ]

    def __str__(self) -> str:
        return f"Page of {self.company}"

    @property
    def logo_url(self) -> str:
        """The uploaded logo inside the page's own text: it has no address of its own."""
        if self.logo is None:
            return ""
        return f"data:image/{self.logo_format};base64,{b64encode(bytes(self.logo)).decode()}"
