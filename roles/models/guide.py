"""Guides, who signs them and the series they belong to: texts, sections, what was changed."""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Mod, Now
from django.utils import timezone

from jobboard.markup import validate_markup
from jobboard.site import dates
from jobboard.site.addresses import address_of
from roles.models.old_slug import SluggedModel
from roles.models.role import Role, SectionKind, slug_shape


class Author(SluggedModel):
    """Who signs guides; may be tied to somebody who signs in."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True, validators=[slug_shape])
    bio = models.TextField(blank=True, default="", help_text="One or two sentences.")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="author"
    )
    is_organization = models.BooleanField(
        "organization", default=False, help_text="Not a person, such as an editorial office."
    )
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("author", self.slug)


class GuideKind(models.TextChoices):
    COMPARISON = "comparison", "Comparison"
    EXPLAINER = "explainer", "Explainer"


class GuideStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    SCHEDULED = "scheduled", "Scheduled"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived"


class GuideQuerySet(models.QuerySet["Guide"]):
    def live(self) -> "GuideQuerySet":
        """Guides that the public may read now; a scheduled one appears by itself at its time."""
        return self.filter(
            status__in=(GuideStatus.SCHEDULED, GuideStatus.PUBLISHED), published_at__lte=Now()
        )

    def newest(self) -> "GuideQuerySet":
        return self.order_by("-published_at", "-pk")


class Guide(SluggedModel):
    """An article: a comparison of roles, or an explainer."""

    kind = models.CharField(max_length=12, choices=GuideKind, default=GuideKind.COMPARISON)
    status = models.CharField(max_length=12, choices=GuideStatus, default=GuideStatus.DRAFT)
    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=120, unique=True, validators=[slug_shape])
    deck = models.CharField(
        max_length=300, blank=True, default="", help_text="One or two sentences under the title."
    )
    author = models.ForeignKey(Author, models.PROTECT, related_name="guides")
    roles = models.ManyToManyField(Role, through="GuideRole", related_name="guides", blank=True)
    introduction = models.TextField(blank=True, default="", validators=[validate_markup])
    tips = models.TextField("practical tips", blank=True, default="", validators=[validate_markup])
    conclusion = models.TextField(blank=True, default="", validators=[validate_markup])
    related = models.ManyToManyField("self", blank=True, symmetrical=False)
    unlinked_terms = models.ManyToManyField(
        "roles.Term",
        blank=True,
        related_name="+",
        help_text="Terms that this guide does not link to the glossary.",
    )
    published_at = models.DateTimeField(null=True, blank=True)
    reviewed_on = models.DateField("last reviewed", null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = GuideQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-pk")
        # whoever may publish decides what the public reads
        permissions = (("publish_guide", "Can publish guides and change those of others"),)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(status__in=("scheduled", "published")) | Q(published_at__isnull=False),
                name="%(app_label)s_%(class)s_published_has_date",
                violation_error_message="A scheduled or published guide needs a date and time.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("guide", self.slug)

    @property
    def review_due_on(self) -> date | None:
        """The day on which it should be checked again; None before it is out or checked."""
        checked = self.reviewed_on or (self.published_at and dates.day_of(self.published_at))
        return due_on(self.pk, checked) if checked and self.pk else None

    @property
    def silent_terms(self) -> list[str]:
        """The slugs of terms that it does not link; a query may bring them along as ``silent``."""
        brought: list[str] | None = getattr(self, "silent", None)
        if brought is not None:
            return brought
        return list(self.unlinked_terms.values_list("slug", flat=True))

    @property
    def told(self) -> list[tuple[date, str]]:
        """What readers are told was changed, newest first; a query may bring it as ``lines``."""
        brought: list[dict[str, str]] | None = getattr(self, "lines", None)
        if brought is not None:
            return [(date.fromisoformat(one["on"]), one["text"]) for one in brought]
        return [(change.on, change.text) for change in self.changes.all()]

    @property
    def is_live(self) -> bool:
        return (
            self.status in {GuideStatus.SCHEDULED, GuideStatus.PUBLISHED}
            and self.published_at is not None
            and self.published_at <= timezone.now()
        )


MOST_ROLES = 3  # of a guide: each has its own hue on the page
YEARS = range(1990, 2101)  # others are a slip of the keyboard, or none that a database reads back


class GuideRole(models.Model):
    """A role that a guide compares, and when to choose it."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="compared", db_index=False)
    role = models.ForeignKey(Role, models.PROTECT, related_name="comparisons")
    position = models.PositiveSmallIntegerField(default=0)
    choose_if = models.TextField(
        blank=True,
        default="",
        validators=[validate_markup],
        help_text="“Choose this role if …”: a Markdown list of telling points.",
    )

    class Meta:
        ordering = ("position", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("guide", "role"),
                name="%(app_label)s_%(class)s_role_once",
                violation_error_message="This guide compares that role already.",
            )
        ]

    def __str__(self) -> str:
        return str(self.role)


class GuideSection(models.Model):
    """A part of a guide in the editor's own words; may stand in place of the profiles' section."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField(default=0)
    heading = models.CharField(max_length=120)
    body = models.TextField(help_text="Markdown.", validators=[validate_markup])
    replaces = models.CharField(
        max_length=20,
        choices=SectionKind,
        blank=True,
        default="",
        help_text="The profiles' section that this one stands in place of, if any.",
    )

    class Meta:
        ordering = ("position", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("guide", "replaces"),
                condition=~Q(replaces=""),
                name="%(app_label)s_%(class)s_replaces_once",
                violation_error_message="Another section replaces that one already.",
            )
        ]

    def __str__(self) -> str:
        return self.heading


LEAST_DAYS = 274  # nine months
SPREAD_DAYS = 92  # three more: 365 days at the latest
STRIDE = 57  # near the golden ratio of the spread, and without a divisor in common with it


def due_on(pk: int, checked_on: date) -> date:
    """The day on which the text with this key is due."""
    return checked_on + timedelta(days=LEAST_DAYS + pk * STRIDE % SPREAD_DAYS)


def due_if_before() -> ExpressionWrapper:
    """In SQL: what was last checked before this moment is due."""
    days = Value(LEAST_DAYS) + Mod(F("pk") * STRIDE, SPREAD_DAYS)
    wait = ExpressionWrapper(days * Value(timedelta(days=1)), output_field=DurationField())
    return ExpressionWrapper(Now() - wait, output_field=DateTimeField())


class GuideChange(models.Model):
    """A dated line that tells readers which facts of a published guide were changed."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="changes")
    on = models.DateField("date", default=timezone.localdate)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{dates.short(self.on)}: {self.text}"


class Series(models.Model):
    """Guides that are read one after the other."""

    title = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True, validators=[slug_shape])
    guides = models.ManyToManyField(Guide, through="SeriesPart", related_name="series", blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("title",)
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title


class SeriesPart(models.Model):
    """A guide's place in its series; a guide belongs to one at most."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="parts")
    guide = models.OneToOneField(
        Guide,
        models.CASCADE,
        related_name="series_part",
        error_messages={"unique": "That guide is part of a series already."},
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return str(self.guide)
