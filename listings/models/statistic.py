"""What a role pays here, and how far apart two are: snapshots of one day, never rewritten."""

from itertools import pairwise

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from listings.models.snapshot import (
    Snapshot,
    SnapshotQuerySet,
    count_field,
    snapshot_constraints,
    snapshot_indexes,
)
from roles.models import Role


class PaySeries(models.TextChoices):
    """What kind of pay the amounts are. Series stand side by side and are never one.

    A kind of pay other than base is a series of its own name.
    """

    POSTED = "posted", "Base pay"
    ON_TARGET = "on-target", "On-target pay"
    TOTAL = "total", "Total pay"
    MINIMUM = "minimum", "Minimum of a collective agreement"
    TEXT = "text", "Base pay that only a text states"


class Withheld(models.TextChoices):
    """Why a cell shows no figure."""

    FEW_POSTINGS = "few-postings", "Too few postings with pay"
    FEW_EMPLOYERS = "few-employers", "Too few employers, or one of them with too much weight"
    ONE_EMPLOYER = "one-employer", "One employer has most of the postings (versions 1 and 2)"


class PartKind(models.TextChoices):
    """By what a cell is told apart further: its base pay, at all levels."""

    CITY = "city", "City"
    WORKPLACE = "workplace", "Workplace"
    COMPANY = "company", "Company"
    WEEKS = "weeks", "Four weeks"


AMOUNTS = ("median", "p25", "p75", "ci_low", "ci_high", "p10", "p90")
"""A year, in the currency of the row."""

LEFT_OUT = ("wide", "other_currency", "other_place", "other_kind", "from_text", "other_series")
"""Postings that say what they pay and do not make the figure, each by the first reason."""


