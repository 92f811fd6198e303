"""Places: those of postings, and those of the gazetteer that an employer may name."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from datetime import timezone as fixed_zone

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from jobboard.site import dates
from listings.models.choices import (
    PlaceKind,
)
from listings.reading.countries import country_name


class Place(models.Model):
    """A city, a region or a country that a posting names."""

    kind = models.CharField(max_length=10, choices=PlaceKind)
    slug = models.SlugField(max_length=120, unique=True)
    city = models.CharField(max_length=120, blank=True, default="")
    region = models.CharField(max_length=120, blank=True, default="")
    # its own index: ?region=california-us
    region_slug = models.SlugField(max_length=120, blank=True, default="")
    region_code = models.CharField(
        max_length=10, blank=True, default="", help_text="ISO 3166-2, such as US-CA."
    )
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2, such as DE.")
    names = ArrayField(
        models.CharField(max_length=120),
        default=list,
        blank=True,
        help_text="Every name it goes by, folded: lisbon, lisboa.",
    )
    sort_name = models.CharField(max_length=120, db_collation="C")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    geonames_id = models.PositiveIntegerField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ("sort_name", "pk")
        indexes = [
            # ?city=lisboa: places by any of their names
            GinIndex(fields=("names",), name="place_by_any_name"),
            # ?country=DE
            models.Index(fields=("country",), name="place_by_country"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z]{2}$"),
                name="%(app_label)s_%(class)s_country_code",
                violation_error_message="The country is a code of two letters, such as DE.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind=PlaceKind.CITY) & ~Q(city="")
                    | Q(kind=PlaceKind.REGION, city="") & ~Q(region="")
                    | Q(kind=PlaceKind.COUNTRY, city="", region="")
                ),
                name="%(app_label)s_%(class)s_parts_match_kind",
                violation_error_message=(
                    "A city needs its name; a region has no city; a country has neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="%(app_label)s_%(class)s_coordinates",
                violation_error_message="Latitude is −90 to 90, longitude −180 to 180.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """The name of the place itself, without what lies around it."""
        return self.city or self.region or country_name(self.country)

    @property
    def label(self) -> str:
        """``Austin, Texas, United States``; a city that is its region names it once."""
        parts = [self.city, self.region, country_name(self.country)]
        return ", ".join(dict.fromkeys(part for part in parts if part))


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


class ListingPlace(models.Model):
    """A place of a posting, with its own way to apply where the source has one for each city."""

    listing = models.ForeignKey(
        "Listing", models.CASCADE, related_name="listing_places", db_index=False
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="listing_places")
    apply_url = models.URLField(max_length=1000, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = "place of a posting"
        verbose_name_plural = "places of postings"
        constraints = [
            models.UniqueConstraint(
                fields=("listing", "place"),
                name="%(app_label)s_%(class)s_place_once",
                violation_error_message="This posting has that place already.",
            )
        ]

    def __str__(self) -> str:
        return str(self.place)


DEGREES_AN_HOUR = 15


def first_of(places: list[Place]) -> str:
    """Name the first of several places and tell how many more there are."""
    more = f" + {len(places) - 1} more" if len(places) > 1 else ""
    return places[0].label + more if places else ""


def end_of_day(on: date, longitude: float | None) -> datetime:
    """Return when ``on`` is over at a place, by the sun; without one, in the board's own zone.

    Legal time runs up to two hours ahead of the sun nearly everywhere, so nobody is shut out
    before their midnight.
    """
    if longitude is None:
        zone: tzinfo = dates.zone()
    else:
        zone = fixed_zone(timedelta(hours=round(longitude / DEGREES_AN_HOUR)))
    return datetime.combine(on + timedelta(days=1), time(), zone).astimezone(UTC)
