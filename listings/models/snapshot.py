"""What all figures share: found on one day for one cell, never rewritten; shares of samples."""

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Self

from django.db import models
from django.db.models import F, Q

from jobboard.site import dates
from listings.models.choices import Level
from listings.reading.countries import country_name

Z = 1.959964
"""Standard score of a 95 % interval."""

MIN_POSTINGS = 20
MIN_EMPLOYERS = 5
MAX_OF_ONE = Fraction(1, 4)
"""A share of fewer postings or employers, or with more of them from one employer, is withheld."""


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``n`` postings, which come from ``employers`` companies.

    ``effect``: how many times the variance is that of postings drawn one by one, because those of
    one employer are alike (design effect, at least 1).
    """

    count: int
    n: int
    employers: int
    effect: float = 1.0

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.count / self.n

    @property
    def percent(self) -> str:
        """In whole per cent; below one per cent says so."""
        return (
            f"{self.share:.0%}".removesuffix("%") if self.share >= 0.01 or not self.count else "< 1"
        )

    @property
    def interval_percent(self) -> str:
        """The interval in whole per cent: ``61 to 78``."""
        low, high = self.interval
        return f"{100 * low:.0f} to {100 * high:.0f}"

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % score interval, each end from 0 to 1, of n ÷ design effect postings.

        Wilson, "Probable Inference" (Journal of the American Statistical Association 22, 1927).
        """
        n = self.n / self.effect
        weight = Z**2 / n
        middle = self.share + weight / 2
        reach = Z * sqrt(self.share * (1 - self.share) / n + weight / (4 * n))
        low, high = (middle - reach) / (1 + weight), (middle + reach) / (1 + weight)
        return max(0.0, low), min(1.0, high)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillShare(Share):
    """Of ``n`` postings ``count`` name the skill."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class MedianYears:
    """The median of the years of experience that ``n`` postings state."""

    median: float
    n: int
    employers: int


@dataclass(frozen=True, slots=True)
class GettingIn:
    """How hard it is to get in; a figure is None where too few postings stand behind it.

    ``entry``: entry-level among the postings that state a level. ``years``: of those that state
    years. ``degree``: those that insist on one among all ``n``, since silence insists on nothing.
    """

    n: int
    employers: int
    entry: Share | None
    years: MedianYears | None
    degree: Share | None


class SnapshotQuerySet[Row: "Snapshot"](models.QuerySet[Row]):
    def latest_snapshots(self) -> Self:
        """The figures that hold: one row a cell."""
        return self.filter(superseded_at__isnull=True)

    def of_everywhere(self) -> Self:
        """Each role's widest cell."""
        return self.filter(country="", level="")


class Snapshot(models.Model):
    """The figures of one cell: role × country × level.

    A change of any figure is a new row; the old one keeps its figures and learns only when it was
    superseded, and its hash (a trigger refuses all else). What is withheld is not stored.
    """

    country = models.CharField(
        max_length=2, blank=True, default="", help_text="ISO 3166-1 alpha-2; empty: everywhere."
    )
    level = models.CharField(
        max_length=10, choices=Level, blank=True, default="", help_text="Empty: all levels."
    )
    window_from = models.DateField()
    window_to = models.DateField()
    seen_since = models.DateField(
        null=True, blank=True, help_text="The first day on which this board saw postings."
    )
    method_version = models.PositiveSmallIntegerField()
    is_demo = models.BooleanField(default=False)
    taken_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    digest = models.BigIntegerField(
        null=True,
        blank=True,
        editable=False,
        help_text="A hash of the figures, by which a run knows that they hold; empty: not known.",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        role = self.role  # type: ignore[attr-defined]  # each kind of snapshot has one
        return ", ".join(
            (str(role), *cell_words(self.country, self.level), dates.short(self.taken_at))
        )


def cell_words(country: str, level: str) -> tuple[str, str]:
    """Return a cell's place and level for people: ``("Germany", "all levels")``."""
    place = country_name(country) if country else "everywhere"
    return place, Level(level).label.lower() if level else "all levels"


def count_field(help_text: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(default=0, help_text=help_text)


def snapshot_indexes(name: str) -> list[models.Index]:
    """The indexes of a table of figures."""
    return [
        # all roles of one place: /salaries/, a term's demand, drift of the profiles
        models.Index(
            fields=("country", "level"),
            condition=Q(superseded_at__isnull=True),
            name=f"{name}_latest_by_place",
        ),
        # when any figure changed last: Last-Modified
        models.Index(fields=("-taken_at", "-id"), name=f"{name}_newest"),
    ]


def snapshot_constraints(*cell: str) -> list[models.BaseConstraint]:
    """What must hold of every table of figures; ``cell`` are the fields that name a cell."""
    return [
        # also serves pages of a role: its cells, some or all
        models.UniqueConstraint(
            fields=cell,
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
            condition=Q(window_from__lte=F("window_to")),
            name="%(app_label)s_%(class)s_window",
            violation_error_message="The window ends before it begins.",
        ),
    ]
