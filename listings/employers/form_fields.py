"""What an employer may say of a posting, field by field. Only what a rule demands is required."""

from typing import Any

from django import forms

from listings.employers.address_fields import ApplyField, MailField, WebField
from listings.employers.fields import (
    AmountField,
    AnswersField,
    AskingForm,
    CountryCodesField,
    DayField,
    HoursField,
    LineField,
    LinesField,
    PlacesField,
    SeveralTexts,
    TextsField,
)
from listings.employers.pay_rules import PayShape
from listings.models import (
    EmploymentTerm,
    EmploymentType,
    Industry,
    Level,
    RemoteScope,
    Workplace,
)
from listings.models.choices import RUNS
from listings.models.fields import FORM_FIELDS
from listings.models.listing_constraints import MOST_HOURS, MOST_OFFICE_DAYS, MOST_OPENINGS
from listings.pay.money import Period
from listings.reading.language import languages_of_texts

SIZES = ("1–10", "11–50", "51–200", "201–1,000", "1,001–5,000", "over 5,000")


def choices(values: Any, empty: str) -> list[tuple[str, str]]:
    return [("", empty), *values]


class PostingFields(AskingForm):
    company_name = LineField(max_length=200)
    company_website = WebField(
        required=False,
        max_length=200,
        help_text="If your e-mail address has the same domain, you count as verified.",
    )
    company_country = forms.ChoiceField(required=False)
    company_size = forms.ChoiceField(
        required=False, choices=choices([(s, s) for s in SIZES], "Not stated")
    )
    company_industry = forms.ChoiceField(
        required=False, choices=choices(Industry.choices, "Not stated")
    )
    title = LineField(
        max_length=120,
        help_text="The title alone: level, place and pay have fields of their own.",
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    role = forms.ChoiceField(required=False, help_text="Where readers look for it.")
    level = forms.ChoiceField(
        required=False, choices=choices(Level.choices, "Read it from the title")
    )
    language = forms.ChoiceField(
        choices=choices(languages_of_texts(), "Read it from the text"),
        required=False,
    )
    description = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
        strip=True,
        help_text="The work, the team, what you ask for. Markdown: **bold**, - lists, ## headings.",
    )
    employment_types = forms.MultipleChoiceField(
        required=False,
        choices=EmploymentType.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    workload = LineField(
        required=False,
        max_length=60,
        help_text="Such as 80–100 % or shifts at the weekend.",
    )
    weekly_hours = HoursField(
        required=False,
        min_value=0.5,
        max_value=MOST_HOURS,
        max_digits=4,
        decimal_places=1,
        help_text="Part-time pay is shown a year only with them.",
    )
    term = forms.ChoiceField(required=False, choices=choices(EmploymentTerm.choices, "Not stated"))
    term_months = forms.IntegerField(required=False, min_value=1, max_value=120)
    start = LineField(required=False, max_length=60, help_text="Such as 1 March or at once.")
    openings = forms.IntegerField(required=False, min_value=1, max_value=MOST_OPENINGS)
    reference = LineField(required=False, max_length=60)

    workplaces = forms.MultipleChoiceField(
        required=False,  # the places may say it
        choices=Workplace.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    places = PlacesField(
        required=False,
        widget=SeveralTexts(empty=2, attrs={"data-label": "Place", "list": "place-list"}),
        help_text="As you would write them: 10115 Berlin, or Berlin / Munich, or Remote, Germany.",
    )
    office_days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_OFFICE_DAYS,
        help_text="For hybrid work.",
    )
    remote_scope = forms.ChoiceField(
        required=False,
        choices=[
            (RemoteScope.COUNTRIES, "the countries or groups named here"),
            (RemoteScope.ANYWHERE, "anywhere"),
        ],
        widget=forms.RadioSelect,
    )
    remote_countries = CountryCodesField(
        required=False,
        help_text="With commas between: Germany, EU, LATAM.",
    )

    pay_shape = forms.ChoiceField(
        required=False,
        choices=PayShape.choices,
        widget=forms.RadioSelect,
    )
    pay_minimum = AmountField(required=False)
    pay_maximum = AmountField(required=False, help_text="At most three times the minimum.")
    pay_currency = LineField(
        required=False,
        max_length=20,
        help_text="Left empty: that of the first place.",
    )
    pay_period = forms.ChoiceField(required=False, choices=[(p.value, p.value) for p in Period])
    pay_payments = forms.ChoiceField(
        required=False,
        choices=[("", "12"), ("13", "13"), ("14", "14")],
        help_text="For monthly pay.",
    )
    pay_is_full_time_rate = forms.BooleanField(required=False)
    pay_bonus = LineField(required=False, max_length=200)
    pay_equity = LineField(required=False, max_length=200)
    pay_note = LineField(
        required=False,
        max_length=200,
        help_text="Such as a pay scale or a shift bonus. Shown as you write it.",
    )
    benefits = LinesField(
        required=False,
        most=20,
        longest=120,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line.",
    )

    skills = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    more_skills = LineField(required=False, max_length=1_000, help_text="With commas between.")

    seen_skills = TextsField(widget=forms.MultipleHiddenInput)
    answers = AnswersField()

    apply_to = ApplyField(
        max_length=1_000,
        help_text="A web address or an e-mail address; readers see it.",
    )
    apply_by_on = DayField()
    run_days = forms.TypedChoiceField(
        coerce=int,
        choices=[(days, f"{days} days") for days in RUNS],
        initial=30,
    )
    contact_name = LineField(required=False, max_length=120)
    email = MailField(
        max_length=254,
        help_text="Never shown. We send a code there, and the editors answer there.",
    )


for _name, _field in PostingFields.base_fields.items():
    _field.label = FORM_FIELDS[_name].label or None
