"""Roles, the kinds of work that openings, guides and pay are about, and the glossary's terms."""

from functools import cache, lru_cache
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from jobboard.markup import validate_markup
from jobboard.site.addresses import address_of
from roles.models.old_slug import SluggedModel

RESERVED_SLUGS = frozenset({"compare", "method"})

ESSENTIAL = ("responsibilities", "skills")
"""The sections without which there is nothing to compare."""

slug_shape = RegexValidator(r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z", "Lower-case letters, digits, hyphens.")


def validate_role_slug(slug: str) -> None:
    """Refuse slugs that ``/roles/compare/<a>-vs-<b>/`` and ``/salaries/method/`` need."""
    if slug in RESERVED_SLUGS or "-vs-" in f"-{slug}-":
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
