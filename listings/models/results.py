"""What became of a posting: how often it was read, and what its employer tells after its end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.db import connection, models
from django.db.models import Count, Q, Sum
from django.db.models.functions import Now

from jobboard.site import dates

# One round trip in a transaction of its own. It never waits long for another visitor's count, and
# not for the disk: a crash may lose the counts of its last moment. The row of the posting is looked
# at once a day, by the foreign key, when the day's row is made.
ADD = """
SET LOCAL lock_timeout = '200ms';
SET LOCAL synchronous_commit = off;
INSERT INTO listings_listingday AS kept (listing_id, "on", {column}) VALUES (%s, %s, 1)
ON CONFLICT (listing_id, "on") DO UPDATE SET {column} = kept.{column} + 1
"""

type Counter = Literal["views", "apply_clicks"]


@dataclass(frozen=True, slots=True)
class Seen:
    """How often a posting was read, and how often someone went on to apply."""

    views: int = 0
    apply_clicks: int = 0


class ListingDayQuerySet(models.QuerySet["ListingDay"]):
    def add(self, listing: int, counter: Counter) -> None:
        """Add one to today's counter of a posting; two at once both count.

        Raises a ``DatabaseError`` where it would have to wait.
        """
        with connection.cursor() as cursor:
            cursor.execute(ADD.format(column=counter), [listing, dates.today()])

    def totals(self, listings: Iterable[int]) -> dict[int, Seen]:
        """Return the sums of postings by their number. One query."""
        sums = self.filter(listing__in=list(listings)).order_by().values("listing")
        rows = sums.annotate(seen=Sum("views"), clicked=Sum("apply_clicks"))
        return {row["listing"]: Seen(row["seen"], row["clicked"]) for row in rows}


class ListingDay(models.Model):
    """What readers did with a posting on one day: counters only, no persons."""

    listing = models.ForeignKey("Listing", models.CASCADE, related_name="days", db_index=False)
    on = models.DateField()
    views = models.PositiveIntegerField(default=0, db_default=0)
    apply_clicks = models.PositiveIntegerField(default=0, db_default=0)

    objects = ListingDayQuerySet.as_manager()

    class Meta:
        ordering = ("-on",)
        verbose_name = "day of a posting"
        verbose_name_plural = "days of postings"
        constraints = [
            models.UniqueConstraint(
                fields=("listing", "on"), name="%(app_label)s_%(class)s_one_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.on}"


YEAR = timedelta(days=365)


class Answer(models.TextChoices):
    HERE = "here", "Filled, by somebody who found it here"
    ELSEWHERE = "elsewhere", "Filled, by somebody who found it elsewhere"
    UNKNOWN = "unknown", "Filled, and we do not know how"
    NOT_FILLED = "not_filled", "Not filled"


class PostingOutcomeQuerySet(models.QuerySet["PostingOutcome"]):
    def of_the_year(self) -> dict[str, int]:
        """Count what was asked, answered, filled and filled from here within 12 months."""
        filled = Q(answer__in=(Answer.HERE, Answer.ELSEWHERE, Answer.UNKNOWN))
        return self.filter(asked_at__gt=Now() - YEAR, listing__is_demo=False).aggregate(
            asked=Count("pk"),
            answered=Count("pk", filter=~Q(answer="")),
            filled=Count("pk", filter=filled),
            here=Count("pk", filter=Q(answer=Answer.HERE)),
        )


class PostingOutcome(models.Model):
    """One question about one posting. The row is made when it is asked, so that it is asked once.

    Shown as sums only.
    """

    listing = models.OneToOneField("Listing", models.CASCADE, related_name="outcome")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = PostingOutcomeQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="%(app_label)s_%(class)s_answered_says_when",
                violation_error_message="An answer has a date, and none without an answer.",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=("", *Answer.values)),
                name="%(app_label)s_%(class)s_known_answer",
                violation_error_message="Choose one of the answers.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_answer_display() or "Not answered"
