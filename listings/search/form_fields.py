"""Form fields that drop a bad value alone, name it, and keep what is good.

Each field leaves what it refused in ``rejected``; the page shows it beside the field. Fields are
copied for every form, so what one visitor typed is never seen by another.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Self

from django import forms
from django.db.models import Model
from django.utils.text import slugify

from jobboard.http.changes import TEXTS
from jobboard.http.parts import KeptParts
from listings.models.prepared import Prepared
from listings.reading.countries import COUNTRY_NAMES, area_code
from listings.reading.query_syntax import parse
from listings.search.understanding.pieces import flag_of

MAX_VALUES = 60
NOT_STATED = "none"  # the value that asks for postings which state none
SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\Z")
WHOLE_NUMBER = re.compile(r"(\d{1,12}|\d{1,3}(?:[ ,.]\d{3}){1,3})([kK]?)\Z", re.ASCII)


# parameters whose name is not the word that stands on the page
TITLES = {
    "q": "Search",
    "type": "Employment type",
    "salary_min": "Pay",
    "has_salary": "Only with pay",
    "years_max": "Experience",
    "knows": "Skills",
    "sort": "Order",
}


@dataclass(frozen=True)
class Rejected:
    """A value that was typed and not understood; ``near``: searches for what may be meant."""

    name: str
    value: str
    reason: str
    near: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """The parameter as a reader knows it from the page."""
        words = self.name.replace("-", " ").replace("_", " ")
        return TITLES.get(self.name) or words.capitalize()


def plain(value: object) -> str:
    """Return what was typed without surrounding space and NUL, which PostgreSQL cannot hold."""
    return str(value or "").replace("\x00", " ").strip()


class LenientField(forms.Field):
    """What all our fields share: they refuse single values and never the whole form."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**(kwargs | {"required": False}))  # type: ignore[arg-type]
        self.rejected: list[tuple[str, str]] = []

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        """The field of one form: what it refuses is no other's; all else is shared."""
        copied = type(self).__new__(type(self))
        copied.__dict__.update(self.__dict__, rejected=[])
        return copied

    def refuse(self, value: str, reason: str) -> None:
        self.rejected.append((value, reason))


class ValuesField(LenientField):
    """A repeatable parameter. Subclasses say in ``known`` which values mean something."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: object) -> list:
        typed = list(dict.fromkeys(filter(None, map(plain, value or []))))  # type: ignore[call-overload]
        for text in typed[MAX_VALUES:]:
            self.refuse(text, f"only {MAX_VALUES} values at a time")
        return self.known(typed[:MAX_VALUES])

    def known(self, typed: list[str]) -> list:
        raise NotImplementedError


class ChoicesField(ValuesField):
    """One or several of a fixed set of words, as they stand in addresses or on the page."""

    def __init__(self, choices: Iterable[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.labels = dict(choices)
        by_label = {str(label).lower(): value for value, label in self.labels.items()}
        self.values = by_label | {value: value for value in (*self.labels, NOT_STATED)}

    def known(self, typed: list[str]) -> list[str]:
        found = {text: self.values.get(text.lower()) for text in typed}
        for text, value in found.items():
            if value is None:
                self.refuse(text, "is no value of this filter")
        return list(dict.fromkeys(value for value in found.values() if value is not None))


class RowsField(ValuesField):
    """Rows of a table by their slug; one query, and none when nothing or nothing new is asked."""

    has_not_stated = True

    def __init__(self, model: type[Model], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.model = model

    def known(self, typed: list[str]) -> list[Model | str]:
        by_text = {text: _slug(text) for text in typed}
        slugs = list(filter(None, by_text.values()))
        found: dict[str, Model | str] = {**self._kept_rows(slugs)} if slugs else {}
        if self.has_not_stated and NOT_STATED in slugs:
            found[NOT_STATED] = NOT_STATED
        for text, slug in by_text.items():
            if slug not in found:
                self.refuse(text, "is not known here")
        return list(dict.fromkeys(found[slug] for slug in slugs if slug in found))

    def _kept_rows(self, slugs: list[str]) -> dict[str, Model]:
        key = type(self), self.model, tuple(slugs)
        return _kept.get(key, lambda: self.rows(slugs), *TEXTS)

    def rows(self, slugs: list[str]) -> dict[str, Model]:
        found = {str(vars(row)["slug"]): row for row in _with_slugs(self.model)(slugs)}
        gone = [slug for slug in slugs if slug not in found]
        return found | self.renamed(gone) if gone else found

    def renamed(self, slugs: list[str]) -> dict[str, Model]:
        """Rows by slugs that they had before."""
        return {}


def _slug(text: str) -> str:
    """What was typed as the slug that it is, or that a name of this kind has."""
    return text.lower() if SLUG.match(text.lower()) else slugify(text)


_kept: KeptParts[tuple[type, type[Model], tuple[str, ...]], dict[str, Model]] = KeptParts(1_000)


@cache
def _with_slugs(model: type[Model]) -> Prepared[Model]:
    rows = model._default_manager
    return Prepared(lambda slug: rows.filter(slug__in=[slug]))


class CountriesField(ValuesField):
    """Countries (DE, Germany, UK) and groups (EU) by code or name, in any case."""

    def known(self, typed: list[str]) -> list[str]:
        codes = []
        for text in typed:
            if code := area_code(text):
                codes.append(code)
            else:
                self.refuse(text, "is no country (such as DE) or group (such as EU)")
        return list(dict.fromkeys(codes))


class OneOf(LenientField):
    """A single word of a fixed set, or nothing."""

    def __init__(self, choices: Iterable[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.labels = dict(choices)

    def clean(self, value: object) -> str:
        text = plain(value)
        if text and text.lower() not in self.labels:
            self.refuse(text, "is no value of this filter")
            return ""
        return text.lower()


class CurrencyField(OneOf):
    """An ISO 4217 code in any case."""

    def clean(self, value: object) -> str:
        code = plain(value).upper()
        if code and not re.fullmatch("[A-Z]{3}", code):
            self.refuse(plain(value), "is no currency code (such as EUR)")
            return ""
        return code


class WholeNumberField(LenientField):
    """A whole number; ``60,000`` and ``60K`` are read as well."""

    def __init__(self, *, highest: int, lowest: int = 1, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.lowest, self.highest = lowest, highest

    def clean(self, value: object) -> Decimal | None:
        text = plain(value)
        if not text:
            return None
        found = WHOLE_NUMBER.match(text)
        number = int(re.sub("[ ,.]", "", found[1])) * (1000 if found[2] else 1) if found else -1
        if not self.lowest <= number <= self.highest:
            self.refuse(text, f"is no whole number from {self.lowest} to {self.highest:,}")
            return None
        return Decimal(number)


class WordsField(LenientField):
    """Free text; whatever is typed is a question."""

    def clean(self, value: object) -> str:
        return plain(value)


class SearchField(WordsField):
    """Words to search for, or a flag.

    Other signs and pictures alone ("-", "#", "🚀") are no word of any text.
    """

    def clean(self, value: object) -> str:
        text = super().clean(value)
        has_flag = any(flag_of(one) in COUNTRY_NAMES for one in text.split())
        if text and not has_flag and parse(text).is_empty:
            self.refuse(text, "holds no word to search for")
            return ""
        return text
