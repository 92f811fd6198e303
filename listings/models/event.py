from django.contrib.postgres.fields import ArrayField
from django.db import models

from jobboard import dates
from listings.models.choices import EventKind

# Said between editors and employer before a posting is public; its page does not tell them.
EDITORIAL = (EventKind.CHANGES_REQUESTED, EventKind.RESUBMITTED, EventKind.REJECTED)

# How readers call a field that was edited; the others by their own name.
FIELD_WORDS = {
    "years_asked": "experience",
    "degree_asked": "degree",
    "employment_types": "type",
    "workplaces": "workplace",
    "remote_scope": "remote from",
    "remote_countries": "remote from",
    "apply_url": "where to apply",
    "expires_at": "last day",
    "pay_text": "note on pay",
}


class EventQuerySet(models.QuerySet["ListingEvent"]):
    def public(self) -> "EventQuerySet":
        """Lines that the posting's page shows."""
        return self.exclude(kind__in=EDITORIAL)


class ListingEvent(models.Model):
    """One line of a posting's ledger. Append-only: a trigger refuses any update.

    Holds field names, pay and dates, never persons. Lines go only with their posting.
    """

    listing = models.ForeignKey(
        "Listing", models.CASCADE, related_name="events", verbose_name="posting"
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
        return [FIELD_WORDS.get(name, name.replace("_", " ")) for name in self.fields]
