"""Fields of the posting form, which clean typed text to values, and a form that asks back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from jobboard.site.form_fields import WholeTextField
from listings.pay.typed import TypedPay, UnreadablePayError, read_pay
from listings.reading.countries import area_code, compress, expand
from listings.reading.descriptions import one_line
from listings.reading.location_text import area_names

MOST_PLACES = 20
MOST_ANSWERS = 30


class LineField(WholeTextField):
    """One line of text without control characters or overrides of direction."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class DayField(forms.DateField):
    """A day as browsers send it, or written so that it cannot mean another one."""

    def __init__(self, *, css: str = "input", **kwargs: Any) -> None:
        super().__init__(
            required=False,
            input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"],
            error_messages={"invalid": "Write the day as 2026-05-31, or leave it empty."},
            widget=forms.DateInput(attrs={"class": css, "type": "date"}, format="%Y-%m-%d"),
            **kwargs,
        )


class HoursField(forms.DecimalField):
    """Hours a week, with a comma or a point; “38.5 h” is read too."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = str(value or "").strip().casefold()
        for unit in ("hours", "hour", "stunden", "std.", "std", "h"):
            text = text.removesuffix(unit).strip()
        return super().to_python(text.replace(",", "."))


class LinesField(forms.CharField):
    """A text of several lines; cleans to its lines, without empty and repeated ones."""

    widget = forms.Textarea

    def __init__(self, *, most: int, longest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most, self.longest = most, longest

    def clean(self, value: Any) -> list[str]:
        lines = [one_line(line).lstrip("-*• ") for line in (value or "").splitlines()]
        lines = list(dict.fromkeys(line for line in lines if line))
        if len(lines) > self.most:
            raise ValidationError(f"{len(lines)} lines; {self.most} is the most.")
        if too_long := [line for line in lines if len(line) > self.longest]:
            start = too_long[0][:30]
            raise ValidationError(f"“{start}…” is longer than {self.longest} characters.")
        return lines


class AmountField(LineField):
    """Pay as people paste it: ``60,000``, ``£450``, ``55–65k``; cleans to what the text says."""

    def clean(self, value: Any) -> TypedPay | None:
        text = super().clean(value)
        try:
            return read_pay(text) if text else None
        except UnreadablePayError as problem:
            raise ValidationError(str(problem)) from problem


class CountryCodesField(forms.CharField):
    """Countries and groups by code or name, with commas between; cleans to sorted codes."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(compress(value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        if isinstance(value, list):
            return value
        names = area_names(super().to_python(value) or "")
        unknown = [name for name in names if not area_code(name)]
        if unknown:
            raise forms.ValidationError(
                f"Neither a country nor a group that we know: {', '.join(unknown)}."
            )
        return sorted(expand(names))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return sorted(initial or []) != self.to_python(data or "")
        except forms.ValidationError:
            return True


class SeveralTexts(forms.Widget):
    """One input for each text and ``empty`` more; the first has the field's own id."""

    def __init__(self, *, empty: int, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.empty = empty

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name)
        return [values] if isinstance(values, str) else list(values or [])

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        attrs = self.build_attrs(self.attrs, attrs)
        base, label = attrs.pop("id", f"id_{name}"), attrs.pop("data-label", name)
        described = flatatt(attrs)
        texts = [*filter(None, value or []), *[""] * self.empty]
        return format_html_join(
            "",
            '<input name="{}" value="{}" id="{}" aria-label="{} {}"{}>',
            (
                (name, text, base if at == 0 else f"{base}_{at}", label, at + 1, described)
                for at, text in enumerate(texts)
            ),
        )


class TextsField(forms.Field):
    """Hidden texts that the page sends back; never an error."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**(kwargs | {"required": False}))

    def clean(self, value: Any) -> list[str]:
        return [str(text) for text in value or []]


class PlacesField(forms.Field):
    """Places by plain text; cleans to the texts, which the form reads together."""

    widget = SeveralTexts

    def clean(self, value: Any) -> list[str]:
        texts = [one_line(text) for text in value or []]
        texts = list(dict.fromkeys(text for text in texts if text))
        if len(texts) > MOST_PLACES:
            raise ValidationError(f"{len(texts)} places; {MOST_PLACES} is the most.")
        if any(len(text) > 120 for text in texts):
            raise ValidationError("A place has at most 120 characters; each has its own field.")
        return texts


class AnswersField(TextsField):
    """Answers to the form's questions, sent as ``answers`` or ``answers_<field>_<number>``.

    Each text is ``<key of the question> = <answer>``, so it holds for that question alone.
    """

    class Widget(forms.MultipleHiddenInput):
        def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
            get = data.getlist if hasattr(data, "getlist") else data.get
            names = [key for key in data if key == name or key.startswith(f"{name}_")]
            found = [get(key) or [] for key in names[:MOST_ANSWERS]]
            texts = [[value] if isinstance(value, str) else value for value in found]
            return [text for several in texts for text in several if text][:MOST_ANSWERS]

    widget = Widget


def as_typed(data: Mapping[str, Any], fields: Iterable[tuple[str, forms.Field]]) -> dict[str, Any]:
    """Return the fields of a POST that are not empty, by name: a text or a list of texts."""
    typed: dict[str, Any] = {}
    for name, field in fields:
        value = field.widget.value_from_datadict(data, {}, name)
        if isinstance(value, list):
            typed[name] = [typed_text(text) for text in value if typed_text(text)]
        else:
            typed[name] = typed_text(value)
    return {name: value for name, value in typed.items() if value}


def typed_text(value: object) -> str:
    """Return a text without what the database cannot hold, and with ``\\n`` at line ends."""
    text = "" if value in (None, False) else "on" if value is True else str(value)
    return text.replace("\x00", "").replace("\r\n", "\n").encode("utf-8", "replace").decode()


@dataclass(frozen=True, slots=True)
class PostingQuestion:
    """What the form asks back beside a field, and what was chosen before."""

    field: str
    key: str
    options: tuple[str, ...]
    chosen: str

    @property
    def ticks(self) -> list[tuple[str, str, bool]]:
        """Value, label, and whether it is chosen."""
        return [(f"{self.key} = {one}", one, one == self.chosen) for one in self.options]


class AskingForm(forms.Form):
    """A form that may ask back about what was typed. ``typed`` is as ``as_typed`` returns it."""

    def __init__(self, typed: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(None if typed is None else _as_post(typed), **kwargs)
        self.typed = dict(typed or {})
        self.questions: list[PostingQuestion] = []

    def add_error_once(self, name: str, text: str) -> None:
        """Add an error to a field that has none of its own yet."""
        if name not in self.errors:
            self.add_error(name, text)

    def ask(self, name: str, key: str, text: str, *options: str) -> None:
        """Ask what is meant: an error until one of the options was chosen.

        ``key`` names what is asked about, so that an answer holds until that changes.
        """
        answers = self.typed.get("answers", [])
        chosen = next((option for option in options if f"{key} = {option}" in answers), "")
        self.questions.append(PostingQuestion(name, key, options, chosen))
        if not chosen:
            self.add_error(name, text)

    def keep_answer(self, name: str, key: str, answer: str) -> None:
        """Show an answer that has settled its question, so that it can be taken back."""
        self.questions.append(PostingQuestion(name, key, (answer,), answer))

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
        """Drop the errors of empty fields, for a preview of a form that is not finished."""
        for name in [name for name in self.errors if not self.typed.get(name)]:
            del self.errors[name]


def _as_post(typed: Mapping[str, Any]) -> MultiValueDict:
    lists = {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    return MultiValueDict(lists)
