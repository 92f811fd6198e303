"""The form on the page: its parts in order, and in each the rows of fields."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BoundField

from listings.employers.findings import Finding
from listings.employers.form import TICKS, PostingForm, Question
from listings.employers.form_fields import REQUIRED_IF

# name of a field → how wide it stands on a wide screen
PARTS: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "company",
        "The company",
        {
            "company_name": "half",
            "company_website": "half",
            "company_country": "half",
            "company_size": "half",
        },
    ),
    (
        "job",
        "The job",
        {
            "title": "wide",
            "role": "half",
            "level": "half",
            "description": "wide",
            "language": "half",
            "skills": "wide",
            "more_skills": "wide",
        },
    ),
    (
        "terms",
        "Terms",
        {
            "employment_types": "wide",
            "weekly_hours": "half",
            "workload": "half",
            "start": "half",
            "term": "half",
            "term_months": "half",
            "openings": "half",
            "reference": "half",
        },
    ),
    (
        "where",
        "Where",
        {
            "workplaces": "wide",
            "places": "wide",
            "office_days": "half",
            "remote_scope": "wide",
            "remote_countries": "wide",
        },
    ),
    (
        "pay",
        "Pay",
        {
            "pay_shape": "wide",
            "pay_minimum": "quarter",
            "pay_maximum": "quarter",
            "pay_currency": "quarter",
            "pay_period": "quarter",
            "pay_payments": "half",
            "pay_is_full_time_rate": "wide",
            "pay_bonus": "half",
            "pay_equity": "half",
            "pay_note": "wide",
            "benefits": "wide",
        },
    ),
    (
        "apply",
        "Applying, and you",
        {
            "apply_to": "wide",
            "apply_by_on": "half",
            "run_days": "half",
            "contact_name": "half",
            "email": "half",
        },
    ),
)

INTRODUCTIONS = {
    "pay": "Every posting here says what it pays. Paste it as you have it: 55–65k, "
    "£450, 65.000 €. In a range, the first amount alone is a fixed one.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """``is_group`` for several ticks under one legend."""

    field: BoundField
    width: str
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...] = ()

    @property
    def mark(self) -> str:
        """What the label says of whether it must be filled in."""
        name = self.field.name
        if self.field.field.required and name != "run_days":
            return "required"
        return REQUIRED_IF.get(name, "")

    @property
    def is_group(self) -> bool:
        return isinstance(self.field.field.widget, TICKS[:2]) or self.field.name == "places"

    @property
    def target(self) -> str:
        """The id that an error leads to: of several ticks the first."""
        ticks = isinstance(self.field.field.widget, TICKS[:2])
        return f"{self.field.auto_id}_0" if ticks else self.field.auto_id

    @property
    def is_tick(self) -> bool:
        return isinstance(self.field.field.widget, TICKS[2])


@dataclass(frozen=True, slots=True)
class Part:
    slug: str
    title: str
    introduction: str
    rows: tuple[Row, ...]

    @property
    def has_errors(self) -> bool:
        return any(row.field.errors for row in self.rows)


def parts_of(form: PostingForm) -> list[Part]:
    """Return the form in parts, each field with what the checks found."""
    return [
        Part(slug, title, INTRODUCTIONS.get(slug, ""), tuple(_rows(form, widths)))
        for slug, title, widths in PARTS
    ]


def _rows(form: PostingForm, widths: dict[str, str]) -> Iterator[Row]:
    for name, width in widths.items():
        said = (finding for finding in form.findings if finding.field == name)
        asked = (question for question in form.questions if question.field == name)
        yield Row(form[name], width, tuple(said), tuple(asked))


def label_of(name: str) -> str:
    return str(PostingForm.base_fields[name].label or name)
