"""What all figures have in common: found on one day for one cell, and never rewritten."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from jobboard.site import dates
from listings.models.choices import Level


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
    superseded (a trigger refuses all else). What is withheld is not stored.
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

    class Meta:
        abstract = True

    def __str__(self) -> str:
        role = self.role_id  # type: ignore[attr-defined]
        cell = "/".join((str(role), self.country or "everywhere", self.level or "all"))
        return f"{cell} {dates.day_of(self.taken_at)}"


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
        models.Index(fields=("-taken_at",), name=f"{name}_newest"),
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
