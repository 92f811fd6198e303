"""What an address outside answered when it was last asked."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate

from jobboard.site import dates

FRESH = timedelta(days=7)
FAILING_FRESH = timedelta(hours=20)  # asked again on the next day


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def dead(self) -> "LinkCheckQuerySet":
        """Addresses that failed on two different days at least, and not in between did well."""
        day = TruncDate("checked_at", tzinfo=dates.zone())
        return self.annotate(day=day).filter(day__gt=F("failing_since"))


class LinkCheck(models.Model):
    """An address that content links to; where it stands is looked up in the texts themselves."""

    url = models.CharField(max_length=2000, unique=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="What the server answered.")
    fault = models.CharField(max_length=200, blank=True, default="")
    leads_to = models.CharField(max_length=2000, blank=True, default="")
    failing_since = models.DateField(null=True)
    checked_at = models.DateTimeField()

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ("url",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(fault="", failing_since__isnull=True)
                | (~Q(fault="") & Q(failing_since__isnull=False)),
                name="%(app_label)s_%(class)s_failing_since",
                violation_error_message="A fault has the day since which it is there.",
            )
        ]

    def __str__(self) -> str:
        return self.url
