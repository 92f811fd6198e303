"""The talk between editors and employer about one posting."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from jobboard.models import User


class NoteFrom(models.TextChoices):
    EDITOR = "editor"
    EMPLOYER = "employer"
    SYSTEM = "system", "The board"


class NoteKind(models.TextChoices):
    COMMENT = "comment"
    CHECK = "check", "What a check found"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    RESUBMITTED = "resubmitted", "Sent again"
    WITHDRAWN = "withdrawn", "Changes taken back"
    APPROVED = "approved"
    REJECTED = "rejected"
    INTERNAL = "internal", "Among editors"


AMONG_EDITORS = (NoteKind.CHECK, NoteKind.INTERNAL)


class ModerationNoteQuerySet(models.QuerySet["ModerationNote"]):
    def of_employer(self, user: "User") -> "ModerationNoteQuerySet":
        """What an employer may read of the talk about their own postings."""
        from listings.models.listing import Listing  # noqa: PLC0415 (a cycle of models otherwise)

        own = self.filter(listing__in=Listing.objects.of_employer(user))
        return own.exclude(kind__in=AMONG_EDITORS)


class ModerationNote(models.Model):
    """One line of the thread. ``by`` is for the editors' desk; the employer sees the role only."""

    listing = models.ForeignKey("Listing", models.CASCADE, related_name="notes", db_index=False)
    revision = models.ForeignKey(
        "PostingRevision", models.SET_NULL, null=True, blank=True, related_name="notes"
    )
    author = models.CharField("from", max_length=10, choices=NoteFrom)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=NoteKind, default=NoteKind.COMMENT)
    text = models.TextField(max_length=5_000, blank=True, default="")
    points = models.PositiveSmallIntegerField(
        default=0, help_text="How much a check speaks for spam; for an editor's eye only."
    )
    snapshot = models.JSONField(
        default=dict, blank=True, help_text="How the posting read when changes were asked for."
    )
    at = models.DateTimeField(default=timezone.now)

    objects = ModerationNoteQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        indexes = [
            # the thread beside a posting
            models.Index(fields=("listing", "at"), name="note_by_listing"),
        ]

    def __str__(self) -> str:
        return f"{self.get_author_display()}: {self.text[:60]}"
