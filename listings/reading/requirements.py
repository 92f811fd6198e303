"""What a posting asks of those who apply: years of experience and a degree. No Django.

The words are content (``data/requirement_phrases.toml``); this module knows amounts and what stands
around them. A posting that says nothing of either gives nothing; a mere wish is no demand.
``read_text_facts`` gives these and every other fact that a text states of its terms.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache, partial
from typing import Any, Literal

from listings.reading import phrases
from listings.reading.conditions import read_conditions
from listings.reading.data import content
from listings.reading.sections import (
    Evidence,
    Section,
    Sentence,
    Sentences,
    read_lines,
    read_sentences,
)
from listings.reading.words import remembered

FILE = "requirement_phrases.toml"
_pattern = partial(phrases.pattern, FILE)
_content = partial(content, FILE)

type Degree = Literal["", "required", "welcome"]
DEGREES: tuple[Degree, ...] = ("required", "welcome")

MOST_YEARS = 30
"""More are a company's history, or a slip."""

AGE = 18
"""A range of years from here on is of ages, where nothing speaks of experience."""

NO_DEMANDS = frozenset({Section.WISHED, Section.EMPLOYER})
"""Parts that ask for no years: what is wished for, and the lives of those who work there."""

LONGEST_LABEL = 60
"""Characters of a line that is nothing but a label."""

REACH = 160
"""Characters of a sentence, either side of an amount or a degree, that decide what it means."""


@dataclass(frozen=True, slots=True)
class Requirements:
    """``years``: the least experience that meets every demand, None where none is stated.

    ``degree`` is "required" where nothing else will do, "welcome" where one is wished for or
    experience serves as well, empty where the text says nothing about having one.
    """

    years: int | None = None
    degree: Degree = ""
    years_evidence: Evidence | None = None
    degree_evidence: Evidence | None = None


def read_requirements(sentences: Sentences) -> Requirements:
    """Read the sentences of a posting."""
    years, years_evidence = _years(sentences)
    degree, degree_evidence = _degree(sentences)
    return Requirements(years, degree, years_evidence, degree_evidence)


@cache
def _amount() -> re.Pattern[str]:
    """An amount of years: ``3``, ``5+``, ``3-5``, ``three to five``, ``five (5) or more``."""
    words = _content()["years"]
    number = "|".join((*words["number_words"], r"\d{1,2}"))
    one = rf"{words['one']}(?=[ -]?(?:{words['decade']})\b)"
    return re.compile(
        rf"(?<![\w.,$€£#-])(?P<low>{number}|{one})(?:\.\d)?(?:\+?\s?\(\+?(?:{number})?\+?\))?"
        rf"(?P<plus>\s?(?:{words['plus']}))?"
        rf"(?P<range>\s?(?:{words['range']})\s?(?:{number})(?:\.\d)?)?"
        rf"(?P<more>\s?(?:{words['plus']}))?(?P<joint>\s?[-‑]?)"
        rf"(?P<unit>{words['unit']}|(?P<decade>{words['decade']}))\b(?:\(s\))?'?"
    )


def _years(sentences: Sentences) -> tuple[int | None, Evidence | None]:
    """The highest of the demands, since each has to be met; of alternatives the lowest."""
    timed = sentences.about((FILE, "years"))
    asking = [one for one in timed if one.section not in NO_DEMANDS]
    demands = [(years, one) for one in asking for years in _demands(one.lowered, one.section)]
    demands += [(years, one) for one in asking for years in _below_label(one, sentences)]
    if demands:
        years, sentence = max(demands, key=lambda demand: demand[0])
        return years, sentence.evidence
    untimed = sentences.about((FILE, "no_years"))
    said = next((one for one in untimed if _needs_none(one.lowered)), None)
    return (0, said.evidence) if said else (None, None)


def _below_label(label: Sentence, sentences: Sentences) -> tuple[int, ...]:
    """The years in the line below a label that stands alone: a cell of a table, a term's value."""
    is_short = len(label.lowered) <= LONGEST_LABEL
    if not (is_short and _pattern("years", "label_alone").search(label.lowered)):
        return ()
    below = next((one for one in sentences if one.start > label.start), None)
    found = below and _pattern("years", "value_alone").search(below.lowered)
    return (int(found[1]),) if found and int(found[1]) <= MOST_YEARS else ()


@remembered
def _needs_none(sentence: str) -> bool:
    return _pattern("no_years", "none_needed").search(sentence) is not None


