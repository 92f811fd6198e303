"""Typed words marked in what a card shows: in the title, and in an excerpt of the text.

Texts are escaped before anything is marked: employers' HTML never reaches a card.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from listings.reading.stems import stem_words
from listings.reading.words import TOKEN, fold, joined_at, raw_tokens, tokens

LONGEST_QUERY = 400  # characters; nobody reads marks of more words
BEFORE, AFTER = 70, 150  # characters of the text around the first word that is found
MOST_REMEMBERED = 256  # queries
MOST_LOOKED_AT = 50  # places of a text that begin like a word and may be another

_UNWANTED = re.compile(
    r'(?<!\S)-+(?:"[^"]*"?|\S+)|(?<!\S)(?:title|company|skill):|(?<!\S)(?:OR|AND)(?!\S)'
)
_BEGINNING = re.compile(r"(\w{2,})\*")
_TAG_END = re.compile(r"\A[^<>]*>")
_TAG = re.compile(r"<[^<>]*>?")


@dataclass(frozen=True)
class TypedWords:
    """What a visitor wants to read: whole words, folded, and beginnings of words."""

    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    _stems: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    def __bool__(self) -> bool:
        return bool(self.words or self.beginnings)

    def stems(self, language: str) -> frozenset[str]:
        """The words as texts of a language have them."""
        if language not in self._stems:
            self._stems[language] = frozenset(stem_words(self.words, language))
        return self._stems[language]

    def holds(self, word: str, language: str) -> bool:
        """Tell whether a folded word of a text is one of these."""
        if word in self.words or word.startswith(self.beginnings):
            return True
        return stem_words([word], language)[0] in self.stems(language)

    def and_those_of(self, names: Iterable[str]) -> "TypedWords":
        """Return these and all words of names."""
        return TypedWords(self.words.union(*map(tokens, names)), self.beginnings)

    def without(self, text: str, language: str) -> "TypedWords":
        """Return those that a text does not have."""
        there = tokens(text)
        stems = frozenset(stem_words(there, language))
        left = (w for w in self.words if stem_words([w], language)[0] not in stems)
        open_ = (b for b in self.beginnings if not any(word.startswith(b) for word in there))
        return TypedWords(frozenset(left) - {*there}, tuple(open_))


@lru_cache(MOST_REMEMBERED)
def typed_words(q: str) -> TypedWords:
    """Read the words that are wanted from what was typed; what is excluded is no such word."""
    wanted = _UNWANTED.sub(" ", q[:LONGEST_QUERY])
    beginnings = tuple(fold(word) for word in _BEGINNING.findall(wanted))
    return TypedWords(frozenset(tokens(_BEGINNING.sub(" ", wanted))), beginnings)


def marked(text: str, typed: TypedWords, language: str) -> SafeString:
    """Escape a text and put its typed words into ``<mark>``."""
    if not typed:
        return SafeString(escape(text))
    parts, at = [], 0
    for start, end in _together(text, _found(text, typed, language)):
        parts += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
        at = end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 (each part is escaped)


def _found(text: str, typed: TypedWords, language: str) -> Iterator[tuple[int, int]]:
    """Where typed words stand; ``Full Stack`` is one word that has two parts."""
    pieces = [
        (word, found.span())
        for found in TOKEN.finditer(text)
        for word in raw_tokens(fold(found[0]))
    ]
    joined = list(joined_at([word for word, _ in pieces]))
    after = [at for _, at in joined[1:]] + [len(pieces)]
    for (word, first), following in zip(joined, after, strict=False):
        if typed.holds(word, language):
            yield pieces[first][1][0], pieces[following - 1][1][1]


def _together(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbours as one mark, as one reads them."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and not text[merged[-1][1] : start].strip(" -"):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def excerpt(description: str, sought: TypedWords, typed: TypedWords, language: str) -> SafeString:
    """Return a line of a clean HTML text around a word that is sought, with all typed words marked.

    Empty where none of them stands in it.
    """
    at = _first_place(description, sought, language)
    if at is None:
        return SafeString("")
    before = _plain(description[max(0, at - 4 * BEFORE) : at])
    after = _plain(description[at : at + 4 * AFTER])
    if len(before) > BEFORE:
        before = "…" + before[-BEFORE:].partition(" ")[2]
    if len(after) > AFTER:
        after = after[:AFTER].rpartition(" ")[0] + "…"
    return marked(before + after, typed, language)


def _first_place(description: str, sought: TypedWords, language: str) -> int | None:
    for number, found in enumerate(_like(sought, language).finditer(description)):
        if number == MOST_LOOKED_AT:
            return None
        is_in_tag = description.rfind("<", 0, found.start()) > description.rfind(
            ">", 0, found.start()
        )
        if not is_in_tag and next(_found(found[0], sought, language), None):
            return found.start()
    return None


def _like(typed: TypedWords, language: str) -> re.Pattern[str]:
    """A pattern for all that may be one of the words: it begins as word and stem both do."""
    begin = {
        _common_beginning(word, stem) or word
        for word in typed.words
        for stem in stem_words([word], language)
    }
    either = "|".join(map(re.escape, sorted({*begin, *typed.beginnings}, key=len, reverse=True)))
    return re.compile(rf"(?<![\w&])(?:{either})[\w.+#'’-]*(?:[ -]\w+)?", re.IGNORECASE)


def _common_beginning(one: str, other: str) -> str:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in same)


def _plain(piece: str) -> str:
    """A piece of clean HTML as text; it may begin or end within a tag or an entity."""
    return re.sub(r"\s+", " ", html.unescape(_TAG.sub(" ", _TAG_END.sub("", piece))))
