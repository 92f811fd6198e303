"""Names of countries, groups of countries, regions and cities in the table of phrases."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from listings.reading.countries import country_name, country_names, group_names, label
from listings.reading.metro_areas import MetroArea, metro_areas
from listings.reading.slugs import slug
from listings.reading.words import tokens
from listings.search.understanding.content import areas, regions
from listings.search.understanding.parts import Meaning
from listings.search.where.distance import lies_within

SHORTEST = 2
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


def place_meanings(places: Iterable[PlaceRow]) -> Iterator[tuple[str, Meaning]]:
    """Phrases with the place that each means; several where it may be one or the other."""
    rows = tuple(places)
    countries = {_folded(name): code for name, code in country_names().items()}
    groups = {_folded(name): code for name, code in group_names().items()}
    found_regions = _regions(rows)
    cities = _cities(rows)
    for name, code in (countries | groups).items():
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
    for name, own in cities.items():
        if _is_city(name, own, countries, found_regions) and name not in around:
            yield name, _city(name, own)


def _metro_areas(rows: Iterable[PlaceRow]) -> Iterator[tuple[str, Meaning]]:
    """Areas around cities, by each name: all cities there that postings name."""
    cities = [row for row in rows if row.kind == "city"]
    inside = {
        area: tuple(row.pk for row in cities if _lies_in(row, area))
        for area in dict.fromkeys(metro_areas().values())
    }
    for name, area in metro_areas().items():
        if inside[area]:
            yield _folded(name), Meaning("city", _folded(area.label), area.label, inside[area])


def _lies_in(row: PlaceRow, area: MetroArea) -> bool:
    if row.slug in area.cities:
        return True
    is_known = area.circle and row.latitude is not None and row.longitude is not None
    return bool(is_known) and lies_within(area.circle, row.latitude, row.longitude)  # type: ignore[arg-type]


def _folded(name: str) -> str:
    return " ".join(tokens(name))


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
    for code, row in regions().items():
        there = known.get(slug(row["name"], code[:2]))
        if there:
            found |= {_folded(name): there for name in row.get("also", ())}
    for name, code in areas().items():
        holder = regions().get(code)
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
        if country in ("us", "ca", "au") and state:
            own[f"{name} {state}"].append(row)
        for also in row.names:
            phrase = also if also.isascii() and also.replace(" ", "").isalpha() else _folded(also)
            if phrase not in other or other[phrase].population < row.population:
                other[phrase] = row
    return {phrase: [row] for phrase, row in other.items()} | own


def _is_within(cities: list[PlaceRow], region: Meaning) -> bool:
    """Whether a city of the region's name lies in it: New York, Berlin."""
    return any(row.region_slug == region.value for row in cities)


def _is_city(
    name: str, own: list[PlaceRow], countries: dict[str, str], known: dict[str, Meaning]
) -> bool:
    """Whether a name is first of all a city's: not a country's, nor that of a region elsewhere."""
    if len(name) < SHORTEST or name in countries:
        return False
    is_large = max(row.population for row in own) >= WELL_KNOWN
    return name not in known or is_large or _is_within(own, known[name])


def _city(name: str, rows: list[PlaceRow]) -> Meaning:
    """One city by its slug; several of one name by the name, which means all of them."""
    value = rows[0].slug if len(rows) == 1 else name
    city = rows[0].city
    where = country_name(rows[0].country)
    shown = f"{city}, {where}" if len(rows) == 1 and city != where else city
    return Meaning("city", value, shown, tuple(row.pk for row in rows))
