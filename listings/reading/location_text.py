"""The first reading of a location text: which names it mentions and which words it uses.

A place as an employer types it is taken apart by ``read_typed``: names, what holds them, words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from listings.reading.countries import compound_names
from listings.reading.data import content
from listings.reading.gazetteer import Gazetteer, Meanings
from listings.reading.names import NameWord, is_abbreviation, plain_initials, words_of

# "/", "or" and the like part two locations; a comma, dash or bracket may only qualify one.
_BREAK = re.compile(
    r"(?P<parts>[/|;+&•·\n]|\s(?:or|and|OR|AND|oder|und)\s(?=\w))"
    r"|(?P<list>,)"
    r"|(?P<qualifies>[():]|\s[-–—]\s?|\s?[-–—]\s)"
)


# "Spain, Italy, +5", "Spain and 20+ countries"
_AND_SO_MANY = re.compile(
    r"[,&|/·]\s*\+\s?\d{1,2}\b(?!:)|\b(?:and|plus)\s\d{1,3}\+?\s(?:countries|locations)\b"
)

LONGEST = 2_000
"""Characters of a location text that are read; the longest one seen has some 300."""


FIRST_WITHOUT_SPACES = "\u3040"  # Kana, Han and Hangul follow
LONGEST_NAME = 12  # characters, in those scripts


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A name in a location text. `link` says how it hangs on the mention before it."""

    folded: str
    meanings: Meanings
    link: str  # "parts" (a location of its own), "list" (after a comma) or "qualifies"
    is_code: bool = False
    follows_unknown: bool = False  # "Alden, New York", where we do not know Alden


@dataclass(frozen=True, slots=True)
class LocationText:
    """Mentions in order, and which kinds of words of location_words.toml occur."""

    mentions: tuple[PlaceMention, ...] = ()
    says: frozenset[str] = field(default_factory=frozenset)


@cache
def _words() -> dict[str, list[str]]:
    return content("location_words.toml")


@cache
def noise() -> list[list[str]]:
    """Phrases that are stripped from the ends of a part, the longest first."""
    kinds = ("noise", "remote", "hybrid", "onsite", "anywhere", "worldwide")
    phrases = {phrase for kind in kinds for phrase in _words()[kind]}
    return sorted((phrase.split() for phrase in phrases), key=len, reverse=True)


@cache
def _compounds() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(r"\b" + r"\W+(?:and\W+)?".join(name.split()) + r"\b", re.IGNORECASE)
        for name in compound_names()
    )


def _held_together(text: str) -> str:
    """The text with names such as "Trinidad and Tobago" joined, so that no part splits them."""
    for compound in _compounds():
        text = compound.sub(lambda found: re.sub(r"\W+", "_", found[0]), text)
    return text


def _parts(text: str) -> Iterator[tuple[str, list[NameWord]]]:
    """The parts of a text that separators divide, each with its link to the part before."""
    start, link = 0, "parts"
    for found in _BREAK.finditer(text):
        if words := words_of(text[start : found.start()]):
            yield link, words
            link = found.lastgroup or "parts"
        elif link != "parts":
            link = found.lastgroup or link
        start = found.end()
    if words := words_of(text[start:]):
        yield link, words


def _without_noise(words: list[str]) -> slice | None:
    """What is left of some words when one phrase of noise goes; None where there is none."""
    for phrase in noise():
        if words[: len(phrase)] == phrase:
            return slice(len(phrase), None)
        if words[-len(phrase) :] == phrase:
            return slice(-len(phrase))
    if words[0].isdigit():
        return slice(1, None)
    return slice(-1) if words[-1].isdigit() else None


def _stripped(words: list[NameWord]) -> list[NameWord]:
    """Without words at either end that name no place: "HQ", "Remote", "Office", numbers."""
    while words and (kept := _without_noise([word.folded for word in words])):
        words = words[kept]
    return words


def _whole(tables: Gazetteer, words: list[NameWord], link: str) -> PlaceMention | None:
    folded = " ".join(word.folded for word in words)
    if len(words) == 1 and len(folded) <= 3 and folded.isascii():
        return _short(tables, words[0], link)
    meanings = tables.meanings(folded)
    return PlaceMention(folded, meanings, link) if meanings else None


