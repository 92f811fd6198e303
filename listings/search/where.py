"""What is typed in the one "Where" box, as parts: each a place, a way to work, or both.

``Munich``, ``London, UK``, ``remote in Germany``, ``bay area``, ``EU``; several by comma or "or".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from listings.importers.bulk_rows import place_row
from listings.models import KnownPlace, Place
from listings.reading.countries import expand
from listings.reading.names import fold_name
from listings.reading.place_facts import PlaceFacts
from listings.search.beside_places import is_postcode, without_distance
from listings.search.place_meaning import PlaceMeaning
from listings.search.understanding.amounts import folded_letters
from listings.search.understanding.distances import distances_in
from listings.search.understanding.parts import Meaning
from listings.search.understanding.phrases import content
from listings.search.understanding.place_names import ELSEWHERE
from listings.search.understanding.time_zones import zone_of, zones_in
from listings.search.where_lists import leaves_out, names_side_by_side, side_by_side
from listings.search.where_part import WherePart
from listings.search.where_pieces import FoundPart, WherePiece, found_in, pieces_of, possible_names
from listings.search.where_ways import with_ways

LONGEST = 500  # characters that are read


@dataclass(frozen=True, slots=True)
class _Text:
    """A text taken apart: zones of time, a distance in kilometres, and the pieces of the rest."""

    typed: str
    zones: list[FoundPart]
    km: int
    pieces: list[WherePiece]


def read_where(texts: Sequence[str]) -> tuple[list[WherePart], list[str]]:
    """Return the parts that are understood, each once, and what is not.

    Two queries at most, and two more where something is not understood.
    """
    read = [_apart(text[:LONGEST]) for text in texts]
    names = {form for text in read for form in possible_names(text.pieces)}
    rows = rows_named(names) if names else []
    parts: dict[str, WherePart] = {}
    unknown: list[str] = []
    for text in read:
        found = with_ways([*found_in(text.pieces, rows), *text.zones])
        unknown += [one.text for one in found if one.part is None]
        if not found:
            unknown.append(text.typed)
        elif text.km and not any(one.part and one.part.has_centre for one in found):
            unknown.append(f"{text.km} km")
        for part in (_around(one.part, text.km) for one in found if one.part):
            parts.setdefault(part.label(), part)
    listed = _listed(unknown)
    for part in (part for some in listed.values() for part in some):
        parts.setdefault(part.label(), part)
    return list(parts.values()), [one for one in dict.fromkeys(unknown) if one not in listed]


def _listed(texts: Iterable[str]) -> dict[str, list[WherePart]]:
    """The places that stand side by side in texts; only texts of such. Two queries at most."""
    names = {form for text in texts for form in names_side_by_side(text)}
    rows = rows_named(names) if names else []
    found = {text: side_by_side(text, rows) for text in texts} if names else {}
    return {text: parts for text, parts in found.items() if parts}


def _apart(typed: str) -> _Text:
    zones = list(zones_in(folded_letters(typed)))
    rest = typed
    for zone in reversed(zones):
        rest = f"{rest[: zone.start]} {rest[zone.end :]}"
    rest, km = without_distance(rest)
    found = [
        FoundPart(replace(part_of(zone.meaning), value=value), "list", value)
        for zone in zones
        for value in (typed[zone.start : zone.end],)
    ]
    return _Text(typed, found, km, pieces_of(rest))


UNKNOWN = "is no place that we know"


def why_unknown(text: str) -> str:
    """What to say of a text that ``read_where`` does not understand."""
    reasons = content()["places"]
    if fold_name(text) in (*reasons["here"], *reasons["here_alone"]):
        return str(reasons["here_reason"])
    if leaves_out(text):
        return str(reasons["not_here_reason"])
    if is_postcode(text):
        return str(reasons["postcode_reason"])
    is_distance = next(distances_in(folded_letters(text)), None) is not None
    return str(reasons["distance_reason"]) if is_distance else UNKNOWN


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


def part_of(meaning: Meaning) -> WherePart:
    """What a search means by words for a place. A query where a circle is drawn around its cities,
    two for one that no posting names."""
    said = dict(meaning.also)
    if elsewhere := said.get(ELSEWHERE):
        found, _ = read_where([elsewhere])
        nowhere = WherePart(elsewhere, PlaceMeaning(meaning.label, numbers=(0,)))
        return found[0] if len(found) == 1 else nowhere
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
