"""An edit of a posting that is public: it waits here, and the approved version stays."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from jobboard.models import User


class RevisionState(models.TextChoices):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded", "Replaced by a later one"
    WITHDRAWN = "withdrawn", "Withdrawn by the employer"


class PostingRevisionQuerySet(models.QuerySet["PostingRevision"]):
    def pending(self) -> "PostingRevisionQuerySet":
        """Edits that wait for an editor, the longest first."""
        return self.filter(state=RevisionState.PENDING).order_by("submitted_at", "pk")

    def of_employer(self, user: "User") -> "PostingRevisionQuerySet":
        from listings.models.listing import Listing  # noqa: PLC0415 (a cycle of models otherwise)

        return self.filter(listing__in=Listing.objects.of_employer(user))


class PostingRevision(models.Model):
    """``data`` is the whole form as a ``PostingDraft`` holds it; ``before`` is what it was."""

    listing = models.ForeignKey("Listing", models.CASCADE, related_name="revisions")
    data = models.JSONField()
    before = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=RevisionState, default=RevisionState.PENDING)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

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
