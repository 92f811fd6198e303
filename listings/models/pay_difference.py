"""How far apart the pay of two roles is, as it was found on one day: never rewritten."""

from django.db import models
from django.db.models import F, Q

from listings.models.snapshot import Snapshot, SnapshotQuerySet, snapshot_constraints
from roles.models import Role


def _amount() -> models.DecimalField:
    return models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)


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
