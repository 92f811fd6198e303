from django.db import models
from django.urls import reverse


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
        return reverse("site-page", args=[self.slug])
