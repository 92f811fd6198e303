"""What is typed in the one "Where" box, as parts: each a place, a way to work, or both.

``Munich``, ``London, UK``, ``remote in Germany``, ``bay area``, ``EU``; several by comma or "or".
What follows a comma belongs to the name before where that lies in it: "Paris, Texas".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.db.models import Q

from listings.importers.bulk_rows import place_row
from listings.models import KnownPlace, Place
from listings.reading.countries import expand
from listings.reading.location_text import location_parts, noise, read_words
from listings.reading.names import NameWord, fold_name
from listings.reading.place_facts import PlaceFacts
from listings.reading.regions import around_km, around_words
from listings.search.place_meaning import (
    AS_REGION,
    PlaceMeaning,
    folded_forms,
    meaning_of,
)
from listings.search.understanding.parts import Meaning
from listings.search.understanding.place_names import ELSEWHERE
from listings.search.understanding.time_zones import zone_of

LONGEST = 500  # characters that are read
MOST_WORDS = 10  # of one name, with what stands beside it
MOST_CONTAINERS = 2  # "Austin, Texas, United States"
WORKPLACES = {"remote": "Remote", "hybrid": "Hybrid", "onsite": "On site"}
ANYWHERE = frozenset({"anywhere", "worldwide"})


@dataclass(frozen=True)
class WherePart:
    """One thing that was asked for. ``value`` is what was typed; read again it means the same."""

    value: str
    meaning: PlaceMeaning | None = None
    workplace: str = ""
    is_anywhere: bool = False
    least_km: int = 0  # around its cities: of "Berlin area"

    def label(self, km: int = 0) -> str:
        """``Where: Munich, Germany``, ``Remote in Germany``, ``Remote from anywhere``."""
        if self.is_anywhere:
            return "Remote from anywhere"
        if self.meaning is None:
            return WORKPLACES[self.workplace]
        place = self.meaning.label(max(km, self.least_km))
        is_inside = not place.startswith("within ")
        if self.workplace:
            return f"{WORKPLACES[self.workplace]} {'in ' if is_inside else ''}{place}"
        return f"Where: {place}"

    def places(self, km: int) -> Q | None:
        """What a place must be; None where any will do."""
        return self.meaning.places(max(km, self.least_km)) if self.meaning else None


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words between two separators, and how they hang on those before."""

    words: list[NameWord]
    link: str  # "parts", "list" (after a comma) or "qualifies" (a bracket, a dash)

    @property
    def written(self) -> str:
        return _written(self.words)


def read_where(texts: Sequence[str]) -> tuple[list[WherePart], list[str]]:
    """Return the parts that are understood, each once, and what is not. Two queries at most."""
    pieces = [(text, _pieces(text)) for text in texts]
    names = {form for _, some in pieces for one in some for form in _possible(one)}
    rows = rows_named(names) if names else []
    parts: dict[str, WherePart] = {}
    unknown: list[str] = []
    for text, some in pieces:
        if not some:
            unknown.append(text[:LONGEST])
        for part in _parts(some, rows):
            if isinstance(part, WherePart):
                parts.setdefault(part.label(), part)
            else:
                unknown.append(part)
    return list(parts.values()), list(dict.fromkeys(unknown))


def rows_named(names: Iterable[str]) -> list[Place]:
    """Rows of these folded names; unsaved ones for those of the gazetteer that no posting has.

    Two queries.
    """
    names = list(names)
    wanted = Q(names__overlap=names) | Q(sort_name__in=names)
    rows = list(Place.objects.filter(wanted))
    slugs = {row.slug for row in rows}
    known = KnownPlace.objects.filter(wanted).exclude(slug__in=slugs)
    return [*rows, *map(_row, known)]


def _row(known: KnownPlace) -> Place:
    facts = {**known.facts, "alternate_names": tuple(known.facts["alternate_names"])}
    return place_row(PlaceFacts(**facts))


def _pieces(text: str) -> list[_Piece]:
    return [_Piece(words[:MOST_WORDS], link) for link, words in location_parts(text[:LONGEST])]


def _possible(piece: _Piece) -> Iterator[str]:
    """Every form of a name to look for."""
    for words, _ in _cores(piece.words):
        for end in range(max(1, len(words) - MOST_CONTAINERS), len(words) + 1):
            yield from folded_forms(_written(words[:end]))


def _parts(pieces: list[_Piece], rows: list[Place]) -> Iterator[WherePart | str]:
    """Each part, or the text of one that means nothing."""
    at = 0
    while at < len(pieces):
        part, count = _longest(pieces, at, rows)
        following = pieces[at + count] if at + count < len(pieces) else None
        if part and following and following.link == "qualifies":
            joined, more = _qualified(part, pieces, at + count, rows)
            part, count = joined, count + more
        yield part or pieces[at].written
        at += count


