"""Names of countries, groups of countries, regions and cities in the table of phrases."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from listings.reading.countries import country_name, country_names, group_names, label
from listings.reading.data import content as data_file
from listings.reading.regions import Circle, MetroArea, metro_areas
from listings.reading.words import slug, tokens
from listings.search.circles import lies_within
from listings.search.understanding.parts import Meaning
from listings.search.understanding.phrases import common_words, words_of

SHORTEST = 2
KM_A_DEGREE = 111  # of latitude
STATES_TOLD = ("US", "CA", "AU", "BR")
"""Countries where people write the state's letters behind a city."""

WELL_KNOWN = 300_000
"""People of a city that is meant as well where a region elsewhere has its name: Washington."""


class PlaceRow(NamedTuple):
    """A city or region that postings name; ``names`` are those it goes by besides, folded."""

    pk: int
    kind: str
    slug: str
    city: str
    region: str
    region_slug: str
    region_code: str
    country: str
    population: int
    names: tuple[str, ...]
    latitude: float | None = None
    longitude: float | None = None


class Namesake(NamedTuple):
    """A city without openings that bears the name of one that has some: Cambridge, US-MA."""

    city: str
    region: str
    region_code: str


ELSEWHERE = "elsewhere"
"""A place of the Where box that no posting names, as it is written there."""


def namesake_meanings(namesakes: Iterable[Namesake]) -> Iterator[tuple[str, Meaning]]:
    """Cities with the state that tells them from those that postings name: "cambridge ma"."""
    for one in namesakes:
        name, state = _folded(one.city), one.region_code.partition("-")[2]
        label = f"{one.city}, {one.region}"
        meaning = Meaning("where", label, label, also=((ELSEWHERE, label),), heading="Where")
        if state.lower() not in common_words():  # "london on", "paris or"
            yield f"{name} {state.lower()}", meaning
        yield f"{name} {_folded(one.region)}", meaning


def place_meanings(places: Iterable[PlaceRow]) -> Iterator[tuple[str, Meaning]]:
    """Phrases with the place that each means; several where it may be one or the other."""
    rows = tuple(places)
    countries, found_regions, cities = _countries(), _regions(rows), _cities(rows)
    for name, code in (countries | _groups()).items():
        inside = found_regions.get(name)
        if inside is None or inside.also[0][1] != code:  # "England" is the region
            yield name, Meaning("country", code, label(code))
    around = dict(_metro_areas(rows))
    yield from around.items()
    for name, region in found_regions.items():
        city = cities.get(name)
        if name in around:
            continue
        if city is None or not _is_within(city, region):
            yield name, Meaning("region", region.value, region.label, region.keys)
    made: dict[int, Meaning] = {}
    for name, own in cities.items():
        if _is_city(name, own, countries, found_regions) and name not in around:
            yield name, _city(name, own, made)


def _metro_areas(rows: Iterable[PlaceRow]) -> Iterator[tuple[str, Meaning]]:
    """Areas around cities and of several regions, by each name: all places there."""
    rows = tuple(rows)
    cities = [row for row in rows if row.kind == "city"]
    by_slug = {row.slug: row for row in cities}
    located = sorted((row.latitude, row.pk, row) for row in cities if row.latitude is not None)
    for area, names in _names_of_areas().items():
        listed = {by_slug[one].pk for one in area.cities if one in by_slug}
        listed |= {row.pk for row in rows if row.region_slug and row.region_slug in area.regions}
        inside = tuple(sorted(listed | _inside(area.circle, located)))
        if inside:
            value = _folded(area.label)
            meaning = Meaning("city", value, area.label, inside, titles=area.titles)
            yield from ((name, meaning) for name in names)


def _inside(circle: Circle | None, located: Sequence[tuple[float, int, PlaceRow]]) -> set[int]:
    """Cities in a circle, of those sorted by latitude: only a stripe of them is measured."""
    if circle is None:
        return set()
    reach = circle.km / KM_A_DEGREE
    first = bisect_left(located, circle.latitude - reach, key=itemgetter(0))
    last = bisect_right(located, circle.latitude + reach, key=itemgetter(0))
    return {
        pk
        for latitude, pk, row in located[first:last]
        if row.longitude is not None and lies_within(circle, latitude, row.longitude)
    }


def _folded(name: str) -> str:
    return " ".join(tokens(name))