def _short(tables: Gazetteer, word: NameWord, link: str) -> PlaceMention | None:
    """A name or code of at most three letters, which counts in capitals only."""
    if not is_abbreviation(word.written):
        own = tables.meanings(word.folded)
        cities = own.cities if own else ()
        return PlaceMention(word.folded, Meanings(cities=cities), link) if cities else None
    code = tables.abbreviations.get(word.written)
    if meanings := tables.known_to_us(word.folded):
        regions = tuple(dict.fromkeys((*meanings.regions, *(code.regions if code else ()))))
        return PlaceMention(word.folded, meanings.with_regions(regions), link)
    return PlaceMention(word.folded, code, link, is_code=True) if code else None


def _scanned(tables: Gazetteer, words: list[NameWord], link: str) -> Iterator[PlaceMention]:
    """Well-known names inside a part, and a state's letters after them ("Austin TX")."""
    is_no_city = words[-1].folded in _words()["not_a_city"]
    at, seen = 0, False
    for start, count, meanings in [*tables.strong(words), (len(words), 0, Meanings())]:
        for word in words[at:start]:
            if seen and word.written in tables.abbreviations:
                code = tables.abbreviations[word.written]
                yield PlaceMention(word.folded, code, "qualifies", is_code=True)
        if count and not (is_no_city and not meanings.containers and not meanings.group):
            folded = " ".join(word.folded for word in words[start : start + count])
            yield PlaceMention(folded, meanings, "qualifies" if seen else link)
            seen = True
        at = start + count


def _mentions(tables: Gazetteer, words: list[NameWord], link: str) -> list[PlaceMention]:
    if whole := _whole(tables, words, link):
        return [whole]
    if {word.folded for word in words} & set(_words()["exclusion"]) or _is_of_time(words):
        return []
    words = _stripped(words)
    if not words:
        return []
    if whole := _whole(tables, words, link) or _led(tables, words[0], link):
        return [whole]
    return list(_scanned(tables, words, link))


def _is_of_time(words: list[NameWord]) -> bool:
    """Whether a part names a time zone by a place ("US time zones"): nobody has to live there."""
    folded = f" {' '.join(word.folded for word in words)} "
    return any(f" {phrase} " in folded for phrase in _words()["zone_of"])


def _led(tables: Gazetteer, word: NameWord, link: str) -> PlaceMention | None:
    """The longest name that begins a word of a script without spaces ("東京都渋谷区" is 東京都)."""
    if word.folded < FIRST_WITHOUT_SPACES:
        return None
    for end in range(min(len(word.folded), LONGEST_NAME), 1, -1):
        if meanings := tables.meanings(word.folded[:end]):
            return PlaceMention(word.folded[:end], meanings, link)
    return None


def location_parts(text: str) -> Iterator[tuple[str, list[NameWord]]]:
    """The parts of a text, each with its link to the one before ("parts", "list", "qualifies")."""
    return _parts(_held_together(plain_initials(text)))


def without_noise(words: list[NameWord]) -> list[NameWord]:
    """Words without those at either end that name no place ("HQ", "Remote", "only")."""
    return _stripped(words)


def read_words(text: str) -> frozenset[str]:
    """The kinds of words in location_words.toml that a text uses."""
    folded = f" {' '.join(word.folded for word in words_of(text[:LONGEST]))} "
    return frozenset(
        kind
        for kind, phrases in _words().items()
        if kind not in ("noise", "zone_of") and any(f" {phrase} " in folded for phrase in phrases)
    )


def read_text(tables: Gazetteer, text: str) -> LocationText:
    """The mentions and words of a location text; unknown words are passed over."""
    plain = _held_together(plain_initials(text[:LONGEST]))
    mentions: list[PlaceMention] = []
    is_after_unknown = False
    for link, words in _parts(plain):
        found = _mentions(tables, words, link)
        if found and is_after_unknown and link == "list":
            found[0] = replace(found[0], follows_unknown=True)
        is_after_unknown = not found and bool(_stripped(words))
        mentions += found
    says = read_words(text)
    return LocationText(tuple(mentions), says | {"more"} if _AND_SO_MANY.search(text) else says)


LONGEST_TYPED = 200  # characters that are read
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
    return [_place(location) for location in _locations(text[:LONGEST_TYPED])]


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
