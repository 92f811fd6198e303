"""What search keeps of a posting: its words as literals that PostgreSQL casts to tsvector.

In the heading each word stands as it is written (``engineers``), with its places, and once more as
a stem of the posting's language (``EN:engin``), with one place for each field that has it. In texts
a word has one token, its stem or itself (``search_stem``): both would double what imports cost.
``reading.query`` asks for the same tokens.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from listings.reading.stems import OTHER_SCRIPTS, search_stem, stem_language, stem_token
from listings.reading.words import (
    are_one_word,
    in_search,
    remembered_if_short,
    search_tokens,
    words_of,
)

VERSION = 2
"""Of these words; documents of another one are written anew after an upgrade."""

TITLE, SKILL, COMPANY, TEXT = "A", "B", "C", "D"
"""The fields as weights of PostgreSQL. Names of roles stand beside the title."""

MOST_WORDS = 20_000
LAST_POSITION = 16_383
POSITIONS_A_LEXEME = 256
VECTOR_BYTES = 900_000
"""PostgreSQL refuses a tsvector of 1 MB; see "Limitations" of its chapter on text search."""

MOST_BYTES = 4
"""Of one letter."""

GAP = 8
"""Positions between two parts, so that no phrase spans the title and the company."""

_SPENT = 8
"""Bytes of a lexeme besides its letters: where it lies, and the number of its positions."""


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """Literals: ``heading`` without the text, ``text`` with everything; whose stems they hold."""

    heading: str
    text: str
    language: str


def document_words(
    title: str,
    company: str,
    *,
    roles: Iterable[str] = (),
    skills: Iterable[str] = (),
    text: str = "",
    language: str = "en",
) -> DocumentWords:
    """The words of a posting whose text is in ``language`` (ISO 639-1). Linear in all of them."""
    stems = stem_language(language)
    heading, everything = _Vector(stems), _Vector(stems)
    parts = [(title, TITLE), *((role, TITLE) for role in roles)]
    parts += [*((skill, SKILL) for skill in skills), (company, COMPANY)]
    for part, weight in parts:
        words = _words_of_name(part)
        heading.add_as_written(words, weight)
        everything.add(words, weight)
    everything.add_tokens(_tokens_of_text(text, stems)[:MOST_WORDS], "")
    return DocumentWords(heading.literal(), everything.literal(), stems)


@lru_cache(maxsize=20_000)
def _words_of_name(name: str) -> Sequence[str]:
    """Words of a title, role, skill or company: many postings have the same."""
    return tuple(search_tokens(name)[:MOST_WORDS])


def _tokens_of_text(text: str, language: str) -> Sequence[str]:
    """The tokens of a text, line by line; as a whole where a word goes on in the next line."""
    lines = [line for line in (_line(one, language) for one in text.split("\n")) if line.tokens]
    if any(are_one_word(one.last, other.first) for one, other in pairwise(lines)):
        return _tokens(language).of(search_tokens(text))
    return list(chain.from_iterable(line.tokens for line in lines))


class _Line(NamedTuple):
    """The tokens of a line, and its first and its last word before they meet others."""

    tokens: tuple[str, ...]
    first: str = ""
    last: str = ""


@remembered_if_short
def _line(line: str, language: str) -> _Line:
    raw = words_of(line)
    tokens = tuple(_tokens(language).of(in_search(line, raw)))
    return _Line(tokens, raw[0], raw[-1]) if raw else _Line(())


_STEM_AT = {TITLE: "1A", SKILL: "2B", COMPANY: "3C"}  # of one place only one field is kept


class _Vector:
    """Lexemes with their positions, as PostgreSQL writes them: ``engineer:2A,9``."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._places: defaultdict[str, list[str]] = defaultdict(list)
        self._at, self._room = 1, VECTOR_BYTES

    def add(self, words: Sequence[str], weight: str) -> None:
        """Add one part, a token for each of its words."""
        self.add_tokens(_tokens(self._language).of(words), weight)

    def add_as_written(self, words: Sequence[str], weight: str) -> None:
        """Add one part, its words and their stems."""
        self.add_tokens(words, weight)
        place = _STEM_AT[weight]
        for word in dict.fromkeys(words):
            stem = _stem_token(word, self._language)
            if stem and place not in self._places[stem]:
                self._places[stem].append(place)

    def add_tokens(self, tokens: Sequence[str], weight: str) -> None:
        """Add one part whose tokens are known; TEXT is written as no weight."""
        most_bytes = MOST_BYTES * len("".join(tokens)) + len(tokens) * _SPENT
        if self._at + len(tokens) <= LAST_POSITION and most_bytes <= self._room:
            self._room -= most_bytes
            self._add_all(tokens, weight)
        else:
            self._add_within(tokens, weight)
        self._at += len(tokens) + GAP

    def _add_all(self, tokens: Sequence[str], weight: str) -> None:
        """Add tokens for which there is room, whether they are known or not."""
        known = self._places
        positions = _POSITIONS[self._at : self._at + len(tokens)]
        if weight:
            positions = [at + weight for at in positions]
        for token, at in zip(tokens, positions, strict=True):
            known[token].append(at)
        if len(tokens) > POSITIONS_A_LEXEME:
            for places in known.values():
                del places[POSITIONS_A_LEXEME:]

    def _add_within(self, tokens: Sequence[str], weight: str) -> None:
        """Add tokens as long as there is room."""
        known = self._places
        for at, token in enumerate(tokens, self._at):
            if token not in known:
                self._room -= len(token.encode()) + _SPENT
                if self._room >= 0:
                    known[token].append(_POSITIONS[min(at, LAST_POSITION)] + weight)
            elif at <= LAST_POSITION and len(known[token]) < POSITIONS_A_LEXEME:
                self._room -= 2
                known[token].append(_POSITIONS[at] + weight)

    def literal(self) -> str:
        """Words hold neither quotes nor backslashes, so nothing needs escaping."""
        return " ".join([f"'{word}':{','.join(at)}" for word, at in self._places.items()])


_POSITIONS = [str(at) for at in range(LAST_POSITION + 1)]


KEPT_WORDS = 300_000
"""Words of a language whose tokens are remembered."""


class _Tokens(dict[str, str]):
    """The token of each word of a language, made when it is first asked for.

    Looked up without a call: half of a text's words stand in most texts.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> str:
        if len(self) >= KEPT_WORDS:
            self.clear()
        token = self[word] = search_stem(word, self._language) or word
        return token

    def of(self, words: Iterable[str]) -> list[str]:
        return list(map(self.__getitem__, words))


@cache
def _tokens(language: str) -> _Tokens:
    """Of the few languages that have stems."""
    return _Tokens(language)


@lru_cache(maxsize=30_000)
def _stem_token(word: str, language: str) -> str:
    """Latin words in a text of another script are mostly names and English."""
    is_foreign = language in OTHER_SCRIPTS and word.isascii()
    return stem_token(word, "en" if is_foreign else language)
