from django.contrib.postgres.fields import ArrayField
from django.db import models

from jobboard.site import dates
from listings.models.choices import EventKind
from listings.models.fields import ledger_labels

# Said between editors and employer before a posting is public; its page does not tell them.
EDITORIAL = (EventKind.CHANGES_REQUESTED, EventKind.RESUBMITTED, EventKind.REJECTED)

LEDGER_LABELS = ledger_labels()
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
        return f"{self.get_kind_display()} {dates.day_of(self.at)}"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk:
            raise TypeError("The ledger is append-only: write a new line.")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def field_labels(self) -> list[str]:
        """What was edited, in a reader's words."""
        return [LEDGER_LABELS.get(name, name.replace("_", " ")) for name in self.fields]