class StatisticQuerySet(SnapshotQuerySet["Statistic"]):
    def base_pay(self) -> "StatisticQuerySet":
        """The latest figures of the pay that headlines are made of."""
        return self.whole_cells().filter(series=PaySeries.POSTED)

    def whole_cells(self) -> "StatisticQuerySet":
        """The latest figures of role × country × level, without those of a part of one."""
        return self.latest_snapshots().filter(part_kind="")

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
    """The figures of one cell: role × country × level, or of a part of one.

    A change of any figure is a new row; the old one keeps its figures and learns only when it was
    superseded (a trigger refuses all else). Amounts are a year, in ``currency``, not rounded;
    pages round them. What is withheld is not stored.
    """

    series = models.CharField(max_length=12, choices=PaySeries, default=PaySeries.POSTED)
    role = models.ForeignKey(Role, models.CASCADE, related_name="statistics")
    part_kind = models.CharField(
        max_length=10, choices=PartKind, blank=True, default="", help_text="Empty: the whole cell."
    )
    part = models.CharField(
        max_length=160,
        blank=True,
        default="",
        help_text="Slug of the city or company, the workplace, or first/last day (ISO 8601).",
    )
    currency = models.CharField(max_length=3, blank=True, default="", help_text="ISO 4217.")
    withheld = models.CharField(max_length=14, choices=Withheld, blank=True, default="")

    total = count_field("Postings of the cell, with pay or without.")
    n = count_field("Postings that the figures are computed from.")
    employers = count_field("Employers behind those n postings.")
    effective_employers = models.DecimalField(
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="As many of equal size would weigh as much: (Σn)² ÷ Σn² over employers.",
    )
    largest = count_field("Postings of the largest of these employers.")
    levels = models.JSONField(default=dict, help_text="Of n: by level; empty key: not stated.")
    wide = count_field("Left out: the minimum only, or a maximum above 3 × minimum.")
    other_currency = count_field("Left out: pay in another currency.")
    other_place = count_field("Left out: pay neither stated for the country nor in its currency.")
    other_kind = count_field("Left out: pay of another kind, which is a series of its own.")
    from_text = count_field("Left out: pay that only the text states.")
    other_series = count_field("Left out: rates of contracts, internships, part of a week's work.")
    on_target = count_field("Of n, in versions 1 and 2: pay that includes a target bonus.")
    bound = count_field("Of the total: a law of their place asks for pay in the posting.")
    bound_with_pay = count_field("Of those: say what they pay.")

    median = _amount("Of the midpoints of the ranges.")
    typical_low = _amount("Median of the minima; versions 1 and 2.")
    typical_high = _amount("Median of the maxima; versions 1 and 2.")
    p25 = _amount("Quartile of the midpoints; with p75 the typical range.")
    p75 = _amount()
    width = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Median width of a single range, as a share of its midpoint.",
    )
    ci_low = _amount("95 % confidence interval of the median; empty: beyond the sample.")
    ci_high = _amount()
    p10 = _amount()
    p90 = _amount()
    midpoints = ArrayField(
        models.DecimalField(max_digits=14, decimal_places=2),
        default=list,
        blank=True,
        help_text="Of the n postings, ascending; from version 4 on, where there is a median.",
    )
    listing_ids = ArrayField(
        models.BigIntegerField(),
        verbose_name="postings",
        default=list,
        blank=True,
        help_text="The n postings, of near-identical ones the one in lists; from version 4 on.",
    )
    lowest = _amount("Of one company's postings, which have no median: the lowest minimum.")
    highest = _amount("Of one company's postings: the highest maximum.")

    objects = StatisticQuerySet.as_manager()

    class Meta:
        ordering = ("series", "role", "country", "level", "-taken_at", "-pk")
        indexes = [
            *snapshot_indexes("statistic"),
            # countries to choose from
            models.Index(
                fields=("series", "country"),
                condition=Q(superseded_at__isnull=True, part_kind="", withheld=""),
                name="statistic_published",
            ),
        ]
        constraints = [
            *snapshot_constraints("role", "series", "country", "level", "part_kind", "part"),
            models.CheckConstraint(
                condition=Q(part_kind="", part="")
                | ~Q(part_kind="") & ~Q(part="") & Q(series=PaySeries.POSTED, level=""),
                name="%(app_label)s_%(class)s_part_of_a_kind",
                violation_error_message="A part has a kind, and is of base pay at all levels.",
            ),
            models.CheckConstraint(
                condition=Q(lowest__isnull=True, highest__isnull=True)
                | Q(part_kind=PartKind.COMPANY, median__isnull=True, lowest__lte=F("highest")),
                name="%(app_label)s_%(class)s_own_ranges",
                violation_error_message="Lowest and highest are of one company’s postings.",
            ),
            models.CheckConstraint(
                condition=Q(method_version__lte=3, midpoints=[], listing_ids=[])
                | Q(method_version__gte=4, listing_ids__len=F("n"))
                & (
                    Q(median__isnull=True, midpoints=[])
                    | Q(median__isnull=False, midpoints__len=F("n"))
                ),
                name="%(app_label)s_%(class)s_all_behind_it",
                violation_error_message="All n postings and midpoints behind a figure are named.",
            ),
            models.CheckConstraint(
                condition=Q(withheld="", median__isnull=False, currency__regex=r"^[A-Z]{3}$")
                | ~Q(withheld="") & Q(median__isnull=True),
                name="%(app_label)s_%(class)s_withheld_or_median",
                violation_error_message="A cell has a median in a currency, or a reason for none.",
            ),
            models.CheckConstraint(
                condition=Q(median__isnull=True)
                | Q(n__gte=10, effective_employers__gte=5)
                | Q(method_version__lte=2, n__gte=5, employers__gte=3, largest__lte=F("n") / 2),
                name="%(app_label)s_%(class)s_large_enough",
                violation_error_message="A figure needs 10 postings of 5 effective employers.",
            ),
            models.CheckConstraint(
                condition=Q(
                    total__gte=F("n") + sum((F(name) for name in LEFT_OUT[1:]), F(LEFT_OUT[0])),
                    n__gte=F("largest"),
                    bound__gte=F("bound_with_pay"),
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
        return self.n + sum(getattr(self, name) for name in LEFT_OUT)


class PayDifference(Snapshot):
    """The median of ``role`` less that of ``other``, in a country or everywhere, of all levels.

    ``raw`` compares what is posted; ``alike`` compares postings of the same level and country.
    Amounts are a year, in ``currency``. Empty where no figure may be given.
    """

    role = models.ForeignKey(Role, models.CASCADE, related_name="+")
    other = models.ForeignKey(Role, models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3, blank=True, default="")
    n = models.PositiveIntegerField(default=0)
    other_n = models.PositiveIntegerField(default=0)
    in_both = models.PositiveIntegerField(default=0, help_text="Postings of both roles: left out.")
    raw = _amount()
    raw_error = _amount()
    raw_freedom = models.PositiveIntegerField(default=0, help_text="Employers − 1.")
    alike = _amount()
    alike_error = _amount()
    alike_freedom = models.PositiveIntegerField(default=0, help_text="Employers − 1.")
    coverage = models.FloatField(default=0, help_text="Postings in strata of both, 0 to 1.")

    objects = SnapshotQuerySet["PayDifference"].as_manager()

    class Meta:
        ordering = ("role", "other", "country", "-taken_at", "-pk")
        constraints = [
            *snapshot_constraints("role", "other", "country", "level"),
            models.CheckConstraint(
                condition=Q(role__lt=F("other")),
                name="%(app_label)s_%(class)s_one_order",
                violation_error_message="The role with the lower number stands first.",
            ),
            models.CheckConstraint(
                condition=Q(alike__isnull=True) | Q(coverage__gte=0.6, alike_freedom__gte=9),
                name="%(app_label)s_%(class)s_alike_enough",
                violation_error_message="Like postings are at least 60 % of all.",
            ),
        ]
