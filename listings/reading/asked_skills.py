"""Which skills a posting asks for, and how much. No Django.

A skill counts where the posting's own words ask for it or say that one works with it. What tells of
the employer, of the offer and of applying asks for nothing; neither do the employer's name, names
of people and names of jobs.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache
from typing import Any

from listings.reading.countries import DATA
from listings.reading.repeated import NOTHING_REPEATED, Repeated, paragraph_key
from listings.reading.sections import Line, Section
from listings.reading.skills import Mention, SkillReader, folded
from listings.reading.words import fold, raw_tokens


class Demand(StrEnum):
    """How much a skill is asked for; ``NAMED`` where the text does not say."""

    MUST = "must"
    NICE = "nice"
    NAMED = ""


ASKS = frozenset({Section.OTHER, Section.TASKS, Section.REQUIRED, Section.WISHED})
DEMANDS = frozenset({Section.REQUIRED, Section.WISHED})

ENOUGH_TITLES = {
    (Section.OTHER, True): 2,
    (Section.OTHER, False): 3,
    (Section.TASKS, True): 3,
    (Section.TASKS, False): 6,
}
"""Titles under which a line, in prose or not, is the employer's; else siblings share it."""

SHORTEST_PROSE = 120
"""Characters of a paragraph that is no item of a list."""

LONG_PROSE = 200

LONGEST_LINE = 2_000
"""Characters of a line in which wishes are looked for: each is compared with the others."""

BEGINNING = 60
"""Characters of a sentence in which its subject stands."""

CHOICE = 100
"""Characters before a word of choice in which its bracket opens."""

