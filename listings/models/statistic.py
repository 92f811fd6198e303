"""What a role pays here, as it was found on one day: snapshots that are never rewritten."""

from itertools import pairwise

from django.db import models
from django.db.models import F, Q

from jobboard.site import dates
from listings.models.choices import Level
from roles.models import Role


class PaySeries(models.TextChoices):
    """Where the amounts come from. Series stand side by side and are never one."""

    POSTED = "posted", "Posted by employers"


class Withheld(models.TextChoices):
    """Why a cell shows no figure."""

    FEW_POSTINGS = "few-postings", "Too few postings with pay"
    FEW_EMPLOYERS = "few-employers", "Too few employers"
    ONE_EMPLOYER = "one-employer", "One employer has most of the postings"


class StatisticQuerySet(models.QuerySet["Statistic"]):
    def latest_snapshots(self) -> "StatisticQuerySet":
        """The figures that hold: one row a cell."""
        return self.filter(superseded_at__isnull=True)

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


class Statistic(models.Model):
    """The figures of one cell: role × country × level.

    A change of any figure is a new row; the old one keeps its figures and learns only when it was
    superseded (a trigger refuses all else). Amounts are a year, in ``currency``, not rounded;
    pages round them. What is withheld is not stored.
    """

    series = models.CharField(max_length=12, choices=PaySeries, default=PaySeries.POSTED)
    role = models.ForeignKey(Role, models.CASCADE, related_name="statistics")
    country = models.CharField(
        max_length=2, blank=True, default="", help_text="ISO 3166-1 alpha-2; empty: everywhere."
    )
    level = models.CharField(
        max_length=10, choices=Level, blank=True, default="", help_text="Empty: all levels."
    )
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

    window_from = models.DateField()
    window_to = models.DateField()
    method_version = models.PositiveSmallIntegerField()
    is_demo = models.BooleanField(default=False)
    taken_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = StatisticQuerySet.as_manager()

    class Meta:
        ordering = ("series", "role", "country", "level", "-taken_at", "-pk")
        indexes = [
            # /salaries/: one country and everywhere, all roles
            models.Index(
                fields=("country", "level"),
                condition=Q(superseded_at__isnull=True),
                name="statistic_latest_by_place",
            ),
            # when any figure changed last: Last-Modified
            models.Index(fields=("-taken_at",), name="statistic_newest"),
        ]
        constraints = [
            # also serves /salaries/<role>/: the cells of one role
            models.UniqueConstraint(
                fields=("role", "series", "country", "level"),
                condition=Q(superseded_at__isnull=True),
                name="%(app_label)s_%(class)s_one_latest_a_cell",
                violation_error_message="A cell has one latest snapshot.",
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="%(app_label)s_%(class)s_country_code",
                violation_error_message="The country is a code of two letters, such as DE.",
            ),
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
            models.CheckConstraint(
                condition=Q(window_from__lte=F("window_to")),
                name="%(app_label)s_%(class)s_window",
                violation_error_message="The window ends before it begins.",
            ),
        ]

    def __str__(self) -> str:
        cell = "/".join((str(self.role_id), self.country or "everywhere", self.level or "all"))
        return f"{cell} {dates.day_of(self.taken_at)}"

    @property
    def with_pay(self) -> int:
        """Postings of the cell that say what they pay, whether they are counted or left out."""
        return self.n + self.wide + self.other_currency + self.other_series
