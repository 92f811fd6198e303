"""Forms of the admin whose phrases are checked before they are saved."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from listings.reading.alternatives import PhraseError
from listings.reading.phrase_checks import check_skill_phrase, check_title_phrase


def refuse(phrase: str, check: Callable[..., None], **how: bool) -> None:
    """Raise ValidationError with the place of the fault."""
    try:
        check(phrase, **how)
    except PhraseError as fault:
        raise ValidationError(str(fault)) from fault


def refuse_lines(text: str, check: Callable[..., None]) -> None:
    """The same for phrases that stand one a line."""
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            if line.strip():
                check(line)
        except PhraseError as fault:
            faults.append(f"Line {number}, column {fault.column}: {fault.what}.")
    if faults:
        raise ValidationError(faults)


class CheckedForm(forms.ModelForm):
    """Checks what was typed; what stood there before this rule is left alone."""

    def typed(self, name: str) -> str:
        """What was typed into a field; empty where it is as it was."""
        value: str = self.cleaned_data.get(name) or ""
        return value if name in self.changed_data else ""


class TitlePhraseForm(CheckedForm):
    """For rows with a ``phrase`` of titles: aliases of roles, words for other work."""

    def clean_phrase(self) -> str:
        if phrase := self.typed("phrase"):
            refuse(phrase, check_title_phrase)
        return self.cleaned_data["phrase"]


class LevelPhraseForm(CheckedForm):
    def clean_phrase(self) -> str:
        if phrase := self.typed("phrase"):
            refuse(phrase, check_title_phrase, is_level=True)
        return self.cleaned_data["phrase"]


class RolePhrasesForm(CheckedForm):
    """For the name and the exclusions of a role."""

    def clean_name(self) -> str:
        if name := self.typed("name"):
            refuse(name, check_title_phrase)
        return self.cleaned_data["name"]

    def clean_exclusions(self) -> str:
        refuse_lines(self.typed("exclusions"), check_title_phrase)
        return self.cleaned_data["exclusions"]


class SkillPhraseForm(CheckedForm):
    """Checks one field by whether its phrase counts only as written."""

    phrase_field = "phrase"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if phrase := self.typed(self.phrase_field):
            try:
                is_exact = bool(cleaned.get("is_case_sensitive"))
                refuse(phrase, check_skill_phrase, is_exact=is_exact)
            except ValidationError as error:
                self.add_error(self.phrase_field, error)
        return cleaned


class SkillForm(SkillPhraseForm):
    phrase_field = "name"

    def clean_exclusions(self) -> str:
        refuse_lines(self.typed("exclusions"), check_skill_phrase)
        return self.cleaned_data["exclusions"]
