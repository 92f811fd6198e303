"""What an employer offers beside pay. All of it is shown as written and none is computed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from listings.models.choices import EmploymentTerm, Workplace

MOST_OPENINGS = 999
MOST_OFFICE_DAYS = 6


class OfferFields(models.Model):
    """Empty where nothing is stated; sources fill none of it yet, employers do."""

    workload = models.CharField(
        max_length=60, blank=True, default="", help_text="Such as “80–100 %” or “30 hours a week”."
    )
    term = models.CharField(max_length=10, choices=EmploymentTerm, blank=True, default="")
    term_months = models.PositiveSmallIntegerField(
        "fixed term in months", null=True, blank=True, help_text="Only for a fixed term."
    )
    office_days = models.PositiveSmallIntegerField(
        "office days a week", null=True, blank=True, help_text="Only for hybrid work."
    )
    pay_bonus = models.CharField("bonus", max_length=200, blank=True, default="")
    pay_equity = models.CharField("equity", max_length=200, blank=True, default="")
    benefits = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    start = models.CharField(
        max_length=60, blank=True, default="", help_text="Such as “1 March” or “at once”."
    )
    openings = models.PositiveSmallIntegerField(
        "number of openings", null=True, blank=True, help_text="Empty: not stated."
    )
    reference = models.CharField(
        max_length=60, blank=True, default="", help_text="The employer's own number of it."
    )
    apply_by_on = models.DateField("apply by", null=True, blank=True)

    class Meta:
        abstract = True


def offer_constraints() -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(term_months__isnull=True)
            | Q(term=EmploymentTerm.FIXED, term_months__gte=1),
            name="%(app_label)s_%(class)s_months_of_a_fixed_term",
            violation_error_message="Only a fixed term lasts a number of months.",
        ),
        models.CheckConstraint(
            condition=Q(office_days__isnull=True)
            | Q(office_days__range=(1, MOST_OFFICE_DAYS), workplaces__contains=[Workplace.HYBRID]),
            name="%(app_label)s_%(class)s_office_days_of_hybrid_work",
            violation_error_message="Office days belong to hybrid work: one to six a week.",
        ),
        models.CheckConstraint(
            condition=Q(openings__isnull=True) | Q(openings__range=(1, MOST_OPENINGS)),
            name="%(app_label)s_%(class)s_openings_from_one",
            violation_error_message=f"From 1 to {MOST_OPENINGS} openings.",
        ),
    ]