@cache
def _countries() -> dict[str, str]:
    codes = {code.lower(): code for code in words_of("places", "codes")}
    return codes | {_folded(name): code for name, code in country_names().items()}


@cache
def _groups() -> dict[str, str]:
    return {_folded(name): code for name, code in group_names().items()}


@cache
def _names_of_areas() -> dict[MetroArea, list[str]]:
    found: defaultdict[MetroArea, list[str]] = defaultdict(list)
    for name, area in metro_areas().items():
        folded = _folded(name)
        found[area] += [folded, *(f"{folded} {holder}" for holder in _holders(area))]
    return dict(found)


def _holders(area: MetroArea) -> Iterator[str]:
    """What people write behind the name of an area that it lies in: "bay area ca"."""
    regions = data_file("regions.toml")
    for code in area.inside if not area.regions else ():
        country, _, state = code.partition("-")
        if state and country in STATES_TOLD:
            yield state.lower()
        if code in regions:
            yield _folded(regions[code]["name"])
        yield _folded(country_name(country))


def _regions(rows: Iterable[PlaceRow]) -> dict[str, Meaning]:
    """Regions that postings name, by every name; ``also`` holds the country."""
    known = {
        row.region_slug: Meaning(
            "region", row.region_slug, row.region, (row.region_slug,), (("country", row.country),)
        )
        for row in rows
        if row.region_slug
    }
    found = {_folded(one.label): one for one in known.values()}
    by_code = data_file("regions.toml")
    for code, row in by_code.items():
        there = known.get(slug(row["name"], code[:2]))
        if there:
            found |= {_folded(name): there for name in row.get("also", ())}
    for name, code in data_file("place_names.toml")["areas"].items():
        holder = by_code.get(code)
        there = known.get(slug(holder["name"], code[:2])) if holder else None
        if there:
            found[_folded(name)] = Meaning("region", there.value, name, there.keys, there.also)
    return found


def _cities(rows: Iterable[PlaceRow]) -> dict[str, list[PlaceRow]]:
    """Cities by name, those whose own name it is; else the largest that also goes by it."""
    own: defaultdict[str, list[PlaceRow]] = defaultdict(list)
    other: dict[str, PlaceRow] = {}
    for row in rows:
        if row.kind != "city":
            continue
        name = _folded(row.city)
        own[name].append(row)
        country, _, state = row.region_code.lower().partition("-")
        if country.upper() in STATES_TOLD and state:
            own[f"{name} {state}"].append(row)
        for also in row.names:
            phrase = also if also.isascii() and also.replace(" ", "").isalpha() else _folded(also)
            if phrase not in other or other[phrase].population < row.population:
                other[phrase] = row
    other |= _given(own)
    return {phrase: [row] for phrase, row in other.items()} | own


def _given(own: Mapping[str, Sequence[PlaceRow]]) -> dict[str, PlaceRow]:
    """Cities by the names that we give them, whatever names their rows had when they were made."""
    found: dict[str, PlaceRow] = {}
    for name, meant in data_file("place_names.toml")["cities"].items():
        city, _, container = meant.rpartition(", ")
        inside = [
            row for row in own.get(_folded(city), ()) if container in (row.country, row.region_code)
        ]
        if inside:
            found[_folded(name)] = max(inside, key=lambda row: row.population)
    return found


def _is_within(cities: list[PlaceRow], region: Meaning) -> bool:
    """Whether a city of the region's name lies in it: New York, Berlin."""
    return any(row.region_slug == region.value for row in cities)


def _is_city(
    name: str, own: list[PlaceRow], countries: dict[str, str], known: dict[str, Meaning]
) -> bool:
    """Whether a name is first of all a city's: not a country's, nor that of a region elsewhere."""
    if len(name) < SHORTEST or name in countries:
        return False
    if name not in known or _is_within(own, known[name]):
        return True
    return max(row.population for row in own) >= WELL_KNOWN


def _city(name: str, rows: list[PlaceRow], made: dict[int, Meaning]) -> Meaning:
    """One city by its slug; several of one name by the name, which means all of them."""
    city = rows[0].city
    if len(rows) > 1:
        return Meaning("city", name, city, tuple(row.pk for row in rows))
    (row,) = rows
    if row.pk not in made:
        where = country_name(row.country)
        shown = f"{city}, {where}" if city != where else city
        made[row.pk] = Meaning("city", row.slug, shown, (row.pk,))
    return made[row.pk]
