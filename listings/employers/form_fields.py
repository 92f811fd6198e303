"""What an employer may say of a posting, field by field. Only what a rule demands is required.

Addresses are taken as employers paste them, and cleaned to one that mail, or a browser, gets to.
"""

import re
from contextlib import suppress
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

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

NO_MAIL = "Write one e-mail address, such as ada@company.com."
NO_SITE = "This is no web address that readers can open: write it as it stands in the browser."
NEITHER = "Neither a web address nor an e-mail address: write one, such as company.com/jobs."

_is_mail = EmailValidator(message=NO_MAIL, allowlist=[])
_is_web = URLValidator(["http", "https"])


class MailField(LineField):
    """An e-mail address; “Ada Byron <ada@umbra.example>” and “mailto:…” are read too."""

    widget = forms.EmailInput

    def clean(self, value: Any) -> str:
        return read_mail(super().clean(value))


class WebField(LineField):
    """A web address; ``https`` where it names none."""

    widget = forms.URLInput

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return read_web(text) if text else ""


class ApplyField(LineField):
    """Where applications go: a web address or an e-mail address."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if "@" in text and "/" not in text:
            return read_mail(text)
        return read_web(text, NEITHER) if text else ""


def read_mail(text: str) -> str:
    """Return the address alone; raises ``ValidationError``."""
    text = re.sub(r"\Amailto:", "", text, flags=re.IGNORECASE).partition("?")[0]
    if named := re.fullmatch(r"[^<>]*<([^<>]+)>", text):
        text = named[1]
    text = text.strip().rstrip(".,;")
    _is_mail(text)
    if text.endswith("]"):  # a number in place of a name
        raise ValidationError(NO_MAIL)
    return text


def read_web(text: str, why_not: str = NO_SITE) -> str:
    """Return the address with its scheme; raises ``ValidationError``."""
    address = text if "://" in text else f"https://{text}"
    try:
        _is_web(address)
        parts = urlsplit(address)
        is_port = parts.port != 0
    except (ValueError, ValidationError) as problem:
        raise ValidationError(why_not) from problem
    if not is_port or parts.username is not None or not _is_public(parts):
        raise ValidationError(NO_SITE)
    return address


def _is_public(parts: SplitResult) -> bool:
    """Whether the host has a name of several parts, or a number that is not a private one's."""
    host = parts.hostname or ""
    with suppress(ValueError):
        return ip_address(host).is_global
    return "." in host.rstrip(".")


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
