"""How demand for a role went over a year, as it was found on one day: never rewritten."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from listings.models.snapshot import (
    Snapshot,
    SnapshotQuerySet,
    snapshot_constraints,
    snapshot_indexes,
)
from roles.models import Role


class DemandSeries(Snapshot):
    """Openings by four weeks, what changed, and how long postings stay listed: role × country.

    A row is appended where anything changed; the old one learns only when it was superseded.
    """

    role = models.ForeignKey(Role, models.CASCADE, related_name="demand_series")
    bins = models.JSONField(
        default=list,
        help_text="Of each four weeks: last day, openings on it (null: nothing seen), new sources.",
    )
    change = models.JSONField(
        null=True, blank=True, help_text="Over sources read all the time; null: too few openings."
    )
    skills = models.JSONField(
        default=list,
        help_text="Skills whose share changed: slug, count and n before, count and n after.",
    )
    skills_tried = models.PositiveIntegerField(default=0, help_text="Skills that were compared.")
    listed = models.JSONField(
        default=list, help_text="Steps: day, share still listed, low, high, at risk, employers."
    )
    listed_n = models.PositiveIntegerField(default=0, help_text="Postings that were followed.")
    listed_employers = models.PositiveIntegerField(default=0)
    listing_ids = ArrayField(
        models.BigIntegerField(),
        verbose_name="postings",
        default=list,
        blank=True,
        help_text="The postings followed.",
    )

    objects = SnapshotQuerySet["DemandSeries"].as_manager()

    class Meta:
        ordering = ("role", "country", "-taken_at", "-pk")
        verbose_name_plural = "demand series"
        indexes = snapshot_indexes("demandseries")
        constraints = [
            *snapshot_constraints("role", "country", "level"),
            models.CheckConstraint(
                condition=Q(level=""),
                name="%(app_label)s_%(class)s_all_levels",
                violation_error_message="A series is of all levels.",
            ),
        ]
