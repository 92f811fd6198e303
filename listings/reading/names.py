"""How names of places are folded and found in running text."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

# Letters that Unicode does not decompose into a base letter and a mark.
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)
_APOSTROPHES = re.compile(r"['’‘`ʻʼ]")
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){1,3}[A-Za-z]\b\.?")
_WORD = re.compile(r"[^\W_]+")
_SHORT_FORMS = {"saint": "st", "sankt": "st", "mount": "mt", "fort": "ft"}


@dataclass(frozen=True, slots=True)
class NameWord:
    """A folded word and where it stands in the text."""

    folded: str
    written: str
    start: int
    end: int


def fold_word(word: str) -> str:
    """Lower case without accents or apostrophes; Saint, Mount and Fort as their short forms."""
    bare = word.lower() if word.isascii() else _unaccented(word)
    return _SHORT_FORMS.get(bare, bare)


@lru_cache(maxsize=20_000)
def _unaccented(word: str) -> str:
    marked = unicodedata.normalize("NFKD", word.casefold().translate(_UNDECOMPOSED))
    return "".join(letter for letter in marked if not unicodedata.combining(letter))


def without_stops(text: str) -> str:
    """Without the full stops of "U.S." and "D.C.", which end no sentence."""
    if "." not in text:
        return text
    return _INITIALS.sub(lambda found: found[0].replace(".", ""), text)


def plain_initials(text: str) -> str:
    """Without the full stops of initials and without apostrophes."""
    text = without_stops(text)
    return text if text.isascii() and text.isalnum() else _APOSTROPHES.sub("", text)


def words_of(text: str) -> list[NameWord]:
    """The words of a text, in order; positions are those of `plain_initials(text)`."""
    return [
        NameWord(fold_word(found[0]), found[0], found.start(), found.end())
        for found in _WORD.finditer(plain_initials(text))
    ]


def fold_name(text: str) -> str:
    """A name in the form in which names are compared: "Saint-Étienne" is "st etienne"."""
    if text.isascii() and text.isalpha():
        return fold_word(text)
    return " ".join(map(fold_word, _WORD.findall(plain_initials(text))))


def is_abbreviation(written: str) -> bool:
    """Whether a word of up to three letters is written as an abbreviation: "US", never "us".

    Scripts without small letters have short names that are none ("東京").
    """
    return len(written) > 3 or written.isupper() or written.upper() == written.lower()


class NameTable[T]:
    """Finds the longest known names in a run of words.

    A one-word name of up to three letters counts only where it is written in capitals.
    """

    def __init__(self, entries: Mapping[str, T]) -> None:
        self._entries = entries
        self._longest: dict[str, int] = {}
        for name in entries:
            first, count = name.partition(" ")[0], name.count(" ") + 1
            self._longest[first] = max(count, self._longest.get(first, 0))

    def get(self, folded: str) -> T | None:
        return self._entries.get(folded)

    def at(self, words: list[NameWord], start: int) -> tuple[int, T] | None:
        """The longest name that begins at a word: its number of words and its entry."""
        for count in range(self._longest.get(words[start].folded, 0), 0, -1):
            if start + count > len(words):
                continue
            entry = self._entries.get(
                " ".join(word.folded for word in words[start : start + count])
            )
            if entry is not None and (count > 1 or is_abbreviation(words[start].written)):
                return count, entry
        return None

    def find(self, words: list[NameWord]) -> Iterator[tuple[int, int, T]]:
        """Each name in order, without overlaps: first word, number of words, entry."""
        at = 0
        while at < len(words):
            if found := self.at(words, at):
                yield at, *found
                at += found[0]
            else:
                at += 1
