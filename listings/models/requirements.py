"""What a posting asks of those who apply, as far as it says so."""

from django.db import models
from django.db.models import Q

from listings.models.choices import Degree
from listings.reading.requirements import MOST_YEARS


class RequirementFields(models.Model):
    """Read from the text, or an editor's; what is not stated stays empty."""

    years_asked = models.PositiveSmallIntegerField(
        "years of experience asked",
        null=True,
        blank=True,
        help_text="The least that meets every demand; 0 where none is needed, empty: not stated.",
    )
    degree_asked = models.CharField(
        "degree",
        max_length=10,
        choices=Degree,
        blank=True,
        default="",
        help_text="Required only where nothing else, such as experience, serves as well.",
    )

    class Meta:
        abstract = True

    @property
    def years_asked_label(self) -> str:
        """``none``, ``1 year``, ``3 years``; empty where it is not stated."""
        match self.years_asked:
            case None:
                return ""
            case 0:
                return "none"
            case 1:
                return "1 year"
        return f"{self.years_asked} years"


def requirement_constraints() -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(years_asked__isnull=True) | Q(years_asked__lte=MOST_YEARS),
            name="%(app_label)s_%(class)s_years_asked_plausible",
            violation_error_message=f"At most {MOST_YEARS} years of experience.",
        )
    ]
