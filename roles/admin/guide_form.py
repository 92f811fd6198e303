"""Forms of a guide: what the database would refuse is said beside the field."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from roles.admin.what_changed import ToldForm
from roles.admin.writing import text_area, text_line
from roles.models import Guide

YEARS = range(1990, 2101)  # a slip of the keyboard, and what no database reads back
UNDATED = "A scheduled or published guide needs a date and time."


class GuideForm(ToldForm):
    """The status is no field: it changes by actions."""

    class Meta:
        widgets = {"title": text_line(), "deck": text_area(lines=3)}
        help_texts = {
            "kind": "A comparison takes the profiles of two or three roles side by side, below; "
            "an explainer is sections of your own, with the figures of its roles beside it.",
            "related": "Guides to read next. Where these are few, the site finds more by itself.",
        }

    def clean_published_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["published_at"]
        if at and at.year not in YEARS:
            raise ValidationError(f"The year lies between {YEARS[0]} and {YEARS[-1]}.")
        status = self.instance.status
        if status in {Guide.Status.SCHEDULED, Guide.Status.PUBLISHED} and not at:
            raise ValidationError(f"{UNDATED} To take it off the site, use “Back to draft”.")
        if status == Guide.Status.PUBLISHED and at and at > timezone.now():
            raise ValidationError("It is published: a date to come would take it off the site.")
        return at


class GuideSectionFormSet(forms.BaseInlineFormSet):
    """Sections of one guide; a kind of the profiles' sections is replaced once."""

    def clean(self) -> None:
        super().clean()
        taken: set[str] = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            replaces = "" if data.get("DELETE") else data.get("replaces", "")
            if replaces and replaces in taken:
                form.add_error("replaces", "Another section replaces that one already.")
            taken.add(replaces)
