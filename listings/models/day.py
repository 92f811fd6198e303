from django.db import models


class ListingDay(models.Model):
    """What readers did with a posting on one day: counters only, no persons."""

    listing = models.ForeignKey("Listing", models.CASCADE, related_name="days")
    on = models.DateField()
    views = models.PositiveIntegerField(default=0, db_default=0)
    apply_clicks = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-on",)
        constraints = [
            models.UniqueConstraint(
                fields=("listing", "on"), name="%(app_label)s_%(class)s_one_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.on}"
