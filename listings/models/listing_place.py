from django.db import models

from listings.models.place import Place


class ListingPlace(models.Model):
    """A place of a posting, with its own way to apply where the source has one for each city."""

    listing = models.ForeignKey(
        "Listing", models.CASCADE, related_name="listing_places", db_index=False
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="listing_places")
    apply_url = models.URLField(max_length=1000, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    via = models.ForeignKey(
        "Listing",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="lent_places",
        help_text="The near-identical posting that this place comes from.",
    )

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
