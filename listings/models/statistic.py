"""What a role pays here, as it was found on one day: snapshots that are never rewritten."""

from itertools import pairwise

from django.db import models
from django.db.models import F, Q

from listings.models.snapshot import (
    Snapshot,
    SnapshotQuerySet,
    snapshot_constraints,
    snapshot_indexes,
)
from roles.models import Role


class PaySeries(models.TextChoices):
    """Where the amounts come from. Series stand side by side and are never one."""

    POSTED = "posted", "Posted by employers"


class Withheld(models.TextChoices):
    """Why a cell shows no figure."""

    FEW_POSTINGS = "few-postings", "Too few postings with pay"
    FEW_EMPLOYERS = "few-employers", "Too few employers"
    ONE_EMPLOYER = "one-employer", "One employer has most of the postings"


AMOUNTS = (
    *("median", "typical_low", "typical_high", "p25", "p75"),
    *("ci_low", "ci_high", "p10", "p90"),
)
"""A year, in the currency of the row."""


class StatisticQuerySet(SnapshotQuerySet["Statistic"]):
    def published(self) -> "StatisticQuerySet":
        """Cells that are large and mixed enough to be shown."""
        return self.filter(withheld="")


def _amount(help_text: str = "") -> models.DecimalField:
    return models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text=help_text
    )


def _in_order(*names: str) -> Q:
    """Each figure at least the one before it; one that is missing is held against none."""
    condition = Q()
    for low, high in pairwise(names):
        unknown = Q(**{f"{low}__isnull": True}) | Q(**{f"{high}__isnull": True})
        condition &= unknown | Q(**{f"{high}__gte": F(low)})
    return condition


class Statistic(Snapshot):
    """The figures of one cell: role × country × level.

    A change of any figure is a new row; the old one keeps its figures and learns only when it was
    superseded (a trigger refuses all else). Amounts are a year, in ``currency``, not rounded;
    pages round them. What is withheld is not stored.
    """

    series = models.CharField(max_length=12, choices=PaySeries, default=PaySeries.POSTED)
    role = models.ForeignKey(Role, models.CASCADE, related_name="statistics")
    currency = models.CharField(max_length=3, blank=True, default="", help_text="ISO 4217.")
    withheld = models.CharField(max_length=14, choices=Withheld, blank=True, default="")

    total = models.PositiveIntegerField(help_text="Postings of the cell, with pay or without.")
    n = models.PositiveIntegerField(help_text="Postings that the figures are computed from.")
    employers = models.PositiveIntegerField(help_text="Employers behind those n postings.")
    largest = models.PositiveIntegerField(help_text="Postings of the largest of these employers.")
    on_target = models.PositiveIntegerField(help_text="Of n: pay that includes a target bonus.")
    wide = models.PositiveIntegerField(help_text="Left out: maximum above 3 × minimum.")
    other_currency = models.PositiveIntegerField(help_text="Left out: pay in another currency.")
    other_series = models.PositiveIntegerField(
        help_text="Left out: hour or day rates of contracts, freelance work and internships."
    )

    median = _amount("Of the midpoints of the ranges.")
    typical_low = _amount("Median of the minima.")
    typical_high = _amount("Median of the maxima.")
    p25 = _amount()
    p75 = _amount()
    ci_low = _amount("95 % confidence interval of the median.")
    ci_high = _amount()
    p10 = _amount()
    p90 = _amount()

    objects = StatisticQuerySet.as_manager()

    class Meta:
        ordering = ("series", "role", "country", "level", "-taken_at", "-pk")
        indexes = snapshot_indexes("statistic")
        constraints = [
            *snapshot_constraints("role", "series", "country", "level"),
            models.CheckConstraint(
                condition=Q(withheld="", median__isnull=False, currency__regex=r"^[A-Z]{3}$")
                | ~Q(withheld="") & Q(median__isnull=True),
                name="%(app_label)s_%(class)s_withheld_or_median",
                violation_error_message="A cell has a median in a currency, or a reason for none.",
            ),
            models.CheckConstraint(
                condition=Q(median__isnull=True)
                | Q(n__gte=5, employers__gte=3, largest__lte=F("n") / 2),
                name="%(app_label)s_%(class)s_large_enough",
                violation_error_message=(
                    "A figure needs 5 postings of 3 employers, none with more than half of them."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    total__gte=F("n") + F("wide") + F("other_currency") + F("other_series"),
                    n__gte=F("largest"),
                ),
                name="%(app_label)s_%(class)s_parts_fit_total",
                violation_error_message="The parts are more than the whole.",
            ),
            models.CheckConstraint(
                condition=_in_order("p10", "p25", "median", "p75", "p90")
                & _in_order("ci_low", "median", "ci_high")
                & _in_order("typical_low", "typical_high"),
                name="%(app_label)s_%(class)s_in_order",
                violation_error_message="A lower figure is above a higher one.",
            ),
        ]

    @property
    def with_pay(self) -> int:
        """Postings of the cell that say what they pay, whether they are counted or left out."""
        return self.n + self.wide + self.other_currency + self.other_series
