"""What sentences of a posting say about the place of work. The patterns are content (TOML)."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from listings.reading.countries import DATA, expand, named_with_regions
from listings.reading.eligibility import ANYWHERE, Eligibility
from listings.reading.names import without_stops

_SENTENCE_END = re.compile(r"\n+|(?<=[.!?])\s+(?=\S)|[•●*]\s")
REACH = 300
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads((DATA / "workplace_phrases.toml").read_text(encoding="utf-8"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """One pattern of the content, a list of them as alternatives that are tried together."""
    table, _, key = name.rpartition(".")
    found = (_content()[table] if table else _content())[key]
    return re.compile(found if isinstance(found, str) else "|".join(found))


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    table, _, key = name.rpartition(".")
    return tuple(re.compile(one) for one in (_content()[table] if table else _content())[key])


@dataclass(frozen=True)
class WorkplaceText:
    """The sentences of a posting that speak of where the work is done."""

    title: str
    sentences: tuple[str, ...]

    @classmethod
    def of(cls, title: str, text: str) -> "WorkplaceText":
        """Keeps the few sentences worth reading; the rest costs one pass."""
        sentences = tuple(_sentences(without_stops(text).replace("’", "'")))
        return cls(title, sentences)

    @cached_property
    def says(self) -> frozenset[str]:
        """Any of "hybrid", "onsite", "remote" and "option" (remote beside an office)."""
        in_title = {kind.replace("-", "") for kind in _pattern("title").findall(self.title.lower())}
        found = {("onsite" if kind.startswith("in") else kind) for kind in in_title}
        for sentence in self.sentences:
            found |= _kinds(sentence.lower())
        return frozenset(found)

    @cached_property
    def title_is_remote(self) -> bool:
        return "remote" in _pattern("title").findall(self.title.lower())

    def eligibility(self) -> Eligibility | None:
        """Whom title or text let in, where they name countries unmistakably."""
        if self.title_is_remote and (stated := _countries(self.title)):
            return Eligibility("countries", expand(stated), stated)
        for sentence in self.sentences:
            if stated := _named_residence(sentence):
                return Eligibility("countries", expand(stated), stated)
        if named_with_regions(self.title):
            return None  # "Account Executive (USA)" at an employer that hires globally
        if any(_pattern("eligible.anywhere").search(one.lower()) for one in self.sentences):
            return ANYWHERE
        return None


def _sentences(text: str) -> Iterator[str]:
    """The sentences around each trigger word, at most `REACH` characters either side of it."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters, such as İ, change length in lower case
        text = lowered
    end = -1
    for found in _pattern("trigger").finditer(lowered):
        if found.start() < end:
            continue
        earliest = max(0, found.start() - REACH)
        ends = [one.end() for one in _SENTENCE_END.finditer(text, earliest, found.start())]
        latest = min(len(text), found.end() + REACH)
        next_end = _SENTENCE_END.search(text, found.end(), latest)
        end = next_end.start() if next_end else latest
        yield text[ends[-1] if ends else earliest : end].strip()


def _kinds(sentence: str) -> set[str]:
    if _pattern("never").search(sentence):
        return set()
    is_negated = _pattern("negation").search(sentence) is not None
    found = {kind for kind in ("hybrid", "onsite") if _pattern(kind).search(sentence)}
    if not is_negated:
        found |= {kind for kind in ("remote", "option") if _pattern(kind).search(sentence)}
    return found | _days(sentence)


def _days(sentence: str) -> set[str]:
    """Days a week in the office: five are on site, fewer are hybrid."""
    for pattern in _patterns("days"):
        if found := pattern.search(sentence):
            named = found.groupdict()
            if "weekdays" in named:
                return {"hybrid"}
            days = _NUMBERS.get(named["days"]) or int(named["days"])
            return {"onsite" if days >= 5 else "hybrid"} if days else set()
    return set()


def _named_residence(sentence: str) -> tuple[str, ...]:
    lowered = sentence.lower()
    if len(lowered) != len(sentence) or _pattern("eligible.unsure").search(lowered):
        return ()
    for pattern in _patterns("eligible.where"):
        if found := pattern.search(lowered):
            where = sentence[slice(*found.span("where"))]
            cut = _pattern("eligible.stop").search(where.lower())
            if stated := _countries(where[: cut.start()] if cut else where):
                return stated
    return ()


def _countries(text: str) -> tuple[str, ...]:
    """Countries and groups named in a text; a named state stands for its country."""
    stated = named_with_regions(text)
    return () if set(_content()["eligible"]["ambiguous"]) & set(stated) else tuple(stated)
