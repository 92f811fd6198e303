from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q


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
