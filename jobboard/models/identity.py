from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Q

from jobboard.models.content import Picture
from jobboard.site import accent, identity

THE_ROW = 1


def _code_or_empty(field: str, letters: int) -> Q:
    return Q(**{field: ""}) | Q(**{f"{field}__regex": rf"^[A-Z]{{{letters}}}$"})


def _colour_or_empty(field: str) -> Q:
    return Q(**{field: ""}) | Q(**{f"{field}__regex": r"^#[0-9a-f]{6}$"})


class SiteIdentity(models.Model):
    """Who the board is, in one row; an empty field stands for what the environment says.

    Read it through ``jobboard.site.identity.current()``.
    """

    class PayPeriod(models.TextChoices):
        HOUR = "hour", "hour"
        DAY = "day", "day"
        WEEK = "week", "week"
        MONTH = "month", "month"
        YEAR = "year", "year"

    id = models.SmallAutoField(primary_key=True)
    name = models.CharField(max_length=60, blank=True, default="")
    tagline = models.CharField(max_length=140, blank=True, default="", help_text="One line.")
    contact = models.EmailField("contact address", blank=True, default="")
    country = models.CharField("home country", max_length=2, blank=True, default="")
    currency = models.CharField(
        max_length=3,
        blank=True,
        default="",
        validators=[RegexValidator(r"\A[A-Z]{3}\Z", "A currency has three letters: EUR.")],
        help_text="ISO 4217, such as EUR.",
    )
    pay_period = models.CharField(
        "pay shown by",
        max_length=5,
        choices=PayPeriod,
        blank=True,
        default="",
        help_text="Figures are for a year; beside them stands the same in this period.",
    )
    time_zone = models.CharField(max_length=64, blank=True, default="")
    accent = models.CharField(
        "accent colour",
        max_length=7,
        blank=True,
        default="",
        help_text="Of links and buttons on light paper: # and six digits, such as #0d5560.",
    )
    accent_dark = models.CharField(
        "accent colour in the dark",
        max_length=7,
        blank=True,
        default="",
        help_text="On dark paper. Empty: a lighter shade of the accent colour.",
    )
    logo = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="+", help_text="In the header."
    )
    put_away_steps = models.JSONField(
        default=list, editable=False, help_text="Of setting up the board: no longer shown."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "site identity"
        constraints = [
            models.CheckConstraint(
                condition=Q(id=THE_ROW),
                name="%(app_label)s_%(class)s_only_row",
                violation_error_message="A board has one identity.",
            ),
            models.CheckConstraint(
                condition=_code_or_empty("country", 2) & _code_or_empty("currency", 3),
                name="%(app_label)s_%(class)s_codes",
                violation_error_message="Countries have two capital letters, currencies three.",
            ),
            models.CheckConstraint(
                condition=_colour_or_empty("accent") & _colour_or_empty("accent_dark"),
                name="%(app_label)s_%(class)s_colours",
                violation_error_message="A colour is # and six digits, such as #0d5560.",
            ),
            models.CheckConstraint(
                condition=~Q(accent="") | Q(accent_dark=""),
                name="%(app_label)s_%(class)s_dark_has_light",
                violation_error_message="Choose the accent colour of light paper too.",
            ),
        ]

    def __str__(self) -> str:
        return "Site identity"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = THE_ROW
        super().save(*args, **kwargs)
        transaction.on_commit(identity.forget)

    def clean_fields(self, exclude: Any = None) -> None:
        self.accent, self.accent_dark = self.accent.lower(), self.accent_dark.lower()
        self.currency = self.currency.upper()
        super().clean_fields(exclude=exclude)

    def clean(self) -> None:
        """Refuse unreadable colours and unknown time zones, each beside its field."""
        problems = {
            "accent": accent.problem(self.accent, accent.LIGHT),
            "accent_dark": accent.problem(self.accent_dark, accent.DARK),
            "time_zone": self._time_zone_problem(),
        }
        if found := {field: what for field, what in problems.items() if what}:
            raise ValidationError(found)

    def _time_zone_problem(self) -> str:
        is_known = not self.time_zone or self.time_zone in available_timezones()
        return "" if is_known else "There is no such time zone; Europe/Berlin is one."
