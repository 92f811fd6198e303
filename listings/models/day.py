from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db import connection, models
from django.db.models import Sum

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
