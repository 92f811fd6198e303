"""The parts of a posting, and its sentences with the part that each stands in. No Django.

A part begins at a heading ("What you'll bring", "Dein Profil"); the headings are content
(``data/section_headings.toml``). What a posting asks for, wishes for, offers and tells of the
employer is told apart by this alone, for every reader of facts.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, partial
from itertools import chain
from typing import Any, NamedTuple

from ahocorasick import Automaton

from listings.reading.data import content
from listings.reading.words import remembered_if_short

LONGEST_SENTENCE = 1_000
"""Characters; a longer run without an end is a list, and is read in pieces."""

LONGEST_EVIDENCE = 300
"""Characters of a sentence that is kept as evidence of a fact."""

MOST_WORDS_AFTER = 3
"""Words that may follow a heading's phrase where no colon shows that it is a heading."""

LONGEST_LABEL = 45
"""Characters before the colon of a line that says itself what it speaks of: "Skills: Python"."""


class Section(StrEnum):
    """What a part of a posting speaks of; ``OTHER`` where no heading says it."""

    OTHER = ""
    WISHED = "wished"
    REQUIRED = "required"
    TASKS = "tasks"
    OFFER = "offer"
    EMPLOYER = "employer"
    PROCESS = "process"


type Topic = tuple[str, str]
"""A content file, and the table or list of it whose letters are looked for."""


class TextLine(NamedTuple):
    """A paragraph or item; ``start`` is its place in the text, in characters."""

    text: str
    start: int
    section: Section
    is_heading: bool = False


class Sentence(NamedTuple):
    """A sentence as written, and in small letters with straight apostrophes.

    ``topics``: those whose letters it holds.
    """

    text: str
    lowered: str
    start: int
    section: Section
    topics: frozenset[Topic] = frozenset()

    @property
    def evidence(self) -> "Evidence":
        return Evidence(self.start, self.text[:LONGEST_EVIDENCE])


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence that states a fact, and where it begins in the text, in characters."""

    start: int
    sentence: str


# One set of letters begins each of them: other expressions are tried at every character.
_SENTENCE_END = re.compile(
    r"[\s•●;](?:(?<=[a-z0-9)][.!?]\s)\s*(?=[A-ZÀ-Þ])|(?<=[•●])\s|(?<=;)\s"
    r"(?!(?:strongly |highly )?"
    r"(?:preferred|desired|desirable|optional|a plus|or equivalent|or \d+)\b))"
)
_NO_WORD = re.compile(r"[^\w]+")
_LABEL = re.compile(rf"[•*–\s-]*([^:\n]{{2,{LONGEST_LABEL}}}?)\s?:\s+(?=\S)")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")


_content = partial(content, "section_headings.toml")


@cache
def _headings() -> tuple[tuple[Section, re.Pattern[str]], ...]:
    kinds = [kind for kind in Section if kind is not Section.OTHER]
    return tuple((kind, re.compile(rf"(?:{'|'.join(_content()[kind])})")) for kind in kinds)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_content()[name])})")


def read_lines(text: str) -> list[TextLine]:
    """The lines of a posting's plain text, each with the part that it stands in.

    A line that names its own part ("Nice to have: Rust") stands in that one alone.
    """
    lines: list[TextLine] = []
    section, start = Section.OTHER, 0
    for line in text.split("\n"):
        begun, own = _parts(line)
        if begun is Section.OTHER and _goes_on(section, line):
            own = begun
        elif begun is not None:
            section = begun
        lines.append(
            TextLine(line, start, section if own is None else own, is_heading=begun is not None)
        )
        start += len(line) + 1
    return lines


def _goes_on(section: Section, line: str) -> bool:
    """Whether an unknown heading only names a subject of what is asked for or wished."""
    is_of_demands = section in (Section.REQUIRED, Section.WISHED)
    return is_of_demands and _pattern("subjects").search(_folded(line)) is not None


@remembered_if_short
def _parts(line: str) -> tuple[Section | None, Section | None]:
    """The part that a line begins, and the one that it alone stands in."""
    label = _LABEL.match(line)
    return (None, _labelled(label[1])) if label else (_heading(line), None)


def _labelled(label: str) -> Section | None:
    """The part that a label names; what it says of the employer it may say of anything."""
    words = _folded(label)
    kind = _kind(words, MOST_WORDS_AFTER) if words else None
    return None if kind is Section.EMPLOYER else kind


def _heading(line: str) -> Section | None:
    """The part that a line begins; None where it is no heading, ``OTHER`` where it is unknown."""
    line = line.strip()
    if not line or len(line) > _content()["longest"] or line[0] in "•-*" or line[-1] in ".,;":
        return None
    words = _folded(line)
    is_introduced = line.endswith(":")
    if not is_introduced and _is_item(words):
        return None
    most_after = len(words) if is_introduced else MOST_WORDS_AFTER
    kind = _kind(words, most_after) or _kind(_folded(_BRACKETS.sub(" ", line)), most_after)
    if (kind or is_introduced) and _is_bracketed_wish(line):
        return Section.WISHED
    if kind:
        return kind
    if not is_introduced or len(words) <= 1:
        return None
    return Section.REQUIRED if _pattern("of_requirements").search(words) else Section.OTHER


@remembered_if_short
def _kind(words: str, most_after: int) -> Section | None:
    """The kind of a folded heading, with at most so many words after its phrase."""
    for kind, pattern in _headings():
        found = pattern.match(words)
        if found and words[found.end() :].count(" ") <= most_after:
            return Section.PROCESS if _is_refusal(words) else kind
    return Section.PROCESS if _is_refusal(words) else None


def _is_refusal(words: str) -> bool:
    """Whether a heading says who is not looked for."""
    says_no = any(letters in words for letters in _content()["refused_letters"])
    return says_no and _pattern("refused").search(words) is not None


def _is_item(words: str) -> bool:
    """Whether a line without a colon is a sentence of a list: "You have Django experience"."""
    found = _pattern("begins_item").match(words)
    return bool(found and words[found.end() :] and not _pattern("ends_heading").search(words))


def _is_bracketed_wish(line: str) -> bool:
    return any(
        _kind(_folded(one[1]), MOST_WORDS_AFTER) is Section.WISHED
        for one in _BRACKETS.finditer(line)
    )


def _folded(line: str) -> str:
    if line.isascii():
        return _NO_WORD.sub(" ", line.lower()).strip()
    apart = unicodedata.normalize("NFKD", line).casefold()
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return _NO_WORD.sub(" ", plain).strip()


FILES_WITH_LETTERS = (
    "condition_phrases.toml",
    "eligibility_phrases.toml",
    "requirement_phrases.toml",
    "workplace_phrases.toml",
)


class Sentences(list[Sentence]):
    """The sentences of a posting, and which of them can speak of what."""

    def about(self, topic: Topic) -> list[Sentence]:
        """Those that hold any of a topic's letters, in order."""
        return self._by_topic.get(topic, [])

    @cached_property
    def _by_topic(self) -> dict[Topic, list[Sentence]]:
        found: dict[Topic, list[Sentence]] = {}
        for sentence in self:
            for topic in sentence.topics:
                found.setdefault(topic, []).append(sentence)
        return found


