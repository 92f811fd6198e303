"""What must hold of every posting, and the indexes that its queries need."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from listings.models.choices import EmploymentTerm, RemoteScope, Status, Workplace
from listings.reading.requirements import MOST_YEARS

MOST_HOURS = 80  # a week: beyond it a slip is likelier than work
MOST_OPENINGS = 999
MOST_OFFICE_DAYS = 6

_HAS_NO_PAY = Q(pay_minimum__isnull=True, pay_maximum__isnull=True)

INDEXES: list[models.Index] = [
    # every list: live postings, newest first
    models.Index(
        F("posted_at").desc(),
        F("id").desc(),
        condition=Q(status=Status.PUBLISHED, frozen_at__isnull=True),
        name="listing_live_newest",
    ),
    # a company's page; duplicates of one title
    models.Index(fields=("company", "normalized_title"), name="listing_by_company_title"),
    # those of a company, apart from its openings
    models.Index(
        fields=("company", "-posted_at"),
        condition=Q(is_open_application=True),
        name="listing_open_application",
    ),
    # those that the demo made up: how many stand among the real ones, nearly always none
    models.Index(fields=("id",), condition=Q(is_demo=True), name="listing_of_demo"),
    # other postings with the same text, for editors
    models.Index(fields=("text_hash",), name="listing_by_text"),
    # the editors' queue, the longest wait first
    models.Index(
        fields=("submitted_at", "id"),
        condition=Q(status=Status.PENDING),
        name="listing_waiting",
    ),
    # when the next one runs out, or is featured no longer: listings/models/listing_queryset.py
    models.Index(
        fields=("expires_at",),
        condition=Q(status=Status.PUBLISHED, expires_at__isnull=False),
        name="listing_by_end",
    ),
    models.Index(
        fields=("featured_until",),
        condition=Q(featured_until__isnull=False),
        name="listing_by_featured",
    ),
    # ?country= for remote postings
    GinIndex(fields=("remote_countries",), name="listing_by_remote_country"),
]

CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        condition=_HAS_NO_PAY | Q(pay_currency__regex=r"^[A-Z]{3}$") & ~Q(pay_period=""),
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
    models.CheckConstraint(
        condition=Q(years_asked__isnull=True) | Q(years_asked__lte=MOST_YEARS),
        name="%(app_label)s_%(class)s_years_asked_plausible",
        violation_error_message=f"At most {MOST_YEARS} years of experience.",
    ),
    models.CheckConstraint(
        condition=Q(term_months__isnull=True) | Q(term=EmploymentTerm.FIXED, term_months__gte=1),
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
    models.CheckConstraint(
        condition=Q(status=Status.CLOSED, closed_at__isnull=False) & ~Q(closed_reason="")
        | ~Q(status=Status.CLOSED) & Q(closed_at__isnull=True, closed_reason=""),
        name="%(app_label)s_%(class)s_closed_says_when_and_why",
        violation_error_message="A closed posting has a date and a reason, others neither.",
    ),
    models.CheckConstraint(
        condition=~Q(status__in=(Status.PUBLISHED, Status.CLOSED)) | Q(posted_at__isnull=False),
        name="%(app_label)s_%(class)s_published_has_date",
        violation_error_message="A published posting needs the date of its publication.",
    ),
    models.CheckConstraint(
        condition=Q(remote_scope=RemoteScope.COUNTRIES) & ~Q(remote_countries=[])
        | ~Q(remote_scope=RemoteScope.COUNTRIES) & Q(remote_countries=[]),
        name="%(app_label)s_%(class)s_remote_countries_match_scope",
        violation_error_message="Name the countries, or choose another scope.",
    ),
    models.CheckConstraint(
        condition=Q(remote_scope="") | Q(workplaces__contains=[Workplace.REMOTE]),
        name="%(app_label)s_%(class)s_remote_scope_needs_remote",
        violation_error_message="Only a remote posting says who may work remotely.",
    ),
    models.CheckConstraint(
        condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("id")),
        name="%(app_label)s_%(class)s_no_duplicate_of_itself",
        violation_error_message="A posting is no duplicate of itself.",
    ),
    models.CheckConstraint(
        condition=Q(apply_email="") | Q(apply_url=""),
        name="%(app_label)s_%(class)s_one_way_to_apply",
        violation_error_message="Give an address to apply at or an e-mail, not both.",
    ),
]
