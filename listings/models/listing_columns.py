"""The columns of a posting, by what they tell. ``fields.py`` says what each means to the board."""

from enum import StrEnum

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from listings.models.choices import (
    RUNS,
    Clearance,
    ClosedReason,
    Degree,
    EmploymentTerm,
    EmploymentType,
    Industry,
    Level,
    Newcomers,
    Offered,
    RemoteScope,
    Status,
    Workplace,
    YearsBand,
)
from listings.models.company import Company
from listings.models.place import ListingPlace, Place
from listings.models.source import Source
from listings.models.vocabulary import Skill
from listings.pay import money
from roles.models import Role


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.value.capitalize()) for value in values]


class ListingColumns(models.Model):
    """Empty where nothing is stated. ``Listing`` adds what follows from them."""

    # The job
    company = models.ForeignKey(Company, models.PROTECT, related_name="listings", db_index=False)
    title = models.CharField(max_length=250)
    slug = models.SlugField(max_length=100, blank=True, default="", editable=False, db_index=False)
    normalized_title = models.CharField(max_length=250, editable=False)
    text_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    description_html = models.TextField(
        "description",
        blank=True,
        default="",
        help_text="HTML; made safe when it is saved.",
    )
    description_source = models.TextField(
        "description as written", blank=True, default="", help_text="The employer's Markdown."
    )
    department = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(
        max_length=2,
        blank=True,
        default="",
        help_text="ISO 639-1, such as de; empty if not known. Decides how words are stemmed.",
    )
    level = models.CharField(max_length=10, choices=Level, blank=True, default="")
    roles = models.ManyToManyField(Role, related_name="listings", blank=True)
    skills = models.ManyToManyField(Skill, related_name="listings", blank=True)
    is_open_application = models.BooleanField(
        default=False, help_text="A talent pool, no vacancy: on the company's page only."
    )

    industry = models.CharField(  # the company's: a trigger writes it, and nothing else does
        max_length=13, choices=Industry, blank=True, default="", editable=False
    )

    # What it asks of those who apply: read from the text, or an editor's
    years_asked = models.PositiveSmallIntegerField(
        "years of experience asked",
        null=True,
        blank=True,
        help_text="The least that meets every demand; 0 where none is needed, empty: not stated.",
    )
    degree_asked = models.CharField(
        "degree",
        max_length=10,
        choices=Degree,
        blank=True,
        default="",
        help_text="Required only where nothing else, such as experience, serves as well.",
    )

    years_band = models.GeneratedField(
        expression=Case(
            When(years_asked__lte=1, then=Value(YearsBand.UP_TO_ONE)),
            When(years_asked__lte=3, then=Value(YearsBand.TWO_TO_THREE)),
            When(years_asked__lte=6, then=Value(YearsBand.FOUR_TO_SIX)),
            When(years_asked__gt=6, then=Value(YearsBand.SEVEN_AND_MORE)),
            default=Value(""),
        ),
        output_field=models.CharField(max_length=4),
        db_persist=True,
    )
    clearance = models.CharField(
        "clearance or citizenship",
        max_length=11,
        choices=Clearance,
        blank=True,
        default="",
        help_text="Only where one is required.",
    )
    skills_must = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        verbose_name="skills that are a must",
        help_text="Slugs of those skills of the posting that its text plainly requires.",
    )
    skills_nice = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        verbose_name="skills that are nice to have",
        help_text="Slugs of those that its text only wishes for; the others are named.",
    )
    languages_asked = ArrayField(
        models.CharField(max_length=2),
        default=list,
        blank=True,
        help_text="ISO 639-1 codes of the languages that applicants are asked for.",
    )

    # What it offers those who come from elsewhere: read from the text, or an editor's
    visa = models.CharField(
        "visa sponsorship", max_length=3, choices=Offered, blank=True, default=""
    )
    relocation = models.CharField(
        "help with relocating", max_length=3, choices=Offered, blank=True, default=""
    )
    equity = models.CharField(
        "equity offered",
        max_length=3,
        choices=((Offered.YES, Offered.YES.label),),
        blank=True,
        default="",
    )
    newcomers = models.CharField(
        "new to the work",
        max_length=7,
        choices=Newcomers,
        blank=True,
        default="",
        help_text="Only where the text says so of those who come from other work.",
    )
    evidence = models.JSONField(
        default=dict,
        blank=True,
        help_text="The sentence behind each fact read from the text, by the fact's column.",
    )

    # Terms, shown as written but for the hours
    employment_types = ArrayField(
        models.CharField(max_length=15, choices=EmploymentType), default=list, blank=True
    )
    weekly_hours = models.DecimalField(
        "hours a week",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="Such as 20 or 38.5. From them follows the yearly pay of part-time work.",
    )
    workload = models.CharField(
        max_length=60, blank=True, default="", help_text="Such as “80–100 %” or “30 hours a week”."
    )
    term = models.CharField(max_length=10, choices=EmploymentTerm, blank=True, default="")
    term_months = models.PositiveSmallIntegerField(
        "fixed term in months", null=True, blank=True, help_text="Only for a fixed term."
    )
    start = models.CharField(
        max_length=60, blank=True, default="", help_text="Such as “1 March” or “at once”."
    )
    openings = models.PositiveSmallIntegerField(
        "number of openings", null=True, blank=True, help_text="Empty: not stated."
    )
    reference = models.CharField(
        max_length=60, blank=True, default="", help_text="The employer's own number of it."
    )

    # Where
    workplaces = ArrayField(
        models.CharField(max_length=10, choices=Workplace), default=list, blank=True
    )
    remote_scope = models.CharField(
        max_length=10,
        choices=RemoteScope,
        blank=True,
        default="",
        help_text="Who may work remotely; empty when it is not remote.",
    )
    remote_countries = ArrayField(
        models.CharField(max_length=2),
        default=list,
        blank=True,
        help_text="ISO codes; groups such as EU are written out.",
    )
    places = models.ManyToManyField(
        Place,
        through=ListingPlace,
        through_fields=("listing", "place"),
        related_name="listings",
        blank=True,
    )
    office_days = models.PositiveSmallIntegerField(
        "office days a week", null=True, blank=True, help_text="Only for hybrid work."
    )

    # Pay as given, which `Listing.set_pay` writes, and beside it what the board derives
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
    pay_kind = models.CharField(
        max_length=9, choices=_choices(money.PayKind), default=money.PayKind.BASE
    )
    pay_note = models.CharField(
        max_length=200, blank=True, default="", help_text="Such as “TVöD P8, shift bonus”."
    )
    pay_by_place = models.JSONField(
        default=list,
        blank=True,
        help_text="Where pay differs by place or level: tiers as listings/pay/tiers.py has them.",
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
    pay_bonus = models.CharField("bonus", max_length=200, blank=True, default="")
    pay_equity = models.CharField("equity", max_length=200, blank=True, default="")
    benefits = ArrayField(models.CharField(max_length=120), default=list, blank=True)

    # Applying
    apply_url = models.URLField(max_length=1000, blank=True, default="")
    apply_email = models.EmailField(blank=True, default="")
    apply_by_on = models.DateField("apply by", null=True, blank=True)

    # Who gave us the posting: an employer, or a board that is read
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="postings",
    )
    submitted_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it last came to the editors."
    )
    contact_name = models.CharField(max_length=120, blank=True, default="")
    contact_email = models.EmailField(blank=True, default="", help_text="Never shown to readers.")
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="listings", editable=False
    )
    source_url = models.URLField(
        max_length=1000, blank=True, default="", help_text="The posting at its source."
    )

    # Status and dates: once the row exists, only `listings.transitions` writes them
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    closed_reason = models.CharField(
        max_length=20, choices=ClosedReason, blank=True, default="", editable=False
    )
    closed_by = models.CharField(
        max_length=10,
        blank=True,
        default="",
        editable=False,
        help_text="The role of who closed it; empty where that is not known.",
    )
    posted_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was published; never moved afterwards."
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_at = models.DateTimeField(
        null=True, blank=True, help_text="When the employer last said that it is still open."
    )
    first_seen_at = models.DateTimeField(default=timezone.now, editable=False)
    featured_until = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    frozen_by = models.CharField(max_length=40, blank=True, default="", editable=False)
    frozen_reason = models.CharField(max_length=200, blank=True, default="", editable=False)
    cleared_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When an editor last found nothing wrong with it.",
    )
    run_days = models.PositiveSmallIntegerField(
        "days online", null=True, blank=True, choices=[(days, f"{days} days") for days in RUNS]
    )

    # What the board notes of it
    duplicate_of = models.ForeignKey(
        "listings.Listing",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="duplicates",
        help_text="The near-identical posting that lists show instead.",
    )
    is_cluster_decided = models.BooleanField(
        default=False, help_text="An editor split or joined it; a sync leaves that as it is."
    )
    edited_fields = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, editable=False
    )
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
