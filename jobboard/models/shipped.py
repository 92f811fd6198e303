"""What the program shipped of a text, so that an update tells its own words from a person's."""

from typing import ClassVar

from django.db import models


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
