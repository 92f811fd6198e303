"""What is typed in the one "Where" box, as parts: each a place, a way to work, or both.

``Munich``, ``London, UK``, ``remote in Germany``, ``bay area``, ``EU``; several by comma or "or".
What follows a comma belongs to the name before where that lies in it: "Paris, Texas".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from listings.importers.bulk_rows import place_row
from listings.models import KnownPlace, Place
from listings.reading.countries import country_code, expand
from listings.reading.location_text import location_parts, read_words
from listings.reading.names import NameWord, fold_name
from listings.reading.place_facts import PlaceFacts
from listings.reading.regions import around_km, around_words
from listings.search.beside_places import are_fillers, cores, without_distance
from listings.search.place_meaning import (
    AS_REGION,
    PlaceMeaning,
    folded_forms,
    meaning_of,
)
from listings.search.understanding.amounts import folded_letters
from listings.search.understanding.parts import Meaning
from listings.search.understanding.phrases import words_of
from listings.search.understanding.place_names import ELSEWHERE
from listings.search.understanding.time_zones import zone_of, zones_in

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

    @property
    def has_centre(self) -> bool:
        """Whether a circle can be drawn around it."""
        return self.meaning is not None and bool(self.meaning.centres)

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
    zones = {text: _zone_alone(text) for text in texts}
    others = [text for text in texts if not zones[text]]
    read = [without_distance(text[:LONGEST]) for text in others]
    pieces = [(text, km, _pieces(bare)) for text, (bare, km) in zip(others, read, strict=True)]
    names = {form for _, _, some in pieces for one in some for form in _possible(one)}
    rows = rows_named(names) if names else []
    parts = {part.label(): part for some in zones.values() for part in some}
    unknown: list[str] = []
    for text, km, some in pieces:
        if not some:
            unknown.append(text[:LONGEST])
        found = list(_parts(some, rows))
        if km and not any(isinstance(one, WherePart) and one.has_centre for one in found):
            unknown.append(f"{km} km")
        for part in found:
            if isinstance(part, WherePart):
                around = _around(part, km)
                parts.setdefault(around.label(), around)
            else:
                unknown.append(part)
    return list(parts.values()), list(dict.fromkeys(unknown))


def _zone_alone(text: str) -> list[WherePart]:
    """The zone that a text is: "UTC+2", "CET ±2"; its signs would part places."""
    typed = text[:LONGEST].strip()
    return [
        replace(part_of(found.meaning), value=typed)
        for found in zones_in(folded_letters(typed))
        if (found.start, found.end) == (0, len(typed))
    ]


def _around(part: WherePart, km: int) -> WherePart:
    """A circle around the cities of a part, where a distance was told."""
    if not km or not part.has_centre:
        return part
    return replace(part, value=f"{part.value} +{km} km", least_km=km)


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
    for words, _ in cores(piece.words):
        for end in range(max(1, len(words) - MOST_CONTAINERS), len(words) + 1):
            yield from folded_forms(_written(words[:end]))
        if _begins_with_country(words):
            yield from folded_forms(_written(words[1:]))


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
    if inside := _inside(part, pieces[at], rows):
        return inside, 1
    other, count = _longest(pieces, at, rows)
    value = f"{part.value} - {other.value}" if other else ""
    if other and part.meaning is None and not part.is_anywhere and not other.workplace:
        return replace(other, value=value, workplace=part.workplace), count
    if other and other.meaning is None and not other.is_anywhere and not part.workplace:
        return replace(part, value=value, workplace=other.workplace), count
    return part, 0


def _inside(part: WherePart, piece: _Piece, rows: list[Place]) -> WherePart | None:
    """What a dash adds to a country that it lies in: "Germany - Berlin"."""
    if part.meaning is None or not part.meaning.countries or part.meaning.regions:
        return None
    inner = _part(piece.words, [part.value], rows)
    if inner is None or inner.meaning is None:
        return None
    value = f"{piece.written}, {part.value}"
    return replace(inner, value=value, workplace=inner.workplace or part.workplace)


def _begins_with_country(words: list[NameWord]) -> bool:
    return len(words) > 1 and country_code(fold_name(words[0].written)) is not None


def _behind_country(words: list[NameWord], rows: list[Place]) -> PlaceMeaning | None:
    """A place whose country stands before it: "US-CA", "Germany Berlin"."""
    if not _begins_with_country(words):
        return None
    return meaning_of(_written(words[1:]), [words[0].written], rows)


def _part(words: list[NameWord], containers: list[str], rows: list[Place]) -> WherePart | None:
    """What the words of one piece mean together with the names after them."""
    written = _written(words)
    if "exclusion" in read_words(written) or fold_name(written) in words_of("places", "here"):
        return None
    found = list(cores(words))
    if are_fillers(words):  # "from" is a name of Frome, too
        found = found[:1]
    for core, beside in found:
        if meaning := meaning_of(_written(core), containers, rows):
            return _at(meaning, beside)
    for core, beside in found:
        for end in range(len(core) - 1, max(0, len(core) - 1 - MOST_CONTAINERS), -1):
            holding = [_written(core[end:]), *containers]  # "Austin TX"
            if meaning := meaning_of(_written(core[:end]), holding, rows):
                return _at(meaning, beside)
        if meaning := None if containers else _behind_country(core, rows):
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
    if not are_fillers(words):
        return None
    says = read_words(_written(words))
    workplace = next((one for one in WORKPLACES if one in says), "")
    if says & ANYWHERE:
        return WherePart("", is_anywhere=True)
    return WherePart("", workplace=workplace) if workplace else None


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
