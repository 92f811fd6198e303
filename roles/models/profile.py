"""A role's profile: sections of a fixed kind, each with its sources and the day it was checked."""

from typing import ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import ExtractYear, JSONObject, Now

from jobboard.markup import validate_markup
from roles.models.role import Role


class SectionKind(models.TextChoices):
    """What a profile says, in the order of the page."""

    RESPONSIBILITIES = "responsibilities", "Responsibilities"
    SKILLS = "skills", "Required skills"
    EDUCATION = "education", "Educational background"
    TOOLS = "tools", "Tools and software"
    INDUSTRIES = "industries", "Common industries"
    OUTLOOK = "outlook", "Outlook"
    GETTING_STARTED = "getting_started", "Getting started"
    WEEK = "week", "A typical week"


FIGURES_KEEP_YEARS = 2
"""A figure of the outside world that is older is due for a look."""

NOTED = ("title", "url", "accessed_on", "figure_year")  # what readers see of a source
SECTION_ORDER = {kind: place for place, kind in enumerate(SectionKind.values)}


class RoleSectionQuerySet(models.QuerySet["RoleSection"]):
    def with_sources(self) -> "RoleSectionQuerySet":
        """Bring the sources along as ``source_rows``: both in one query."""
        fields = {name: name for name in NOTED}
        sources = SectionSource.objects.filter(section=models.OuterRef("pk")).order_by("pk")
        return self.annotate(source_rows=ArraySubquery(sources.values(row=JSONObject(**fields))))


class RoleSection(models.Model):
    """One part of a profile, in Markdown."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="sections", db_index=False)
    kind = models.CharField(max_length=20, choices=SectionKind)
    body = models.TextField(help_text="Markdown.", validators=[validate_markup])
    reviewed_on = models.DateField(null=True, blank=True, help_text="When it was last checked.")
    updated_at = models.DateTimeField(auto_now=True)

    objects = RoleSectionQuerySet.as_manager()

    class Meta:
        ordering = ("role", "kind")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("role", "kind"),
                name="%(app_label)s_%(class)s_kind_once",
                violation_error_message="This role has that section already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(body=""),
                name="%(app_label)s_%(class)s_has_text",
                violation_error_message="A section needs text; delete it instead.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.get_kind_display()}"

    @property
    def place(self) -> int:
        """Where it stands on the page."""
        return SECTION_ORDER[self.kind]


class SectionSourceQuerySet(models.QuerySet["SectionSource"]):
    def outdated(self) -> "SectionSourceQuerySet":
        """Sources whose figures are more than two years old."""
        oldest = ExtractYear(Now()) - FIGURES_KEEP_YEARS
        return self.filter(figure_year__lt=oldest)


class SectionSource(models.Model):
    """Where a fact of a section comes from."""

    section = models.ForeignKey(RoleSection, models.CASCADE, related_name="sources", db_index=False)
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500)
    accessed_on = models.DateField()
    figure_year = models.PositiveSmallIntegerField(
        "year of its figures",
        null=True,
        blank=True,
        help_text="Where the text quotes a figure from it. You are reminded after two years.",
    )

    objects = SectionSourceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(figure_year__isnull=True)
                | models.Q(figure_year__range=(1900, 2100)),
                name="%(app_label)s_%(class)s_figure_year",
                violation_error_message="The year of the figures lies between 1900 and 2100.",
            ),
            models.UniqueConstraint(
                fields=("section", "url"),
                name="%(app_label)s_%(class)s_url_once",
                violation_error_message="This section names that source already.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
