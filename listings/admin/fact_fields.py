"""Lists that an editor corrects by typing: skills that a posting asks for, languages."""

from abc import ABC, abstractmethod
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Lower

from listings.models import Skill, SkillAlias
from listings.reading.conditions import languages_by_name
from listings.reading.words import fold

MOST_CHARACTERS = 2_000


class CodesField(forms.CharField, ABC):
    """Names or codes with commas between; cleans to codes, each once, in the order typed.

    A part that has no code stays as typed, for the form to refuse where the list was changed: a row
    that holds a code which is gone by now can be saved all the same.
    """

    def __init__(self, label: str, help_text: str) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            max_length=MOST_CHARACTERS,
            widget=forms.TextInput(attrs={"class": "vTextField"}),
        )

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        names = self.names_of(value)
        return ", ".join(str(names.get(code, code)) for code in value)

    # a CharField by what is typed, a list once it is clean, as CountryCodesField is
    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        if isinstance(value, list):
            return value
        text = str(super().to_python(value) or "")
        self.run_validators(text)  # of length and null characters, which no list has
        parts = [part.strip() for part in text.split(",") if part.strip()]
        codes = self.codes_of([fold(part) for part in parts])
        return list(dict.fromkeys(codes.get(fold(part), part) for part in parts))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return list(initial or []) != self.to_python(data or "")
        except ValidationError:
            return True

    @abstractmethod
    def names_of(self, codes: list[str]) -> dict[str, str]:
        """Code → name, of those codes that there are."""

    @abstractmethod
    def codes_of(self, folded: list[str]) -> dict[str, str]:
        """What was typed, folded → its code, where it has one."""


class SkillsField(CodesField):
    """Skills by name, slug or alias; up to two queries for a list that is not empty."""

    def names_of(self, codes: list[str]) -> dict[str, str]:
        if not codes:
            return {}
        return dict(Skill.objects.filter(slug__in=codes).values_list("slug", "name"))

    def codes_of(self, folded: list[str]) -> dict[str, str]:
        if not folded:
            return {}
        aliases = SkillAlias.objects.annotate(folded=Lower("phrase")).filter(folded__in=folded)
        by_alias = {
            fold(phrase): slug for phrase, slug in aliases.values_list("phrase", "skill__slug")
        }
        named = Skill.objects.filter(Q(slug__in=folded) | Q(sort_name__in=folded))
        rows = list(named.values_list("slug", "sort_name"))
        return by_alias | {slug: slug for slug, _ in rows} | {name: slug for slug, name in rows}


class LanguagesField(CodesField):
    """Languages by name or code of two letters (ISO 639-1)."""

    def names_of(self, codes: list[str]) -> dict[str, str]:
        return {code: name for code, name in languages_by_name() if code in codes}

    def codes_of(self, folded: list[str]) -> dict[str, str]:
        names = dict(languages_by_name())
        return {code: code for code in names} | {fold(name): code for code, name in names.items()}
