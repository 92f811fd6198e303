"""What stands beside a place in the "Where" box and names none: "office", a distance."""

import re
from collections.abc import Iterator
from functools import cache

from listings.reading.location_text import noise
from listings.reading.names import NameWord, fold_name
from listings.reading.regions import around_words
from listings.search.understanding.amounts import folded_letters
from listings.search.understanding.distances import distances_in
from listings.search.understanding.phrases import words_of

POSTCODE = re.compile(r"[0-9]+|[a-z]{1,2}[0-9]{1,2}[a-z]?|[0-9][a-z]{2}")
"""A word beside a place that is all or a part of a postcode: "10115 Berlin", "London SE1 9GF"."""

SHORTEST_POSTCODE = 4  # characters of one that stands alone


def is_postcode(text: str) -> bool:
    """Whether a text is a postcode and nothing else: "10115", "SW1A 1AA"."""
    words = fold_name(text).split()
    is_long = len(text) >= SHORTEST_POSTCODE and any(letter.isdigit() for letter in text)
    return bool(words) and is_long and all(POSTCODE.fullmatch(word) for word in words)


def without_distance(text: str) -> tuple[str, int]:
    """A text without the distance that it tells, and its kilometres: "within 50 km of Berlin"."""
    for found in distances_in(folded_letters(text)):
        if found.meaning.value:
            bare = f"{text[: found.start]} {text[found.end :]}".strip()
            return bare, int(found.meaning.value)
    return text, 0


def are_fillers(words: list[NameWord]) -> bool:
    return _fillers_from([word.folded for word in words])[-1] == len(words)


def cores(words: list[NameWord]) -> Iterator[tuple[list[NameWord], list[NameWord]]]:
    """Words without more and more of what names no place at both ends, and what was left out."""
    folded = [word.folded for word in words]
    starts = _fillers_from(folded)
    ends = [len(words) - cut for cut in _fillers_from(folded[::-1], backwards=True)]
    cuts = [(start, end) for start in starts for end in ends if start < end]
    for start, end in sorted(cuts, key=lambda cut: cut[0] - cut[1]):
        yield words[start:end], words[:start] + words[end:]


def _fillers_from(folded: list[str], *, backwards: bool = False) -> list[int]:
    """How many words may be left out at the beginning: of nothing up to all fillers there."""
    found = [0]
    while count := _filler_at(folded[found[-1] :], backwards=backwards):
        found.append(found[-1] + count)
    return found


def _filler_at(folded: list[str], *, backwards: bool) -> int:
    """How many words the longest filler at the beginning has; 0 where there is none."""
    known, longest = _fillers()
    for count in range(min(longest, len(folded)), 0, -1):
        words = folded[:count]
        phrase = " ".join(words[::-1] if backwards else words)
        if phrase in known or POSTCODE.fullmatch(phrase):
            return count
    return 0


@cache
def _fillers() -> tuple[frozenset[str], int]:
    """Phrases beside a place that name none, and the most words of one."""
    phrases = {
        *around_words(),
        *(" ".join(phrase) for phrase in noise()),
        *words_of("places", "beside"),
    }
    return frozenset(phrases), max(phrase.count(" ") + 1 for phrase in phrases)
