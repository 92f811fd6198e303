from django.db import models
from django.db.models import Q


class ExchangeRate(models.Model):
    """A reference rate of the European Central Bank."""

    currency = models.CharField(max_length=3)
    on = models.DateField()
    per_euro = models.DecimalField(
        max_digits=18, decimal_places=6, help_text="How many units one euro buys."
    )

    class Meta:
        ordering = ("currency", "-on")
        constraints = [
            models.UniqueConstraint(
                fields=("currency", "on"), name="%(app_label)s_%(class)s_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(per_euro__gt=0), name="%(app_label)s_%(class)s_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.per_euro} ({self.on})"
