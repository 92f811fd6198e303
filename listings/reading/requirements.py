"""What a posting asks of those who apply: years of experience and a degree. No Django.

The words are content (``data/requirement_phrases.toml``); this module knows amounts, sentences and
headings. A posting that says nothing of either gives nothing; what is only wished for is no demand.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from listings.reading.countries import DATA

type Degree = Literal["", "required", "welcome"]

MOST_YEARS = 30
"""More are a company's history, or a slip."""

REACH = 160
"""Characters of a sentence, either side of an amount or a degree, that decide what it means."""

LONGEST_SENTENCE = 1_000
"""Characters; a longer run without an end is a list, and is read in pieces."""

_SENTENCE_END = re.compile(r"\n+|(?<=[a-z0-9)][.!?])\s+(?=[A-ZÀ-Þ])|[•●;]\s")


@dataclass(frozen=True, slots=True)
class Requirements:
    """``years``: the least experience that meets every demand, None where none is stated.

    ``degree`` is "required" where nothing else will do, "welcome" where one is wished for or
    experience serves as well, empty where the text says nothing about having one.
    """

    years: int | None = None
    degree: Degree = ""


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    is_wish: bool


def read_requirements(text: str) -> Requirements:
    """Read a posting's plain text, a line for each paragraph or item."""
    sentences = list(_sentences(text))
    return Requirements(_years(sentences), _degree(sentences))


@cache
def _content() -> dict[str, Any]:
    path = DATA / "requirement_phrases.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _pattern(table: str, name: str) -> re.Pattern[str]:
    found = _content()[table][name]
    return re.compile(found if isinstance(found, str) else "|".join(found))


@cache
def _amount() -> re.Pattern[str]:
    """An amount of years: ``3``, ``5+``, ``3-5``, ``three to five``, ``five (5) or more``."""
    words = _content()["years"]
    number = "|".join((*words["number_words"], r"\d{1,2}"))
    return re.compile(
        rf"(?<![\w.,$€£#-])(?P<low>{number})(?:\.\d)?(?:\+?\s?\(\+?(?:{number})?\+?\))?"
        rf"(?P<plus>\s?(?:{words['plus']}))?"
        rf"(?P<range>\s?(?:{words['range']})\s?(?:{number})(?:\.\d)?)?"
        rf"(?P<more>\s?(?:{words['plus']}))?(?P<joint>\s?[-‑]?)"
        rf"(?P<unit>{words['unit']})\b(?:\(s\))?'?"
    )


def _sentences(text: str) -> Iterator[_Sentence]:
    """The sentences that may name a demand, each with whether a heading makes it a wish."""
    is_wish = False
    for line in text.replace("’", "'").replace("\xa0", " ").split("\n"):
        lowered = line.strip().lower()
        if len(lowered) <= _content()["headings"]["longest"]:
            is_wish = _under_wishes(lowered, is_wish)
        for sentence in _SENTENCE_END.split(line):
            for piece in _pieces(sentence.strip()):
                yield _Sentence(piece.lower(), is_wish)


def _pieces(sentence: str) -> Iterator[str]:
    """A sentence in pieces of a length that every pattern can bear; most are one piece."""
    for start in range(0, len(sentence), LONGEST_SENTENCE):
        yield sentence[start : start + LONGEST_SENTENCE]


def _under_wishes(line: str, before: bool) -> bool:
    """Whether what follows a short line is wished for; other lines than headings change nothing."""
    if _amount().search(line) or _mention(line):
        return before
    if _pattern("headings", "wish").search(line):
        return not _pattern("headings", "not_wish").search(line)
    return before and not _pattern("headings", "other").search(line)


def _years(sentences: list[_Sentence]) -> int | None:
    """The highest of the demands, since each has to be met; of alternatives the lowest."""
    demands = [years for one in sentences if not one.is_wish for years in _demands(one.text)]
    if demands:
        return max(demands)
    none_needed = _pattern("years", "none_needed")
    return 0 if any(none_needed.search(one.text) for one in sentences) else None


def _demands(sentence: str) -> list[int]:
    demands: list[int] = []
    end = 0
    for found in _amount().finditer(sentence):
        years = _asked(sentence, found)
        if years is None:
            continue
        between = sentence[end : found.start()]
        if demands and _pattern("years", "either").search(between):
            years = min(years, demands.pop())
        demands.append(years)
        end = found.end()
    return demands


def _asked(sentence: str, found: re.Match[str]) -> int | None:
    """The years that one amount demands; 0 for an upper bound, None where it is no demand."""
    before = sentence[max(0, found.start() - REACH) : found.start()]
    after = sentence[found.end() : found.end() + REACH]
    years = _number(found["low"])
    if years > MOST_YEARS or _is_other_time(before, after) or _is_wish(before, after):
        return None
    if _pattern("years", "at_most").search(before):
        return 0 if _speaks_of_experience(before, after) else None
    is_open = bool(found["plus"] or found["range"] or found["more"])
    is_bare = found["joint"].strip() == "" and (
        is_open or _pattern("years", "least").search(before) is not None
    )
    return years if is_bare or _speaks_of_experience(before, after) else None


def _number(text: str) -> int:
    return int(_content()["years"]["number_words"].get(text) or text)


def _is_other_time(before: str, after: str) -> bool:
    return bool(
        _pattern("years", "not_before").search(before)
        or _pattern("years", "not_after").search(after)
    )


def _is_wish(before: str, after: str) -> bool:
    names = ("wish_after", "wish_after_in_brackets")
    return bool(_pattern("years", "wish_before").search(before)) or any(
        _pattern("years", name).search(after) for name in names
    )


def _speaks_of_experience(before: str, after: str) -> bool:
    word = _content()["years"]["experience"]
    return bool(
        _pattern("years", "required").search(after)
        or re.search(rf"^[^.;]{{0,110}}\b{word}\b", after)
        or re.search(rf"\b{word}\b[^.;]{{0,30}}$", before)
    )


def _degree(sentences: list[_Sentence]) -> Degree:
    """One sentence that accepts nothing else is a demand, whatever others wish for."""
    found = {_degree_in(one) for one in sentences}
    return "required" if "required" in found else "welcome" if "welcome" in found else ""


def _degree_in(sentence: _Sentence) -> Degree:
    mention = _mention(sentence.text)
    if mention is None:
        return ""
    window = sentence.text[max(0, mention.start() - REACH) : mention.end() + REACH]
    if any(_pattern("degree", name).search(window) for name in ("not_degree", "biography")):
        return ""
    window = _pattern("degree", "aside").sub("", window)
    is_wish = sentence.is_wish or _pattern("degree", "wish").search(window)
    return "welcome" if is_wish else "required"


def _mention(sentence: str) -> re.Match[str] | None:
    padded = f" {sentence}"
    if not any(letters in padded for letters in _content()["degree"]["letters"]):
        return None
    return _pattern("degree", "mention").search(sentence)