def _longest(pieces: list[_Piece], at: int, rows: list[Place]) -> tuple[WherePart | None, int]:
    """The part that begins at a piece, with as many containers as hold it: "Austin, TX, US"."""
    after = pieces[at + 1 : at + 1 + MOST_CONTAINERS]
    holding = next((n for n, one in enumerate(after) if one.link == "parts"), len(after))
    for count in range(holding, -1, -1):
        part = _part(pieces[at].words, [_container(one) for one in after[:count]], rows)
        if part:
            return replace(part, value=_joined(pieces[at : at + count + 1])), count + 1
    return None, 1


def _container(piece: _Piece) -> str:
    return AS_REGION if fold_name(piece.written) == AS_REGION else piece.written


def _qualified(
    part: WherePart, pieces: list[_Piece], at: int, rows: list[Place]
) -> tuple[WherePart, int]:
    """A part with what a bracket or dash adds: "Germany (remote)", "Remote - London, UK"."""
    other, count = _longest(pieces, at, rows)
    value = f"{part.value} - {other.value}" if other else ""
    if other and part.meaning is None and not part.is_anywhere and not other.workplace:
        return replace(other, value=value, workplace=part.workplace), count
    if other and other.meaning is None and not other.is_anywhere and not part.workplace:
        return replace(part, value=value, workplace=other.workplace), count
    return part, 0


def _part(words: list[NameWord], containers: list[str], rows: list[Place]) -> WherePart | None:
    """What the words of one piece mean together with the names after them."""
    if "exclusion" in read_words(_written(words)):
        return None
    cores = list(_cores(words))
    if _are_fillers(words):  # "from" is a name of Frome, too
        cores = cores[:1]
    for core, beside in cores:
        if meaning := meaning_of(_written(core), containers, rows):
            return _at(meaning, beside)
    for core, beside in cores:
        for end in range(len(core) - 1, max(0, len(core) - 1 - MOST_CONTAINERS), -1):
            holding = [_written(core[end:]), *containers]  # "Austin TX"
            if meaning := meaning_of(_written(core[:end]), holding, rows):
                return _at(meaning, beside)
    return None if containers else _without_place(words)


def _at(meaning: PlaceMeaning, beside: list[NameWord]) -> WherePart:
    """A part with what the words beside its name say."""
    says = read_words(_written(beside))
    workplace = next((one for one in WORKPLACES if one in says), "")
    folded = f" {fold_name(_written(beside))} "
    is_around = any(f" {phrase} " in folded for phrase in around_words())
    return WherePart("", meaning, workplace, least_km=around_km() if is_around else 0)


def _without_place(words: list[NameWord]) -> WherePart | None:
    """A part of words that name no place: "fully remote", "anywhere"."""
    if not _are_fillers(words):
        return None
    says = read_words(_written(words))
    workplace = next((one for one in WORKPLACES if one in says), "")
    if says & ANYWHERE:
        return WherePart("", is_anywhere=True)
    return WherePart("", workplace=workplace) if workplace else None


def _are_fillers(words: list[NameWord]) -> bool:
    return _fillers_from([word.folded for word in words])[-1] == len(words)


def _cores(words: list[NameWord]) -> Iterator[tuple[list[NameWord], list[NameWord]]]:
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
        if phrase in known or phrase.isdigit():
            return count
    return 0


@cache
def _fillers() -> tuple[frozenset[str], int]:
    """Phrases beside a place that name none, and the most words of one."""
    phrases = {*around_words(), *(" ".join(phrase) for phrase in noise())}
    return frozenset(phrases), max(phrase.count(" ") + 1 for phrase in phrases)


def _joined(pieces: list[_Piece]) -> str:
    """Pieces as they are read again."""
    first, *others = pieces
    signs = {"list": ", ", "qualifies": " - "}
    return first.written + "".join(signs[one.link] + one.written for one in others)


def _written(words: Iterable[NameWord]) -> str:
    return " ".join(word.written for word in words)


def part_of(meaning: Meaning) -> WherePart:
    """What a search means by words for a place. A query where a circle is drawn around its cities,
    two for one that no posting names."""
    said = dict(meaning.also)
    if elsewhere := said.get(ELSEWHERE):
        found, _ = read_where([elsewhere])
        return next(iter(found), WherePart(elsewhere, PlaceMeaning(meaning.label, numbers=(0,))))
    if zone := said.get("zone"):
        return WherePart(meaning.value, PlaceMeaning.of_zone(zone_of(zone)))
    workplace, km = said.pop("workplace", ""), int(said.pop("km", "0"))
    if not said and not workplace:
        return WherePart(meaning.value, is_anywhere=True)
    numbers = tuple(int(key) for key in meaning.keys) if "city" in said else ()
    place = PlaceMeaning(
        meaning.label,
        countries=frozenset(expand([said["country"]])) if "country" in said else frozenset(),
        regions=tuple(map(str, meaning.keys)) if "region" in said else (),
        cities=tuple(Place.objects.filter(pk__in=numbers)) if km else (),
        numbers=numbers,
        titles=meaning.titles,
    )
    return WherePart(meaning.value, place if said else None, workplace, least_km=km)
