"""What an imported salary index says of a role: one year and cell, never mixed with posted pay."""

from django.db import models
from django.db.models import F, Q

from listings.models.choices import Level
from roles.models import Role


class IndexPay(models.Model):
    """The quartiles of the entries of one role, year, country and level, in one currency.

    A later file replaces all rows. There is no interval: entries are survey answers and ends of
    posted ranges, which nobody can tell apart.
    """

    role = models.ForeignKey(Role, models.CASCADE, related_name="index_pay", db_index=False)
    year = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2, blank=True, default="", help_text="Of residence.")
    level = models.CharField(max_length=10, choices=Level, blank=True, default="")
    currency = models.CharField(max_length=3)
    n = models.PositiveIntegerField(help_text="Entries in this currency.")
    p25 = models.DecimalField(max_digits=14, decimal_places=2)
    median = models.DecimalField(max_digits=14, decimal_places=2)
    p75 = models.DecimalField(max_digits=14, decimal_places=2)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ("role", "country", "level", "-year")
        verbose_name = "pay in the open index"
        verbose_name_plural = "pay in the open index"
        constraints = [
            # also serves a role's page: its cell, all years
            models.UniqueConstraint(
                fields=("role", "country", "level", "year"),
                name="%(app_label)s_%(class)s_once",
                violation_error_message="A year of a cell stands once.",
            ),
            models.CheckConstraint(
                condition=Q(n__gte=10, p25__lte=F("median"), median__lte=F("p75")),
                name="%(app_label)s_%(class)s_in_order",
                violation_error_message="Quartiles need ten entries, and follow each other.",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$")
                & (Q(country="") | Q(country__regex=r"^[A-Z]{2}$")),
                name="%(app_label)s_%(class)s_codes",
                violation_error_message="Currency and country are codes, such as EUR and DE.",
            ),
        ]

    def __str__(self) -> str:
        cell = "/".join((str(self.role_id), self.country or "everywhere", self.level or "all"))
        return f"{cell} {self.year}"