_ORDER = (Demand.MUST, Demand.NICE, Demand.NAMED)
_STACK = re.compile(r"\bstack\b|\btools\b|\btechnologies\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_CLAUSE_END = re.compile(r"[.;•](?=\s|$)")


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads((DATA / "skill_phrases.toml").read_text(encoding="utf-8"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(_content()[name]))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_content()[name])


class Employer:
    """An employer's name, and the skills that it is also the name of."""

    def __init__(self, name: str, reader: SkillReader) -> None:
        self._joined = "".join(raw_tokens(fold(name)))
        named = {one.slug for one in reader.mentions(name)} | {reader.named(self._joined)}
        self.products = named if self._joined else set[str]()

    def begins(self, sentence: str) -> bool:
        """Whether a sentence's subject is the employer: "Ansible Health is …", "At Acme, …"."""
        joined = ""
        for word in raw_tokens(fold(sentence[:BEGINNING])):
            joined = "" if not joined and word in _words("before_employer") else joined + word
            if joined and joined == self._joined:
                return True
            if not self._joined.startswith(joined):
                return False
        return False

    def is_named_by(self, mention: Mention) -> bool:
        """Whether the skill is only the beginning of the employer's name: "Ansible Health"."""
        if not self._joined:
            return False
        before = mention.surfaces[mention.start - 1] if mention.start else ""
        if folded(before) == self._joined:
            return mention.surfaces[mention.start][:1].isupper()
        joined = ""
        for surface in mention.surfaces[mention.start : mention.end + 4]:
            joined += folded(surface)
            if joined == self._joined:
                return len(joined) > len(_written(mention))
            if not self._joined.startswith(joined):
                return False
        return False


def _written(mention: Mention) -> str:
    return "".join(map(folded, mention.surfaces[mention.start : mention.end]))


def asked_skills(
    reader: SkillReader,
    title: str,
    lines: Sequence[Line],
    company: str = "",
    repeated: Repeated = NOTHING_REPEATED,
) -> dict[str, Demand]:
    """The skills of a posting in the order of their first mention, each with the most it is asked.

    ``repeated``: paragraphs of the employer's postings (``repeated_paragraphs``).
    """
    employer = Employer(company, reader)
    found: dict[str, Demand] = {
        one.slug: Demand.NAMED
        for one in reader.mentions(title)
        if one.slug not in employer.products
    }
    for line, mentions in _asking(reader, lines, employer, repeated):
        for slug, demand in _demands(reader, line, mentions):
            found[slug] = min(demand, found.get(slug, demand), key=_ORDER.index)
    return found


def of_demand(demands: Mapping[str, Demand], demand: Demand) -> list[str]:
    """The slugs of the skills that are asked for so much."""
    return [slug for slug, one in demands.items() if one is demand]


def _asking(
    reader: SkillReader, lines: Iterable[Line], employer: Employer, repeated: Repeated
) -> Iterator[tuple[Line, list[Mention]]]:
    """Lines that ask for something, with the skills that they name."""
    is_stack = False
    for line in lines:
        if line.is_heading:
            is_stack = bool(_STACK.search(line.text))
        names_stack = _names_stack(line.text)
        if line.section not in ASKS and not names_stack:
            continue
        asks = _without_degrees(line)
        is_strict = is_stack or names_stack or line.section in DEMANDS
        mentions = list(_mentions(reader, asks.text, employer, is_strict=is_strict))
        if not mentions or _is_legal(line.text):
            continue
        if is_strict:
            yield asks, mentions
        elif not _is_repeated(line, repeated):
            own = replace(asks, text=_without_employer(asks, employer))
            if own.text != asks.text:
                mentions = list(_mentions(reader, own.text, employer, is_strict=False))
            yield own, mentions


def _mentions(
    reader: SkillReader, text: str, employer: Employer, *, is_strict: bool
) -> Iterator[Mention]:
    for one in reader.mentions(text):
        is_product = one.slug in employer.products and not is_strict
        if not (is_product or employer.is_named_by(one) or _is_person(one, reader)):
            yield one


def _is_repeated(line: Line, repeated: Repeated) -> bool:
    """Whether an employer says it everywhere; items of a list may be asked of siblings too."""
    is_prose = len(line.text) >= SHORTEST_PROSE
    return repeated.get(paragraph_key(line.text), 0) >= ENOUGH_TITLES[line.section, is_prose]


def _without_employer(line: Line, employer: Employer) -> str:
    """The sentences of a paragraph that do not tell what the employer is and makes.

    Prose before the first heading is the employer's; what it asks, it says to somebody.
    """
    sentences = [one for one in _SENTENCE_END.split(line.text) if not _tells_of(one, employer)]
    if line.section is Section.OTHER and len(line.text) >= LONG_PROSE:
        sentences = [one for one in sentences if _asks_somebody(one.lower())]
    return " ".join(sentences)


def _names_stack(text: str) -> bool:
    """Whether a line says what one works with, in whatever part of the posting it stands."""
    return "stack" in text.lower() and _pattern("stack").search(text.lower()) is not None


def _without_degrees(line: Line) -> Line:
    """The line without what a degree is in: a degree in statistics asks for no statistics."""
    lowered = line.text[:LONGEST_LINE].lower()
    if not any(letters in lowered for letters in _content()["degree_letters"]):
        return line
    parts, begin = [], 0
    for found in _pattern("degree").finditer(lowered):
        parts.append(line.text[begin : found.start()])
        begin = found.end()
    return replace(line, text=" … ".join([*parts, line.text[begin:]])) if parts else line


def _asks_somebody(lowered: str) -> bool:
    return any(_pattern(name).search(lowered) for name in ("speaks_to_somebody", "must"))


def _is_legal(text: str) -> bool:
    return _pattern("legal").search(text.replace("’", "'").lower()) is not None


def _tells_of(sentence: str, employer: Employer) -> bool:
    lowered = sentence.replace("’", "'").lower()
    return employer.begins(lowered) or _pattern("employer").search(lowered) is not None


def _is_person(mention: Mention, reader: SkillReader) -> bool:
    """Whether a skill that is a first name too is one here: "Julia Example:", "meet Ray"."""
    surfaces, end = mention.surfaces, mention.end
    word = surfaces[mention.start]
    if end - mention.start > 1 or fold(word) not in _words("given_names"):
        return False
    if mention.start and fold(surfaces[mention.start - 1]) in _words("introductions"):
        return True
    after = surfaces[end] if end < len(surfaces) else ""
    return (
        after[:1].isupper()
        and not after.isupper()
        and fold(after) not in _words("trades")
        and not reader.begins_a_skill(after)
    )


def _demands(
    reader: SkillReader, line: Line, mentions: Sequence[Mention]
) -> Iterator[tuple[str, Demand]]:
    """How much each mention of a line is asked for: by its part, and by the words around it."""
    if line.section is Section.WISHED:
        yield from ((one.slug, Demand.NICE) for one in mentions)
        return
    lowered = line.text[:LONGEST_LINE].replace("’", "'").lower()
    wishes = _in_words(reader, line.text, _wishes(lowered, reader.names_any))
    if line.section is Section.REQUIRED:
        demands = [(0, mentions[-1].end)]
    else:
        demands = _in_words(reader, line.text, _strict_sentences(lowered))
    for one in mentions:
        if _stands_in(one, wishes):
            yield one.slug, Demand.NICE
        else:
            yield one.slug, Demand.MUST if _stands_in(one, demands) else Demand.NAMED


type _Spans = list[tuple[int, int]]


def _in_words(reader: SkillReader, text: str, spans: _Spans) -> _Spans:
    """Spans of characters as spans of surfaces."""
    return [
        (reader.count_words(text[:begin]), reader.count_words(text[:end])) for begin, end in spans
    ]


def _stands_in(mention: Mention, spans: _Spans) -> bool:
    return any(begin <= mention.start < end for begin, end in spans)


def _strict_sentences(lowered: str) -> _Spans:
    """The sentences of a line that plainly ask for what they name."""
    if not _pattern("must").search(lowered):
        return []
    begins = [0, *(one.end() for one in _SENTENCE_END.finditer(lowered))]
    spans = zip(begins, [*begins[1:], len(lowered)], strict=True)
    return [span for span in spans if _pattern("must").search(lowered, *span)]


def _wishes(lowered: str, names_skill: Callable[[str], bool]) -> _Spans:
    """Where a line wishes: from the word to the clause's end, or from its beginning to the word.

    A wish in brackets is about what stands in them. ``names_skill``: whether a part of it does.
    """
    if not any(letters in lowered for letters in _content()["wish_letters"]):
        return []
    spans = []
    for one in _pattern("wish_after").finditer(lowered):
        if _is_choice(lowered, one.start(), names_skill):
            continue
        begin = _clause(lowered, one.start(), one.end())[0]
        is_alone = _pattern("of_what_stands_before").search(lowered[begin : one.start()])
        spans.append((0 if is_alone else begin, one.end()))
    for one in _pattern("wish_before").finditer(lowered):
        is_choice = _is_choice(lowered, one.start(), names_skill)
        if not is_choice and not any(begin <= one.start() < end for begin, end in spans):
            spans.append((one.start(), _clause(lowered, one.start(), one.end())[1]))
    return sorted(spans)


def _is_choice(lowered: str, at: int, names_skill: Callable[[str], bool]) -> bool:
    """Whether the word at a place chooses from what is asked for, and wishes for nothing more.

    "Container orchestration (EKS preferred)", "a relational database, preferably PostgreSQL"; but
    "Python, ideally Rust" wishes for Rust.
    """
    if not _pattern("choice").match(lowered, at):
        return False
    begin = max(0, at - CHOICE)
    opened = lowered.rfind("(", begin, at)
    if opened > lowered.rfind(")", begin, at):
        at = opened
    elif not _pattern("before_choice").search(lowered, begin, at):
        return False
    begin = max(begin, *(lowered.rfind(mark, begin, at) + 1 for mark in ".;"))
    return not names_skill(lowered[begin:at])


def _clause(lowered: str, start: int, end: int) -> tuple[int, int]:
    opened, closed = lowered.rfind("(", 0, start), lowered.rfind(")", 0, start)
    close = lowered.find(")", end)
    if opened > closed and close >= 0:
        return opened, close
    before = [one.end() for one in _CLAUSE_END.finditer(lowered, 0, start)]
    after = _CLAUSE_END.search(lowered, end)
    return before[-1] if before else 0, after.start() if after else len(lowered)
