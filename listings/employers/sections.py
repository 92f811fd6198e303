"""The form on the page: its parts in order, and in each the rows of fields."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BoundField

from listings.employers.findings import Finding
from listings.employers.form import TICKS, PostingForm, Question
from listings.models.fields import FORM_FIELDS

PARTS = {
    "company": "The company",
    "job": "The job",
    "terms": "Terms",
    "where": "Where",
    "pay": "Pay",
    "apply": "Applying, and you",
}

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
        return FORM_FIELDS[name].required

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
        Part(slug, title, INTRODUCTIONS.get(slug, ""), tuple(_rows(form, slug)))
        for slug, title in PARTS.items()
    ]


def _rows(form: PostingForm, part: str) -> Iterator[Row]:
    for name, width in ((f.name, f.width) for f in FORM_FIELDS.values() if f.part == part):
        said = (finding for finding in form.findings if finding.field == name)
        asked = (question for question in form.questions if question.field == name)
        yield Row(form[name], width, tuple(said), tuple(asked))
