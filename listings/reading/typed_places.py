"""A place as an employer types it, taken apart: names, what holds them, words. No tables of cities.

``10115 Berlin``, ``Berlin / München``, ``Austin TX``, ``Remote, Germany``, ``US only``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listings.reading.location_text import location_parts, read_words, without_noise
from listings.reading.names import NameWord

LONGEST = 200  # characters that are read
_POSTCODE = re.compile(r"(?=[A-Za-z0-9]*[0-9])[A-Za-z0-9]{1,8}\Z")
# "1012 AB Amsterdam": the letters of a Dutch postcode
_LETTERS = re.compile(r"[A-Z]{2}\Z")
DUTCH_DIGITS = 4
_COUNTRY_PREFIX = re.compile(r"\b(?:A|B|CH|D|DE|F|FL|I|L|NL)-(?=[0-9]{4,5}\b)")  # "D-10115"


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """One location: its names from fine to coarse, and the kinds of words beside them.

    ``says`` holds kinds of ``location_words.toml``; ``has_postcode`` where one was left out.
    """

    names: tuple[str, ...]
    says: frozenset[str] = frozenset()
    is_only: bool = False
    has_postcode: bool = False


def read_typed(text: str) -> list[TypedPlace]:
    """Return the locations of a text, in order. Linear in its length."""
    return [_place(location) for location in _locations(text[:LONGEST])]


def _locations(text: str) -> Iterator[list[list[NameWord]]]:
    """Words of each location; "/", "or" and "and" part two, commas and brackets qualify one."""
    location: list[list[NameWord]] = []
    for link, words in location_parts(_COUNTRY_PREFIX.sub("", text)):
        if link == "parts" and location:
            yield location
            location = []
        location.append(words)
    if location:
        yield location


def _place(location: list[list[NameWord]]) -> TypedPlace:
    everything = " ".join(word.written for words in location for word in words)
    kept = [_without_postcode(words) for words in location]
    names = [" ".join(w.written for w in without_noise(words)) for words in kept if words]
    return TypedPlace(
        names=tuple(name for name in names if name),
        says=read_words(everything),
        is_only=any(word.folded == "only" for words in location for word in words),
        has_postcode=any(len(a) < len(b) for a, b in zip(kept, location, strict=True)),
    )


def _without_postcode(words: list[NameWord]) -> list[NameWord]:
    kept: list[NameWord] = []
    is_after_digits = False
    for word in words:
        if _POSTCODE.match(word.written):
            is_after_digits = len(word.written) == DUTCH_DIGITS and word.written.isdigit()
        elif not (is_after_digits and _LETTERS.match(word.written)):
            kept.append(word)
            is_after_digits = False
    return kept


def area_names(text: str) -> list[str]:
    """Return the countries and groups of a list as written, without words such as "only".

    ``Remote (EU)``, ``US only``, ``Germany, Austria``; nothing for ``Worldwide``.
    """
    return [name for part in _areas(text) for place in read_typed(part) for name in place.names]


def _areas(text: str) -> Iterator[str]:
    yield from filter(None, (part.strip() for part in text.split(",")))
