from django.conf import settings
from django.db import models
from django.urls import reverse

from roles.models.old_slug import Addressed
from roles.models.role import slug_shape


class Author(Addressed):
    """Who signs guides; may be tied to somebody who signs in."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True, validators=[slug_shape])
    bio = models.TextField(blank=True, default="", help_text="One or two sentences.")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="author"
    )
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])
