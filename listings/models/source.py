from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from listings.models.company import Company

# A synced posting is live only while its board was read well within this time.
VERIFIED_FOR = timedelta(hours=72)


class SourceQuerySet(models.QuerySet["Source"]):
    def to_read(self) -> "SourceQuerySet":
        """What a sync asks, the longest unasked first."""
        live = self.filter(is_enabled=True, is_recorded=False)
        return live.order_by(models.F("last_attempt_at").asc(nulls_first=True), "pk")

    def verified(self) -> "SourceQuerySet":
        return self.filter(is_verified())


def is_verified(prefix: str = "") -> Q:
    """The condition under which a board vouches for its postings."""
    return Q(**{f"{prefix}is_recorded": True}) | Q(
        **{f"{prefix}last_good_at__gt": Now() - VERIFIED_FOR}
    )


class Source(models.Model):
    """One employer's board on one outside system."""

    system = models.CharField(max_length=30)
    board = models.CharField(
        max_length=200,
        help_text="The board's name in its own address: acme of https://jobs.ashbyhq.com/acme.",
    )
    company = models.ForeignKey(Company, models.PROTECT, related_name="sources")
    is_enabled = models.BooleanField(default=True)
    is_recorded = models.BooleanField(
        default=False, help_text="Read from recorded answers: counts as verified without a date."
    )
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    last_good_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, default="")
    last_outcome = models.CharField(
        max_length=300, blank=True, default="", help_text="What the last good sync brought."
    )
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody asked for it to be read now."
    )
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When administrators were told that it is silent."
    )
    answer_hash = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="SHA-256 of the last answer that was taken in whole; empty where none was.",
    )
    answer_postings = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="How many records that answer left.",
    )
    withheld_external_ids = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="Postings that the last sync would have closed; the next one that agrees does.",
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ("system", "board")
        constraints = [
            models.UniqueConstraint(
                fields=("system", "board"),
                name="%(app_label)s_%(class)s_board_once",
                violation_error_message="This board is known already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system}:{self.board}"


class SourceRecord(models.Model):
    """One posting as its source gave it, kept so that it can be read again without fetching.

    ``last_seen_at`` is empty while the source still lists it: then ``source.last_good_at`` is
    the date, and a sync that finds nothing new writes one row a board instead of one a posting.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="records", db_index=False)
    external_id = models.CharField(max_length=200)
    listing = models.ForeignKey(
        "Listing",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="records",
        verbose_name="posting",
    )
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the raw answer.")
    group_key = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="Hash of title, text and pay: records that share it are one listing.",
    )
    raw = models.JSONField()
    parser_version = models.PositiveSmallIntegerField()
    problem = models.TextField(blank=True, default="", help_text="Why it could not be read.")
    paragraphs = models.BinaryField(
        default=b"",
        db_default=b"",
        help_text="Numbers of its paragraphs: which an employer repeats is found by them.",
    )
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("source", "external_id")
        constraints = [
            models.UniqueConstraint(
                fields=("source", "external_id"),
                name="%(app_label)s_%(class)s_external_id_once",
                violation_error_message="This posting of the board is known already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.external_id}"


class TextSketch(models.Model):
    """The MinHash of a published posting's text, by which postings like it are found.

    Kept of titles that a company has several postings of. ``text_hash``: of the text it was made
    of; where the posting has another one by now, it is made again.
    """

    listing = models.OneToOneField(
        "Listing", models.CASCADE, primary_key=True, related_name="+", verbose_name="posting"
    )
    text_hash = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    minima = models.BinaryField()

    def __str__(self) -> str:
        return self.text_hash
