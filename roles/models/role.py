"""Roles, their profiles in sections with sources and a day of review, and the glossary."""

from functools import cache, lru_cache
from typing import ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import OuterRef
from django.db.models.functions import ExtractYear, JSONObject, Now

from jobboard.markup import validate_markup
from jobboard.site.addresses import address_of
from roles.models.old_slug import SluggedModel

RESERVED_SLUGS = frozenset({"compare", "method"})

ESSENTIAL = ("responsibilities", "skills")
"""The sections without which there is nothing to compare."""

slug_shape = RegexValidator(r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z", "Lower-case letters, digits, hyphens.")


def is_reserved(slug: str) -> bool:
    """Whether ``/roles/compare/<a>-vs-<b>/`` or ``/salaries/method/`` needs this slug."""
    return slug in RESERVED_SLUGS or "-vs-" in f"-{slug}-"


def validate_role_slug(slug: str) -> None:
    if is_reserved(slug):
        raise ValidationError(f"“{slug}” is reserved: it has a meaning in the site's addresses.")


class RoleQuerySet(models.QuerySet["Role"]):
    def complete(self) -> "RoleQuerySet":
        """Roles whose profile says enough to be compared: what it is, does and asks for."""
        return (
            self.exclude(definition="")
            .filter(sections__kind=ESSENTIAL[0])
            .filter(sections__kind=ESSENTIAL[1])
        )


class Role(SluggedModel):
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True, validators=[slug_shape, validate_role_slug])
    plural = models.CharField(max_length=90, blank=True, default="")
    abbreviation = models.CharField(max_length=20, blank=True, default="")
    family = models.CharField(max_length=60, blank=True, default="")
    definition = models.TextField(
        blank=True, default="", help_text="What this work is, in two or three sentences (Markdown)."
    )
    exclusions = models.TextField(
        blank=True,
        default="",
        help_text="Phrases that veto a match when a title holds them, one a line.",
    )
    evidence = models.TextField(
        blank=True,
        default="",
        help_text="Words that confirm a guess (an alias with a ? in front), one a line: one of "
        "them in the title or department, or two different ones in the text.",
    )
    is_demo = models.BooleanField(default=False, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=RESERVED_SLUGS) & ~models.Q(slug__contains="-vs-"),
                name="%(app_label)s_%(class)s_slug_not_reserved",
                violation_error_message="This slug has a meaning in the site's addresses.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return _address(self.slug)

    @property
    def plural_name(self) -> str:
        """Several of them: "Data Scientists"."""
        return self.plural or f"{self.name}s"

    @property
    def browse_url(self) -> str:
        """The openings of this role."""
        return f"{_jobs()}?role={self.slug}"


@lru_cache(maxsize=1_024)
def _address(slug: str) -> str:
    """A list of all roles has one each, and finding it takes as long as showing it."""
    return address_of("role", slug)


@cache
def _jobs() -> str:
    return address_of("jobs")


class RoleAlias(models.Model):
    """A phrase in a title that means the role: "ML engineer" for Machine Learning Engineer."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="aliases", db_index=False)
    phrase = models.CharField(max_length=300)

    class Meta:
        ordering = ("phrase",)
        verbose_name_plural = "role aliases"
        constraints = [
            models.UniqueConstraint(
                fields=("role", "phrase"),
                name="%(app_label)s_%(class)s_phrase_once",
                violation_error_message="This role has that alias already.",
            )
        ]

    def __str__(self) -> str:
        return self.phrase


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
        sources = SectionSource.objects.filter(section=OuterRef("pk")).order_by("pk")
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


class Term(SluggedModel):
    """A word that readers may not know; guides link to it at its first mention."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True, validators=[slug_shape])
    aliases = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        help_text="Other ways to write it, plurals too, separated by commas.",
    )
    is_case_sensitive = models.BooleanField(
        default=False, help_text="Only as written: SLA, but not sla."
    )
    short = models.CharField("short definition", max_length=200)
    body = models.TextField(blank=True, default="", validators=[validate_markup])
    roles = models.ManyToManyField(Role, related_name="terms", blank=True)
    related = models.ManyToManyField("self", blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(short=""),
                name="%(app_label)s_%(class)s_has_short_definition",
                violation_error_message="A term needs its short definition.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("term", self.slug)
