"""What editors, employers and readers say about a posting: notes and reports."""

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from listings.models.listing import Listing

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
        own = self.filter(listing__in=Listing.objects.of_employer(user))
        return own.exclude(kind__in=AMONG_EDITORS)

    def from_employer(
        self, listing: Listing, by: "User | None", kind: NoteKind, **said: Any
    ) -> "ModerationNote":
        """Write a line of the employer's, or of a colleague's."""
        return self.create(listing=listing, author=NoteFrom.EMPLOYER, by=by, kind=kind, **said)


class ModerationNote(models.Model):
    """One line of the thread. ``by`` is for editors; the employer sees the role only."""

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


LONGEST_TEXT = 1_000
COUNTED = timedelta(days=7)
ENOUGH = 3


class ReportReason(models.TextChoices):
    DEAD = "dead", "It is filled or gone"
    SCAM = "scam", "It looks like a scam"
    MISLEADING = "misleading", "It is misleading"
    PAY = "pay", "The pay is wrong"
    NOT_REMOTE = "not-remote", "It is not remote"


class ReportOutcome(models.TextChoices):
    CLEARED = "cleared", "Nothing wrong"
    UPHELD = "upheld", "Posting removed"


class Report(models.Model):
    """One reader, or one editor, and one posting. Holds no person: see ``network``."""

    listing = models.ForeignKey("Listing", models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=20, choices=ReportReason)
    text = models.CharField(max_length=LONGEST_TEXT, blank=True, default="")
    network = models.CharField(
        max_length=64,
        blank=True,
        default="",
        editable=False,
        help_text="A keyed hash, emptied after 30 days; empty for an editor.",
    )
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_as = models.CharField(max_length=10, choices=ReportOutcome, blank=True, default="")

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [
            # what waits: the open reports of a posting, latest first
            models.Index(
                fields=("listing", "-at"), condition=Q(settled_at=None), name="report_open"
            ),
            # whose network is to be forgotten
            models.Index(fields=("at",), condition=~Q(network=""), name="report_network"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("listing", "network"),
                condition=Q(settled_at=None) & ~Q(network=""),
                name="%(app_label)s_%(class)s_once_a_network",
                violation_error_message="You have reported this posting already.",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_as="")
                | Q(settled_at__isnull=False) & ~Q(settled_as=""),
                name="%(app_label)s_%(class)s_settled_says_how",
                violation_error_message="A settled report says how it was settled.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class ReportedPosting(Listing):
    """A posting with open reports, as editors see it in a list."""

    class Meta:
        proxy = True
        verbose_name = "reported posting"

    @property
    def open_reports(self) -> list[Report]:
        return [report for report in self.reports.all() if report.settled_at is None]

    @property
    def reasons(self) -> str:
        """The reasons of its open reports, the most frequent first: ``2 × scam, 1 × dead``."""
        counts = Counter(report.get_reason_display().lower() for report in self.open_reports)
        return ", ".join(f"{count} × {label}" for label, count in counts.most_common())

    @property
    def is_flagged(self) -> bool:
        """Whether enough readers agree, lately, that an editor should look at it soon."""
        since = timezone.now() - COUNTED
        return sum(report.at > since for report in self.open_reports) >= ENOUGH
