"""What the law of a place wants a job advertisement to say of pay. Rules are rows, not code."""

import re
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jobboard.site import dates
from listings.reading.countries import expand

NUMBER = re.compile(r"\d[\d,.\u202f ]*")


class Disclosure(models.TextChoices):
    """What an advertisement must hold."""

    PAY = "pay", "Pay: one sum, or a range with both ends"
    OTHER_PAY = "other-pay", "Bonus, commission, equity"
    BENEFITS = "benefits", "Benefits"
    LAST_DAY = "last-day", "The last day to apply"


class Moment(models.TextChoices):
    """Until when it has to be said."""

    ADVERTISEMENT = "advertisement", "In the advertisement"
    INTERVIEW = "interview", "Before the interview; the advertisement is one way"


class PayTransparencyRuleQuerySet(models.QuerySet["PayTransparencyRule"]):
    def in_force(self, on: date | None = None) -> "PayTransparencyRuleQuerySet":
        """Rules that are switched on and hold on a day; today where none is named."""
        return self.filter(is_on=True, since_on__lte=on or dates.today())


class PayTransparencyRule(models.Model):
    """One law of one place. Without a source that somebody quoted and checked it stays off."""

    jurisdiction = models.CharField(max_length=80, help_text="As people call it: New York State.")
    law = models.CharField(max_length=120, help_text="As lawyers call it: Labor Law § 194-b.")
    country = models.CharField(
        max_length=10, help_text="ISO 3166-1 alpha-2, such as US, or a group, such as EU."
    )
    region_code = models.CharField(
        max_length=10, blank=True, default="", help_text="ISO 3166-2, such as US-NY; empty: all."
    )
    since_on = models.DateField("in force since")
    employees_from = models.PositiveIntegerField(
        default=1, help_text="The smallest employer that it binds, in people."
    )
    demands = ArrayField(models.CharField(max_length=20, choices=Disclosure), default=list)
    moment = models.CharField(max_length=20, choices=Moment, default=Moment.ADVERTISEMENT)
    why = models.CharField(
        max_length=300, help_text="Whom it binds, in a sentence of your own, for employers."
    )
    quote = models.TextField(blank=True, default="", help_text="The law's own words.")
    source_title = models.CharField(max_length=200, blank=True, default="")
    source_url = models.URLField(max_length=500, blank=True, default="")
    source_on = models.DateField(
        "date of the source", null=True, blank=True, help_text="When that text was published."
    )
    checked_on = models.DateField(
        null=True, blank=True, help_text="When somebody last read the source."
    )
    is_on = models.BooleanField("switched on", default=False)

    objects = PayTransparencyRuleQuerySet.as_manager()

    class Meta:
        ordering = ("jurisdiction", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("jurisdiction", "law"),
                name="%(app_label)s_%(class)s_once",
                violation_error_message="This law of that place is here already.",
            ),
            models.CheckConstraint(
                condition=Q(is_on=False)
                | ~Q(quote="")
                & ~Q(source_url="")
                & Q(source_on__isnull=False)
                & Q(checked_on__isnull=False),
                name="%(app_label)s_%(class)s_on_needs_source",
                violation_error_message=(
                    "To switch it on, quote the law, name the source with its date, and say when "
                    "you checked it."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(demands=[]),
                name="%(app_label)s_%(class)s_demands_something",
                violation_error_message="Say what the advertisement must hold.",
            ),
            models.CheckConstraint(
                condition=Q(region_code="") | Q(region_code__regex=r"^[A-Z]{2}-[A-Z0-9]{1,3}$"),
                name="%(app_label)s_%(class)s_region_code",
                violation_error_message="A region is an ISO 3166-2 code, such as US-NY.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction}: {self.law}"

    @property
    def countries(self) -> frozenset[str]:
        """ISO codes of the countries that it holds in, or that its region lies in."""
        return expand([self.country])

    def spares(self, size: str) -> bool:
        """Tell whether an employer of this size ("11–50") is surely below the rule's smallest."""
        numbers = [int(re.sub(r"\D", "", found)) for found in NUMBER.findall(size)]
        return len(numbers) > 1 and numbers[-1] < self.employees_from

    @property
    def demand_labels(self) -> list[str]:
        return [Disclosure(demand).label for demand in self.demands]
