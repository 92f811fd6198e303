"""What happened to a posting: its public ledger, how often it was read, what came of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import Now

from jobboard.site import dates
from listings.models.choices import EventKind
from listings.models.fields import ledger_labels

# Said between editors and employer before a posting is public; its page does not tell them.
EDITORIAL = (EventKind.CHANGES_REQUESTED, EventKind.RESUBMITTED, EventKind.REJECTED)

LEDGER_LABELS = ledger_labels()
NOT_GIVEN = "not given"  # pay, as the ledger says it
CORRECTIONS = (EventKind.EDITED, EventKind.PAY_CHANGED)


def _is_since_publication() -> models.Q:
    """Lines from the first publication on; all of a posting that came in as public already."""
    published = ListingEvent.objects.filter(
        listing=models.OuterRef("listing"), kind=EventKind.PUBLISHED
    )
    first = models.Subquery(published.order_by("pk").values("pk")[:1])
    came_public = models.Q(listing__posted_at__isnull=False) & ~models.Exists(published)
    return models.Q(models.Q(pk__gte=first) | came_public)


class EventQuerySet(models.QuerySet["ListingEvent"]):
    def public(self) -> "EventQuerySet":
        """Lines that the posting's page shows: from publication on, and that it is posted again."""
        return self.exclude(kind__in=EDITORIAL).filter(
            _is_since_publication() | models.Q(kind=EventKind.REPOSTED)
        )

    def of_employer(self) -> "EventQuerySet":
        """Lines that its employer reads: also its way to the public, without old corrections."""
        return self.filter(_is_since_publication() | ~models.Q(kind__in=CORRECTIONS))


class ListingEvent(models.Model):
    """One line of a posting's ledger. Append-only: a trigger refuses any update.

    Holds field names, pay and dates, never persons. Lines go only with their posting.
    """

    listing = models.ForeignKey(
        "Listing", models.CASCADE, related_name="events", verbose_name="posting", db_index=False
    )
    kind = models.CharField(max_length=20, choices=EventKind)
    at = models.DateTimeField()
    fields = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    before = models.CharField(max_length=200, blank=True, default="")
    after = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        verbose_name = "ledger line"
        indexes = [
            # the ledger on a posting's page
            models.Index(fields=("listing", "at"), name="event_by_listing"),
            # how long review takes: the last answers of the editors
            models.Index(fields=("kind", "at"), name="event_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {dates.short(self.at)}"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk:
            raise TypeError("The ledger is append-only: write a new line.")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def field_labels(self) -> list[str]:
        """What was edited, in a reader's words."""
        return [LEDGER_LABELS.get(name, name.replace("_", " ")) for name in self.fields]


# In a transaction of its own that does not wait for the disk; in the order of the rows, so that two
# processes never wait for each other. A posting that is gone meanwhile is left out.
ADD = """
SET LOCAL lock_timeout = '2s';
SET LOCAL synchronous_commit = off;
INSERT INTO listings_listingday AS kept (listing_id, "on", views, apply_clicks)
SELECT * FROM unnest(%s::bigint[], %s::date[], %s::int[], %s::int[]) AS new (posting)
WHERE EXISTS (SELECT 1 FROM listings_listing WHERE id = new.posting) ORDER BY 1, 2
ON CONFLICT (listing_id, "on") DO UPDATE SET
    views = kept.views + excluded.views, apply_clicks = kept.apply_clicks + excluded.apply_clicks
"""

type Counter = Literal["views", "apply_clicks"]
COUNTERS: tuple[Counter, ...] = ("views", "apply_clicks")


@dataclass(frozen=True, slots=True)
class Seen:
    """How often a posting was read, and how often someone went on to apply."""

    views: int = 0
    apply_clicks: int = 0


class ListingDayQuerySet(models.QuerySet["ListingDay"]):
    def add(self, visits: Mapping[tuple[int, date, Counter], int]) -> None:
        """Add numbers of visits to the counters of postings and days; two at once both count.

        Raises a ``DatabaseError`` where it would have to wait.
        """
        rows: defaultdict[tuple[int, date], list[int]] = defaultdict(lambda: [0, 0])
        for (posting, on, counter), number in visits.items():
            rows[posting, on][COUNTERS.index(counter)] += number
        columns = zip(*((*key, *numbers) for key, numbers in sorted(rows.items())), strict=True)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ADD, [list(column) for column in columns])

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


class HiringAnswer(models.TextChoices):
    HERE = "here", "Filled, by somebody who found it here"
    ELSEWHERE = "elsewhere", "Filled, by somebody who found it elsewhere"
    UNKNOWN = "unknown", "Filled, and we do not know how"
    NOT_FILLED = "not_filled", "Not filled"


class PostingOutcomeQuerySet(models.QuerySet["PostingOutcome"]):
    def of_the_year(self) -> dict[str, int]:
        """Count what was asked, answered, filled and filled from here within 12 months."""
        filled = Q(answer__in=(HiringAnswer.HERE, HiringAnswer.ELSEWHERE, HiringAnswer.UNKNOWN))
        return self.filter(asked_at__gt=Now() - YEAR, listing__is_demo=False).aggregate(
            asked=Count("pk"),
            answered=Count("pk", filter=~Q(answer="")),
            filled=Count("pk", filter=filled),
            here=Count("pk", filter=Q(answer=HiringAnswer.HERE)),
        )


class PostingOutcome(models.Model):
    """One question about one posting. The row is made when it is asked, so that it is asked once.

    Shown as sums only.
    """

    listing = models.OneToOneField("Listing", models.CASCADE, related_name="outcome")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=HiringAnswer, blank=True, default="")
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
                condition=Q(answer__in=("", *HiringAnswer.values)),
                name="%(app_label)s_%(class)s_known_answer",
                violation_error_message="Choose one of the answers.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_answer_display() or "Not answered"
