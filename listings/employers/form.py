"""The form of a posting: one for a new one, an edit and a copy. What was typed is never lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from jobboard.site import identity
from listings.employers.description import MarkupError, to_html
from listings.employers.fields import as_typed
from listings.employers.findings import Finding, findings
from listings.employers.findings import Level as FindingLevel
from listings.employers.form_fields import PostingFields, choices
from listings.employers.form_rules import check
from listings.employers.pay_rules import Shape
from listings.employers.reading import Reading, read_posting
from listings.models import RemoteScope
from listings.models.posting_draft import MOST_BYTES, bytes_of
from listings.reading.countries import COUNTRY_NAMES

LONGEST_DESCRIPTION = 30_000
MOST_SKILLS = 30
TICKS = (forms.CheckboxSelectMultiple, forms.RadioSelect, forms.CheckboxInput)


@dataclass(frozen=True, slots=True)
class Question:
    """What the form asks back beside a field, and what was answered before."""

    field: str
    key: str
    options: tuple[str, ...]
    chosen: str

    @property
    def ticks(self) -> list[tuple[str, str, bool]]:
        """Value, label, and whether it is chosen."""
        return [(f"{self.key} = {one}", one, one == self.chosen) for one in self.options]


class PostingForm(PostingFields):
    """Cleans to values of the market; no seat and no currency is invented."""

    def __init__(self, typed: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """``typed`` is what a POST or a draft holds; see ``typed_in``."""
        site = identity.current()
        initial = {"pay_period": site.pay_period, "pay_shape": Shape.RANGE.value}
        initial |= {"remote_scope": RemoteScope.COUNTRIES}
        data = None if typed is None else _as_post(typed)
        super().__init__(data, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.typed = dict(typed or {})
        self.questions: list[Question] = []
        countries = sorted(COUNTRY_NAMES.items(), key=lambda country: country[1])
        self._choices("company_country", choices(countries, "Not stated"))
        self._choices("role", choices(self.reading.roles, "Read it from the title"))
        self._choices("skills", self.reading.skill_choices)
        for field in self.fields.values():
            field.error_messages["required"] = "This is missing."
            if not isinstance(field.widget, TICKS):
                field.widget.attrs.setdefault("class", "input")

    def _choices(self, name: str, values: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (told to the type checker)
        field.choices = values

    def add_error_once(self, name: str, text: str) -> None:
        """Add an error to a field that has none of its own yet."""
        if name not in self.errors:
            self.add_error(name, text)

    def ask(self, name: str, key: str, text: str, *options: str) -> None:
        """Ask about what may be meant: an error until one of the options was chosen.

        ``key`` names what is asked about, so that an answer holds until that changes.
        """
        answers = self.typed.get("answers", [])
        chosen = next((option for option in options if f"{key} = {option}" in answers), "")
        self.questions.append(Question(name, key, options, chosen))
        if not chosen:
            self.add_error(name, text)

    def keep_answer(self, name: str, key: str, answer: str) -> None:
        """Show an answer that has settled its question, so that it can be taken back."""
        self.questions.append(Question(name, key, (answer,), answer))

    def answers_about(self, kind: str) -> dict[str, str]:
        """Return what was chosen, by what it is about: ``{"Pariss": "Paris, France"}``."""
        found = (
            answer.removeprefix(f"{kind} ")
            for answer in self.typed.get("answers", [])
            if answer.startswith(f"{kind} ")
        )
        pairs = (answer.rpartition(" = ") for answer in found)
        return {about: chosen for about, _, chosen in pairs if about}

    def forget_missing(self) -> None:
        """Leave only errors of what was typed: who looks at a preview is not done yet."""
        for name in [name for name in self.errors if not self.typed.get(name)]:
            del self.errors[name]

    @cached_property
    def reading(self) -> Reading:
        """What the board reads in the title and the text, and knows of roles and skills."""
        return read_posting(self.typed)

    @cached_property
    def findings(self) -> list[Finding]:
        """What checks say of what is clean."""
        return findings(self.cleaned_data) if hasattr(self, "cleaned_data") else []

    def clean_title(self) -> str:
        return _words(self.cleaned_data["title"])

    def clean_company_name(self) -> str:
        return _words(self.cleaned_data["company_name"])

    def clean_role(self) -> list[str]:
        """Slugs of the role chosen, else of those that the title names."""
        role = self.cleaned_data["role"]
        return [role] if role else list(self.reading.title_roles)

    def clean_level(self) -> str:
        return self.cleaned_data["level"] or self.reading.level

    def clean_description(self) -> str:
        text = self.cleaned_data["description"]
        if len(text) > LONGEST_DESCRIPTION:
            raise forms.ValidationError(
                f"{len(text):,} characters; {LONGEST_DESCRIPTION:,} is the most. "
                "All of it is still here: shorten it."
            )
        try:
            self.cleaned_data["description_html"] = to_html(text)
        except MarkupError as problem:
            raise forms.ValidationError(f"Line {problem.line}: {problem}") from problem
        return text

    def clean_more_skills(self) -> list[str]:
        """Slugs of the skills that were typed; names that the board does not know are refused."""
        slugs, unknown = self.reading.known(self.cleaned_data["more_skills"])
        if unknown:
            raise forms.ValidationError(
                f"Not among the skills that readers filter by: {', '.join(unknown[:10])}. "
                "Leave them to the description."
            )
        return slugs

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["reading"] = self.reading
        self._check_skills(cleaned)
        check(self, cleaned)
        size = bytes_of(self.typed)
        if size > MOST_BYTES and "description" not in self.errors:
            most = f"{MOST_BYTES // 1024} KB is the most"
            self.add_error(None, f"Together these texts take {size // 1024} KB; {most}.")
        for finding in self.findings:
            if finding.level == FindingLevel.REFUSED:
                self.add_error(finding.field, finding.text)
        return cleaned

    def _check_skills(self, cleaned: dict[str, Any]) -> None:
        """Every skill that the text names was seen by a person before it is sent."""
        skills = [*cleaned.get("skills", []), *cleaned.get("more_skills", [])]
        cleaned["all_skills"] = list(dict.fromkeys(skills))
        if (number := len(cleaned["all_skills"])) > MOST_SKILLS:
            self.add_error(
                "skills", f"{number} skills; {MOST_SKILLS} is the most. Keep those that matter."
            )
        elif set(self.reading.suggested) - set(skills) - set(cleaned.get("seen_skills", [])):
            self.add_error(
                "skills",
                "Your text names these skills. Untick what you do not ask for, then send again.",
            )

    @property
    def ticked_skills(self) -> list[str]:
        """Those that were ticked, and those that are shown for the first time."""
        seen = self.typed.get("seen_skills", [])
        return [*self.reading.chosen, *(s for s in self.reading.suggested if s not in seen)]


def _words(text: str) -> str:
    """A line that is shown as a name: words, and no address in it."""
    if not any(letter.isalnum() for letter in text):
        raise forms.ValidationError("Words are missing here.")
    if "://" in text or "www." in text.casefold():
        raise forms.ValidationError("No web address here; it has a field of its own.")
    return text


def typed_in(post: Any) -> dict[str, Any]:
    """Return what a POST holds of the form, as a draft keeps it."""
    return as_typed(post, PostingForm.base_fields.items())


def _as_post(typed: Mapping[str, Any]) -> MultiValueDict:
    lists = {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    return MultiValueDict(lists)
