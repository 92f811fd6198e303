"""The form of a posting, for a new one, an edit and a copy, with rules on several fields.

Each error says what to do. "Remote, Germany" and "Berlin, hybrid" among the places tick the
workplaces that they name, where nothing is ticked.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms

from jobboard.markup import MarkupError
from jobboard.site import dates, identity
from jobboard.site.form_fields import say_limits
from listings.employers import checks
from listings.employers.drafts import DraftReading, read_posting, to_html
from listings.employers.fields import as_typed
from listings.employers.form_fields import PostingFields, choices
from listings.employers.pay_rules import PayShape, check_pay
from listings.employers.places import PlacesRead, UnclearPlace, read_places
from listings.models import EmploymentTerm, PlaceKind, RemoteScope, Workplace
from listings.models.posting_draft import MOST_BYTES, bytes_of
from listings.reading.countries import COUNTRY_NAMES
from listings.reading.location_text import read_words

LONGEST_DESCRIPTION = 30_000
MOST_SKILLS = 30
LONGEST_WAIT_DAYS = 365
TICKS = (forms.CheckboxSelectMultiple, forms.RadioSelect, forms.CheckboxInput)

# words among the places that name a workplace
SAID = {
    "remote": Workplace.REMOTE,
    "anywhere": Workplace.REMOTE,
    "worldwide": Workplace.REMOTE,
    "hybrid": Workplace.HYBRID,
    "onsite": Workplace.ONSITE,
}


type Clean = dict[str, Any]


class PostingForm(PostingFields):
    """Cleans to values of a posting; ``cleaned_data`` gains ``pay``, ``reading`` and the like."""

    def __init__(self, typed: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """``typed`` is what a POST or a draft holds; see ``typed_in``."""
        site = identity.current()
        initial = {"pay_period": site.pay_period, "pay_shape": PayShape.RANGE.value}
        initial |= {"remote_scope": RemoteScope.COUNTRIES}
        super().__init__(typed, initial=initial | kwargs.pop("initial", {}), **kwargs)
        countries = sorted(COUNTRY_NAMES.items(), key=lambda country: country[1])
        self._choices("company_country", choices(countries, "Not stated"))
        self._choices("role", choices(self.reading.roles, "Read it from the title"))
        self._choices("skills", self.reading.skill_choices)
        say_limits(self.fields.values())
        for field in self.fields.values():
            field.error_messages["required"] = "This is missing."
            if not isinstance(field.widget, TICKS):
                field.widget.attrs.setdefault("class", "input")

    def _choices(self, name: str, values: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (told to the type checker)
        field.choices = values

    @cached_property
    def reading(self) -> DraftReading:
        """What is read in title and description, with all roles and skills of the board."""
        return read_posting(self.typed)

    @cached_property
    def findings(self) -> list[checks.Finding]:
        """What checks say of what is clean."""
        return checks.findings(self.cleaned_data) if hasattr(self, "cleaned_data") else []

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
        check_where(self, cleaned)
        check_term(self, cleaned)
        check_last_day(self, cleaned)
        check_pay(self, cleaned)
        size = bytes_of(self.typed)
        if size > MOST_BYTES and "description" not in self.errors:
            most = f"{MOST_BYTES // 1024} KB is the most"
            self.add_error(None, f"Together these texts take {size // 1024} KB; {most}.")
        return cleaned

    def _check_skills(self, cleaned: dict[str, Any]) -> None:
        """Ask the sender to look at the skills that the text names, before it is sent."""
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
    """Return a name; raises ``ValidationError`` for one without words or with a web address."""
    if not any(letter.isalnum() for letter in text):
        raise forms.ValidationError("Words are missing here.")
    if "://" in text or "www." in text.casefold():
        raise forms.ValidationError("No web address here; it has a field of its own.")
    return text


def typed_in(post: Any) -> dict[str, Any]:
    """Return what a POST holds of the form, as a draft keeps it."""
    return as_typed(post, PostingForm.base_fields.items())


def check_where(form: PostingForm, cleaned: Clean) -> None:
    """Set ``places`` to rows, ``workplaces`` and the remote scope in ``cleaned``; add errors."""
    read = _read_places(form, cleaned)
    _settle_workplaces(form, cleaned, read)
    _settle_remote(form, cleaned, read)
    workplaces = cleaned.get("workplaces", [])
    if workplaces and workplaces != [Workplace.REMOTE] and not cleaned.get("places"):
        form.add_error_once("places", "Where is the place of work? Name at least one city.")
    if Workplace.HYBRID not in workplaces and cleaned.get("office_days"):
        form.add_error_once("office_days", "Office days belong to hybrid work: tick Hybrid above.")


def _read_places(form: PostingForm, cleaned: Clean) -> PlacesRead:
    texts = cleaned.get("places") or []
    read = read_places(texts, form.answers_about("place")) if texts else PlacesRead()
    _say_unclear(form, read.unclear)
    for text, answer in form.answers_about("place").items():
        if text in texts and not any(one.text == text for one in read.unclear):
            form.keep_answer("places", f"place {text}", answer)
    cleaned["places"] = read.places  # after the errors, which take it out
    return read


def _say_unclear(form: PostingForm, unclear: list[UnclearPlace]) -> None:
    for one in unclear:
        if one.options:
            form.ask("places", f"place {one.text}", one.reason, *one.options)
        else:
            form.add_error("places", one.reason)


def _settle_workplaces(form: PostingForm, cleaned: Clean, read: PlacesRead) -> None:
    """Tick what the places name where nothing is ticked; else what they name has to be ticked."""
    said = list(dict.fromkeys(SAID[word] for word in sorted(read.says & set(SAID))))
    ticked = cleaned.get("workplaces") or []
    if not ticked and not form.errors.get("workplaces"):
        if read.countries and Workplace.REMOTE not in said:
            said.append(Workplace.REMOTE)  # "US only", and no office
        order = list(Workplace)
        cleaned["workplaces"] = sorted(said, key=order.index)
        if not said:
            form.add_error_once("workplaces", "This is missing.")
    elif missing := [place for place in said if place not in ticked]:
        label = missing[0].label
        form.add_error_once(
            "workplaces", f"Your places say “{label.lower()}”: tick {label}, or take the word out."
        )


def _settle_remote(form: PostingForm, cleaned: Clean, read: PlacesRead) -> None:
    workplaces = cleaned.get("workplaces") or []
    if Workplace.REMOTE not in workplaces:
        cleaned["remote_scope"], cleaned["remote_countries"] = "", []
        if read.countries:
            form.add_error_once(
                "places", "This says who may work remotely: name a city, or tick Remote."
            )
        return
    named = set(cleaned.get("remote_countries") or ())
    if not named and "remote_countries" not in form.errors:
        named = read.countries | _whole_countries(cleaned, workplaces)
    if cleaned.get("remote_scope") == RemoteScope.ANYWHERE or (
        not named and (read.is_anywhere or _says_anywhere(form))
    ):
        cleaned["remote_scope"], cleaned["remote_countries"] = RemoteScope.ANYWHERE.value, []
    elif not named:
        cleaned["remote_scope"] = ""  # a scope of countries without any cannot be shown
        form.add_error_once("remote_countries", "From which countries? Or choose “anywhere”.")
    else:
        cleaned["remote_scope"] = RemoteScope.COUNTRIES
        cleaned["remote_countries"] = sorted(named)


def _whole_countries(cleaned: Clean, workplaces: list[str]) -> set[str]:
    """For remote work alone: move whole countries from the places to the remote countries."""
    if workplaces != [Workplace.REMOTE]:
        return set()
    whole = [place for place in cleaned.get("places", []) if place.kind == PlaceKind.COUNTRY]
    cleaned["places"] = [place for place in cleaned.get("places", []) if place not in whole]
    return {place.country for place in whole}


def _says_anywhere(form: PostingForm) -> bool:
    """Whether the field of remote countries says "Worldwide" or "Anywhere"."""
    said = read_words(str(form.typed.get("remote_countries", ""))[:200])
    return bool(said & {"worldwide", "anywhere"})


def check_term(form: PostingForm, cleaned: Clean) -> None:
    if cleaned.get("term_months") and cleaned.get("term") != EmploymentTerm.FIXED:
        cleaned["term_months"] = None  # the preview shows no months without their term
        form.add_error_once("term", "Months are given: choose “Fixed term”.")


def check_last_day(form: PostingForm, cleaned: Clean) -> None:
    last_day = cleaned.get("apply_by_on")
    if last_day is None:
        return
    days = (last_day - dates.today()).days
    if days < 0:
        form.add_error_once("apply_by_on", "This day is over.")
    elif days > LONGEST_WAIT_DAYS:
        form.add_error_once("apply_by_on", "More than a year away; a posting lives 90 days.")
