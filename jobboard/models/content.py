"""Content of the board itself: pages, pictures, shipped texts, and what is known of links."""

from datetime import timedelta
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate

from jobboard.site import dates
from jobboard.site.addresses import address_of


class PageSlug(models.TextChoices):
    """The pages every board has; the label is what the footer calls them."""

    ABOUT = "about", "About"
    CONTACT = "contact", "Contact"
    IMPRINT = "imprint", "Imprint"
    PRIVACY = "privacy", "Privacy"
    TERMS = "terms", "Terms"
    ACCESSIBILITY = "accessibility", "Accessibility"


class SitePage(models.Model):
    """What the operator wrote; an empty title or text stands for the default of ``pages.py``."""

    slug = models.SlugField("page", max_length=20, unique=True, choices=PageSlug, editable=False)
    title = models.CharField(max_length=120, blank=True, default="")
    body = models.TextField("text", max_length=100_000, blank=True, default="")
    edited_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When a person last changed it."
    )

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(slug__in=PageSlug.values),
                name="%(app_label)s_%(class)s_known_slug",
                violation_error_message="There is no such page.",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_slug_display())

    def get_absolute_url(self) -> str:
        return address_of("site-page", self.slug)


class PictureFormat(models.TextChoices):
    WEBP = "webp", "WebP"
    PNG = "png", "PNG"


class Picture(models.Model):
    """A picture that was uploaded, decoded and encoded anew by ``jobboard.site.media``.

    Its file is named by its content, so an address never shows anything else: another picture is
    another row.
    """

    content_hash = models.CharField(
        max_length=32,
        unique=True,
        editable=False,
        validators=[RegexValidator(r"\A[0-9a-f]{32}\Z")],
        help_text="The first half of the file's SHA-256.",
    )
    format = models.CharField(max_length=4, choices=PictureFormat, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(
        "description",
        max_length=250,
        help_text="What the picture shows, for people who do not see it.",
    )
    original_name = models.CharField(max_length=200, blank=True, default="", editable=False)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt=""),
                name="%(app_label)s_%(class)s_has_alt",
                violation_error_message="Say what the picture shows.",
            ),
            models.CheckConstraint(
                condition=Q(content_hash__regex=r"^[0-9a-f]{32}$"),
                name="%(app_label)s_%(class)s_hash_shape",
            ),
            models.CheckConstraint(
                condition=Q(format__in=("webp", "png")),
                name="%(app_label)s_%(class)s_known_format",
            ),
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0),
                name="%(app_label)s_%(class)s_has_size",
            ),
        ]

    def __str__(self) -> str:
        return self.alt

    def get_absolute_url(self) -> str:
        return self.url

    @property
    def file_name(self) -> str:
        return f"{self.content_hash}.{self.format}"

    @property
    def url(self) -> str:
        """The path of the picture; written out, because content names it too."""
        return f"/media/{self.file_name}"


class ShippedText(models.Model):
    """One role, guide, term, author or series of a pack.

    ``text`` is what its row said when it was last taken from the pack: a row that says something
    else was edited. ``offered`` is a newer version that waits for an editor, empty if none does.
    """

    class ShippedKind(models.TextChoices):
        AUTHOR = "author", "author"
        ROLE = "role", "role"
        TERM = "term", "glossary term"
        GUIDE = "guide", "guide"
        SERIES = "series", "series"

    kind = models.CharField(max_length=10, choices=ShippedKind)
    slug = models.SlugField(max_length=120, help_text="What the pack calls it.")
    text = models.TextField(blank=True, default="")
    version = models.CharField(max_length=64, help_text="Hash of the pack's latest version.")
    offered = models.TextField(blank=True, default="")
    offered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("kind", "slug")
        verbose_name = "shipped content"
        verbose_name_plural = "shipped content"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("kind", "slug"),
                name="%(app_label)s_%(class)s_once",
                violation_error_message="That text is there already.",
            ),
            models.CheckConstraint(
                condition=models.Q(offered="", offered_at__isnull=True)
                | (~models.Q(offered="") & models.Q(offered_at__isnull=False)),
                name="%(app_label)s_%(class)s_offered_at",
                violation_error_message="What is offered has the time of its arrival.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.slug}"


FRESH = timedelta(days=7)
FAILING_FRESH = timedelta(hours=20)  # asked again on the next day


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def dead(self) -> "LinkCheckQuerySet":
        """Addresses that failed on two different days at least, and not in between did well."""
        day = TruncDate("checked_at", tzinfo=dates.zone())
        return self.annotate(day=day).filter(day__gt=F("failing_since"))


class LinkCheck(models.Model):
    """An address that content links to; where it stands is looked up in the texts themselves."""

    url = models.CharField(max_length=2000, unique=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="What the server answered.")
    fault = models.CharField(max_length=200, blank=True, default="")
    leads_to = models.CharField(max_length=2000, blank=True, default="")
    failing_since = models.DateField(null=True)
    checked_at = models.DateTimeField()

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ("url",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(fault="", failing_since__isnull=True)
                | (~Q(fault="") & Q(failing_since__isnull=False)),
                name="%(app_label)s_%(class)s_failing_since",
                violation_error_message="A fault has the day since which it is there.",
            )
        ]

    def __str__(self) -> str:
        return self.url
