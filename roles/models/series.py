from django.db import models

from roles.models.guide import Guide
from roles.models.role import slug_shape


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
