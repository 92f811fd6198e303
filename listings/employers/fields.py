"""Fields of the posting form: what people type in, what the market means out."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.forms.utils import flatatt
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from listings.pay.typed import TypedPay, UnreadablePayError, read_pay
from listings.reading.countries import compress, country_code, expand, group_code
from listings.reading.descriptions import one_line
from listings.reading.typed_places import area_names

MOST_PLACES = 20
MOST_ANSWERS = 30


class LineField(forms.CharField):
    """One line of text without control characters or overrides of direction.

    The browser is not told the longest: it would cut what is pasted, and say nothing.
    """

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {k: v for k, v in super().widget_attrs(widget).items() if k != "maxlength"}

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class HoursField(forms.DecimalField):
    """Hours a week, with a comma or a point; “38.5 h” is read too."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = str(value or "").strip().casefold()
        for unit in ("hours", "hour", "stunden", "std.", "std", "h"):
            text = text.removesuffix(unit).strip()
        return super().to_python(text.replace(",", "."))


class LinesField(forms.CharField):
    """A text of several lines; cleans to the lines that say something."""

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


class CountriesField(forms.CharField):
    """Countries and groups by code or name, with commas between; cleans to sorted codes."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(compress(value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        if isinstance(value, list):
            return value
        names = area_names(super().to_python(value) or "")
        unknown = [name for name in names if not (country_code(name) or group_code(name))]
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
    """One input for each text, and some that are empty: the first bears the field's own id."""

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
    """Hidden texts that the page itself sends back; whatever they say is no error."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**(kwargs | {"required": False}))

    def clean(self, value: Any) -> list[str]:
        return [str(text) for text in value or []]


class PlacesField(forms.Field):
    """Places by plain text; cleans to the texts, which ``where.py`` reads together."""

    widget = SeveralTexts

    def clean(self, value: Any) -> list[str]:
        texts = [one_line(text) for text in value or []]
        texts = list(dict.fromkeys(text for text in texts if text))
        if len(texts) > MOST_PLACES:
            raise ValidationError(f"{len(texts)} places; {MOST_PLACES} is the most.")
        if any(len(text) > 120 for text in texts):
            raise ValidationError("A place has at most 120 characters; each has its own field.")
        return texts


class ApplyField(forms.CharField):
    """Where applications go: a web address or an e-mail address."""

    def clean(self, value: Any) -> str:
        text = one_line(super().clean(value) or "").removeprefix("mailto:")
        if not text:
            return ""
        if "@" in text and "/" not in text:
            validate_email(text)
            return text
        address = text if "://" in text else f"https://{text}"
        try:
            URLValidator(["http", "https"])(address)
        except ValidationError as problem:
            raise ValidationError("Neither a web address nor an e-mail address.") from problem
        return address


class AnswersField(TextsField):
    """Answers to what the form asks back: ticks, and a choice of several under names with a number.

    Each is kept as the question's own key, so that it counts for nothing else.
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
    """Return what a POST holds of the fields: a text, or a list of texts, by name."""
    typed: dict[str, Any] = {}
    for name, field in fields:
        value = field.widget.value_from_datadict(data, {}, name)
        if isinstance(value, list):
            typed[name] = [plain(text) for text in value if plain(text)]
        else:
            typed[name] = plain(value)
    return {name: value for name, value in typed.items() if value}


def plain(value: object) -> str:
    """Return a text as it was typed, but for what the database cannot hold."""
    text = "" if value in (None, False) else "on" if value is True else str(value)
    return text.replace("\x00", "").replace("\r\n", "\n").encode("utf-8", "replace").decode()
