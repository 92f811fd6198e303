from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from jobboard.markup import validate_markup
from roles.models.old_slug import Addressed
from roles.models.role import Role, slug_shape


class Term(Addressed):
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
        return reverse("term", args=[self.slug])
