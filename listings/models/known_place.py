from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class KnownPlace(models.Model):
    """A city or region of the gazetteer that an employer may name; no posting has to be there.

    Filled by ``manage.py load_places``, so that pages need not hold the gazetteer in memory.
    """

    slug = models.SlugField(max_length=120, unique=True)
    label = models.CharField(max_length=300)
    country = models.CharField(max_length=2)
    sort_name = models.CharField(max_length=120, db_collation="C")
    names = ArrayField(models.CharField(max_length=120), default=list)
    population = models.PositiveIntegerField(default=0)
    facts = models.JSONField(help_text="The fields of listings.reading.places.PlaceFacts.")

    class Meta:
        indexes = [
            # a place that was typed: by any of its names
            GinIndex(fields=("names",), name="known_place_by_any_name"),
            # suggestions while one types, and the nearest names to one that is unknown
            models.Index(fields=("sort_name",), name="known_place_by_name"),
        ]

    def __str__(self) -> str:
        return self.label
