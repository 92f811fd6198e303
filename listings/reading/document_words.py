"""What search keeps of a posting: its words as literals that PostgreSQL casts to tsvector.

Each word stands there as it is written (``engineers``), with its places, and once more as a stem of
the posting's language (``EN:engin``), with one place for each field that has it. ``reading.query``
asks for the same tokens.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from listings.reading.stems import OTHER_SCRIPTS, stem_language, stem_token
from listings.reading.words import search_tokens

VERSION = 1
"""Of these words; documents of another one are written anew after an upgrade."""

TITLE, SKILL, COMPANY, TEXT = "A", "B", "C", "D"
"""The fields as weights of PostgreSQL. Names of roles stand beside the title."""

MOST_WORDS = 20_000
LAST_POSITION = 16_383
POSITIONS_A_LEXEME = 256
VECTOR_BYTES = 900_000
"""PostgreSQL refuses a tsvector of 1 MB; see "Limitations" of its chapter on text search."""

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
    vector = _Vector(stem_language(language))
    for part in (title, *roles):
        vector.add(part, TITLE)
    for skill in skills:
        vector.add(skill, SKILL)
    vector.add(company, COMPANY)
    heading = vector.literal()
    vector.add(text, "")
    return DocumentWords(heading, vector.literal(), vector.language)


_STEM_AT = {TITLE: "1A", SKILL: "2B", COMPANY: "3C", "": "4"}  # of one place only one field is kept


class _Vector:
    """Lexemes with their positions, as PostgreSQL writes them: ``engineer:2A,9``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._places: dict[str, list[str]] = {}
        self._at, self._room = 1, VECTOR_BYTES

    def add(self, text: str, weight: str) -> None:
        """Add the words of one part; TEXT is written as no weight."""
        words = search_tokens(text)[:MOST_WORDS]
        self._add_words(words, weight)
        self._add_stems(dict.fromkeys(words), weight)
        self._at += len(words) + GAP

    def _add_words(self, words: Sequence[str], weight: str) -> None:
        known = self._places
        for at, word in enumerate(words, self._at):
            places = known.get(word)
            if places is None:
                if self._has_room(word):
                    known[word] = [_position(at) + weight]
            elif at <= LAST_POSITION and len(places) < POSITIONS_A_LEXEME:
                self._room -= 2
                places.append(_POSITIONS[at] + weight)

    def _add_stems(self, words: Iterable[str], weight: str) -> None:
        place = _STEM_AT[weight]
        for word in words:
            stem = _stem_token(word, self.language)
            if not stem:
                continue
            places = self._places.get(stem)
            if places is None:
                if self._has_room(stem):
                    self._places[stem] = [place]
            elif weight and place not in places:
                places.append(place)

    def _has_room(self, lexeme: str) -> bool:
        self._room -= len(lexeme.encode()) + _SPENT
        return self._room >= 0

    def literal(self) -> str:
        """Words hold neither quotes nor backslashes, so nothing needs escaping."""
        return " ".join([f"'{word}':{','.join(at)}" for word, at in self._places.items()])


_POSITIONS = [str(at) for at in range(LAST_POSITION + 1)]


def _position(at: int) -> str:
    return _POSITIONS[min(at, LAST_POSITION)]


@lru_cache(maxsize=300_000)
def _stem_token(word: str, language: str) -> str:
    """Latin words in a text of another script are mostly names and English."""
    is_foreign = language in OTHER_SCRIPTS and word.isascii()
    return stem_token(word, "en" if is_foreign else language)