def _topics_in(lowered: str) -> frozenset[Topic]:
    """The topics whose letters a sentence holds, all found in one pass; " ba" begins a word."""
    return frozenset().union(*(topics for _, topics in _letters().iter(f" {lowered}")))


@cache
def _letters() -> Automaton:
    topics: dict[str, set[Topic]] = {}
    for file in FILES_WITH_LETTERS:
        for name, given in content(file).items():
            for letters in _letters_of(given):
                topics.setdefault(letters, set()).add((file, name))
    automaton = Automaton()
    for letters, of_letters in topics.items():
        automaton.add_word(letters, of_letters)
    automaton.make_automaton()
    return automaton


def _letters_of(given: Any) -> Iterable[str]:
    """The strings of a list, or a table's letters and names."""
    if isinstance(given, dict):
        return chain(given.get("letters", ()), *given.get("names", {}).values())
    return given if isinstance(given, list) else ()


def read_sentences(lines: Iterable[TextLine]) -> Sentences:
    """The sentences of a posting, without its headings' own meaning."""
    return Sentences(
        Sentence(text, lowered, line.start + at, line.section, topics)
        for line in lines
        for text, lowered, at, topics in _sentences(line.text)
    )


type _Piece = tuple[str, str, int, frozenset[Topic]]
"""A sentence, the same in small letters, its place in the line, and its topics."""


@remembered_if_short
def _sentences(line: str) -> tuple[_Piece, ...]:
    """The sentences of a line."""
    found, begin = list[_Piece](), 0
    for end in _SENTENCE_END.finditer(line):
        found += _pieces(line, begin, end.start())
        begin = end.end()
    return (*found, *_pieces(line, begin, len(line)))


def _pieces(line: str, begin: int, end: int) -> Iterator[_Piece]:
    """A sentence in pieces of a length that every pattern can bear; most are one piece."""
    for at in range(begin, end, LONGEST_SENTENCE):
        piece = line[at : min(at + LONGEST_SENTENCE, end)]
        text = piece.strip()
        if text:
            lowered = text.replace("’", "'").replace("\xa0", " ").lower()
            yield text, lowered, at + len(piece) - len(piece.lstrip()), _topics_in(lowered)
