from decimal import Decimal
from enum import StrEnum

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from listings.pay import money

# beyond it a slip is likelier than a week of work
MOST_HOURS = 80


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.value.capitalize()) for value in values]


class PayFields(models.Model):
    """Pay of a posting: as given, and beside it what ``pay.money`` derives.

    ``set_pay`` is the one way to write it, so that given and derived cannot part.
    """

    pay_text = models.CharField(
        "pay as written", max_length=500, blank=True, default="", help_text="Shown, not computed."
    )
    pay_minimum = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    pay_maximum = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    pay_currency = models.CharField(max_length=3, blank=True, default="", help_text="ISO 4217.")
    pay_period = models.CharField(
        max_length=5, choices=_choices(money.Period), blank=True, default=""
    )
    pay_payments_a_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="For monthly pay: 12, 13 or 14. Empty counts as 12."
    )
    pay_is_full_time_rate = models.BooleanField(
        default=False, help_text="For part-time: the sum is that of full-time work."
    )
    weekly_hours = models.DecimalField(
        "hours a week",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="Such as 20 or 38.5. From them follows the yearly pay of part-time work.",
    )
    pay_kind = models.CharField(
        max_length=9, choices=_choices(money.PayKind), default=money.PayKind.BASE
    )
    pay_note = models.CharField(
        max_length=200, blank=True, default="", help_text="Such as “TVöD P8, shift bonus”."
    )
    pay_by_place = models.JSONField(
        default=list,
        blank=True,
        help_text="Where pay differs by place: [{label, text}], shown, not computed.",
    )
    pay_source = models.CharField(
        max_length=8, choices=_choices(money.PaySource), blank=True, default=""
    )
    pay_parser_version = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    pay_quarantined_at = models.DateTimeField(
        null=True, blank=True, help_text="Pay that is not plausible waits here for an editor."
    )

    pay_yearly_minimum = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, editable=False
    )
    pay_yearly_maximum = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, editable=False
    )
    # what ?salary_min= compares: the maximum, or the only value
    pay_yearly_top = models.GeneratedField(
        expression=Coalesce(F("pay_yearly_maximum"), F("pay_yearly_minimum")),
        output_field=models.DecimalField(max_digits=14, decimal_places=2, null=True),
        db_persist=True,
    )
    # what ?sort=salary orders by and statistics count: the midpoint, or the only value
    pay_yearly_midpoint = models.GeneratedField(
        expression=(
            Coalesce(F("pay_yearly_minimum"), F("pay_yearly_maximum"))
            + Coalesce(F("pay_yearly_maximum"), F("pay_yearly_minimum"))
        )
        / 2,
        output_field=models.DecimalField(max_digits=14, decimal_places=2, null=True),
        db_persist=True,
    )

    class Meta:
        abstract = True

    @property
    def pay(self) -> money.Pay | None:
        """Pay as given, or None."""
        if self.pay_minimum is None and self.pay_maximum is None:
            return None
        return money.Pay(
            minimum=self.pay_minimum,
            maximum=self.pay_maximum,
            currency=self.pay_currency,
            period=money.Period(self.pay_period),
            payments_a_year=self.pay_payments_a_year,
            kind=money.PayKind(self.pay_kind),
        )

    @property
    def pay_display(self) -> str:
        """Pay as everything shows it, or an empty text."""
        pay = self.pay
        return money.display(pay, self.engagement) if pay else ""

    @property
    def engagement(self) -> money.Engagement:
        """What the pay is for."""
        return money.Engagement(
            self.employment_types,  # type: ignore[attr-defined]
            self.weekly_hours,
            self.pay_is_full_time_rate,
        )

    @property
    def hours_label(self) -> str:
        """``20 hours``, or an empty text."""
        return money.hours_label(self.weekly_hours) if self.weekly_hours else ""

    def set_pay(self, pay: money.Pay | None, source: money.PaySource | str = "") -> None:
        """Write pay as given; ``derive_pay`` follows."""
        self.pay_minimum = pay.minimum if pay else None
        self.pay_maximum = pay.maximum if pay else None
        self.pay_currency = pay.currency if pay else ""
        self.pay_period = pay.period.value if pay else ""
        self.pay_payments_a_year = pay.payments_a_year if pay else None
        self.pay_kind = pay.kind.value if pay else money.PayKind.BASE.value
        self.pay_source = str(source) if pay else ""
        self.pay_parser_version = money.PARSER_VERSION if pay else None
        self.derive_pay()

    def derive_pay(self) -> None:
        """Compute the yearly equivalent from what is given."""
        low: Decimal | None = None
        high: Decimal | None = None
        if pay := self.pay:
            low, high = money.yearly_range(pay, self.engagement)
        self.pay_yearly_minimum, self.pay_yearly_maximum = low, high


def pay_constraints() -> list[models.BaseConstraint]:
    """What must hold of pay in every table that has it."""
    none = Q(pay_minimum__isnull=True, pay_maximum__isnull=True)
    return [
        models.CheckConstraint(
            condition=none | Q(pay_currency__regex=r"^[A-Z]{3}$") & ~Q(pay_period=""),
            name="%(app_label)s_%(class)s_pay_has_currency_and_period",
            violation_error_message="Pay needs a currency (such as EUR) and a period.",
        ),
        models.CheckConstraint(
            condition=(Q(pay_minimum__isnull=True) | Q(pay_minimum__gt=0))
            & (Q(pay_maximum__isnull=True) | Q(pay_maximum__gt=0)),
            name="%(app_label)s_%(class)s_pay_above_zero",
            violation_error_message="Pay is above 0; leave the field empty when it is unknown.",
        ),
        models.CheckConstraint(
            condition=Q(pay_minimum__isnull=True)
            | Q(pay_maximum__isnull=True)
            | Q(pay_maximum__gte=F("pay_minimum")),
            name="%(app_label)s_%(class)s_pay_maximum_not_below_minimum",
            violation_error_message="The maximum lies below the minimum.",
        ),
        models.CheckConstraint(
            condition=Q(pay_payments_a_year__isnull=True) | Q(pay_payments_a_year__range=(12, 14)),
            name="%(app_label)s_%(class)s_pay_payments_a_year",
            violation_error_message="Monthly pay comes 12, 13 or 14 times a year.",
        ),
        models.CheckConstraint(
            condition=Q(weekly_hours__isnull=True)
            | Q(weekly_hours__gt=0, weekly_hours__lte=MOST_HOURS),
            name="%(app_label)s_%(class)s_weekly_hours",
            violation_error_message=f"A week of work has up to {MOST_HOURS} hours.",
        ),
    ]