@remembered
def _demands(sentence: str, section: Section) -> tuple[int, ...]:
    """The years that each amount of a sentence demands."""
    demands = list(_labelled(sentence))
    end = 0
    for found in _amount().finditer(sentence):
        years = _asked(sentence, section, found)
        if years is None:
            continue
        between = sentence[end : found.start()]
        if demands and _pattern("years", "either").search(between):
            years = min(years, demands.pop())
        demands.append(years)
        end = found.end()
    return tuple(demands)


def _labelled(sentence: str) -> Iterator[int]:
    """The years behind a label: "Years of experience: 5+"."""
    if any(sign in sentence for sign in _content()["years"]["label_signs"]):
        for found in _pattern("years", "labelled").finditer(sentence):
            if int(found[1]) <= MOST_YEARS and not _is_wish("", sentence[found.end() :]):
                yield int(found[1])


def _asked(sentence: str, section: Section, found: re.Match[str]) -> int | None:
    """The years that one amount demands; 0 for an upper bound, None where it is no demand."""
    before = sentence[max(0, found.start() - REACH) : found.start()]
    after = sentence[found.end() : found.end() + REACH]
    years = _number(found["low"]) * (10 if found["decade"] else 1)
    if years > MOST_YEARS or _is_other_time(before, after) or _is_wish(before, after):
        return None
    if _pattern("years", "at_most").search(before):
        return 0 if _speaks_of_experience(before, after) else None
    is_open = bool(found["plus"] or found["range"] or found["more"])
    if _speaks_of_experience(before, after):
        return years
    if found["joint"].strip() or (found["range"] and years >= AGE):
        return None
    is_bare = is_open or _pattern("years", "least").search(before) is not None
    return years if is_bare or _is_item_of_demands(section, before, after) else None


def _is_item_of_demands(section: Section, before: str, after: str) -> bool:
    """Whether an amount begins what is required: "3 years of Java"."""
    if section is not Section.REQUIRED or _pattern("years", "of_what").match(after) is None:
        return False
    return _pattern("years", "begins").match(before) is not None


def _number(text: str) -> int:
    return int(_content()["years"]["number_words"].get(text, text if text.isdigit() else 1))


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


def _degree(sentences: Sentences) -> tuple[Degree, Evidence | None]:
    """One sentence that accepts nothing else is a demand, whatever others wish for."""
    found: dict[Degree, Sentence] = {}
    for one in sentences.about((FILE, "degree")):
        found.setdefault(_degree_in(one.lowered, one.section), one)
    for degree in DEGREES:
        if degree in found:
            return degree, found[degree].evidence
    return "", None


@remembered
def _degree_in(sentence: str, section: Section) -> Degree:
    mention = _pattern("degree", "mention").search(sentence)
    if mention is None:
        return ""
    window = sentence[max(0, mention.start() - REACH) : mention.end() + REACH]
    if any(_pattern("degree", name).search(window) for name in ("not_degree", "biography")):
        return ""
    asked = _pattern("degree", "aside").sub("", window)
    if _pattern("degree", "mention").search(asked) is None:
        return "welcome"
    is_wish = section is Section.WISHED or _pattern("degree", "wish").search(asked)
    return "welcome" if is_wish else "required"


@dataclass(frozen=True, slots=True)
class TextFacts:
    """By the columns of a posting; values are empty where the text is silent.

    ``evidence`` has, by the column of a fact, ``start`` (characters of the text) and ``sentence``.
    """

    years_asked: int | None
    degree_asked: Degree
    clearance: str
    languages_asked: tuple[str, ...]
    visa: str
    relocation: str
    equity: str
    newcomers: str
    evidence: dict[str, dict[str, object]]

    @property
    def columns(self) -> dict[str, Any]:
        """The facts as a posting's columns hold them."""
        return asdict(self) | {"languages_asked": list(self.languages_asked)}


def sentences_of(text: str) -> Sentences:
    """The sentences of a plain text, a line for each paragraph or item; linear in its length."""
    return read_sentences(read_lines(text))


def read_text_facts(title: str, text: str) -> TextFacts:
    """Read a posting's title and plain text."""
    return facts_of(title, sentences_of(text))


def facts_of(title: str, sentences: Sentences) -> TextFacts:
    """Read the title and the sentences of a posting."""
    asked = read_requirements(sentences)
    said = read_conditions(title, sentences, asked.years)
    evidence: dict[str, Evidence | None] = {
        "years_asked": asked.years_evidence,
        "degree_asked": asked.degree_evidence,
        **said.evidence,
    }
    return TextFacts(
        years_asked=asked.years,
        degree_asked=asked.degree,
        clearance=said.clearance,
        languages_asked=said.languages,
        visa=said.visa,
        relocation=said.relocation,
        equity=said.equity,
        newcomers=said.newcomers,
        evidence={name: asdict(one) for name, one in evidence.items() if one},
    )
