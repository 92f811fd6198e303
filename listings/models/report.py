"""What readers say is wrong with a posting."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

LONGEST_TEXT = 1_000
COUNTED = timedelta(days=7)
ENOUGH = 3


class ReportReason(models.TextChoices):
    DEAD = "dead", "It is filled or gone"
    SCAM = "scam", "It looks like a scam"
    MISLEADING = "misleading", "It is misleading"
    PAY = "pay", "The pay is wrong"
    NOT_REMOTE = "not-remote", "It is not remote"


class Settled(models.TextChoices):
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
    settled_as = models.CharField(max_length=10, choices=Settled, blank=True, default="")

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
