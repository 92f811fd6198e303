"""Which place each mention of a location text means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from listings.reading.countries import GROUPS
from listings.reading.gazetteer import City, Gazetteer, Meanings, is_within
from listings.reading.location_text import PlaceMention
from listings.reading.place_facts import PlaceFacts, city_facts, country_facts, region_facts

# People a city needs to be meant by its bare name, with nothing beside it that confirms it.
BARE_CITY = 15_000
# A city this big is meant by a name that it shares with its region: New York, not Quebec.
METROPOLIS = 700_000
LONGEST_CODE = 3
# A city this big is believed against the country of its address.
CONTRADICTING_CITY = 100_000


@dataclass(frozen=True, slots=True)
class Context:
    """The region (ISO 3166-2), country and places in which an address puts the names beside it."""

    region: str = ""
    country: str = ""
    places: tuple[PlaceFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """Places and groups of countries that a text names, each in its order."""

    places: tuple[PlaceFacts, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A mention while its neighbours narrow it; settled once one of them has."""

    mention: PlaceMention
    meanings: Meanings
    is_settled: bool = False


def name_places(
    tables: Gazetteer,
    mentions: Sequence[PlaceMention],
    context: Context,
    *,
    prefers_cities: bool = False,
) -> Naming:
    """The places of mentions that stand in one text, in the context of its address.

    With `prefers_cities` Luxembourg, New York and the like are the cities.
    """
    alone = [_Reading(mention, mention.meanings) for mention in mentions]
    readings = _joined(mentions, _with_country_of(alone, context))
    context = _with_country_of(readings, context)
    if prefers_cities:
        readings = [_as_city(tables, reading, context) for reading in readings]
    places = [_place(tables, reading, context, len(mentions) == 1) for reading in readings]
    groups = [
        one.meanings.group
        for one, after in pairwise((*readings, None))
        if one and one.meanings.group and not _is_part_of(after, one.meanings.group)
    ]
    return Naming(
        tuple(place for place in places if place is not None), tuple(dict.fromkeys(groups))
    )


def _is_part_of(after: _Reading | None, group: str) -> bool:
    """Whether a country that is told of a group says which part is meant: "Europe (Spain)"."""
    if after is None or after.mention.link != "qualifies":
        return False
    return after.meanings.country in GROUPS[group].countries


def _joined(mentions: Sequence[PlaceMention], context: Context) -> list[_Reading]:
    """Mentions with their qualifiers taken in: "Paris" and "TX" are one reading."""
    readings: list[_Reading] = []
    for mention in mentions:
        merged = None
        if readings and mention.link != "parts":
            last, is_pair = readings[-1], len(mentions) == 2
            merged = _abroad(last, mention, context) or _qualified(last, mention)
            if merged is None and (mention.link == "qualifies" or is_pair):
                merged = _refined(last, mention)
        if merged is None:
            readings.append(_Reading(mention, mention.meanings))
        else:
            readings[-1] = merged
    return readings


def _qualified(last: _Reading, by: PlaceMention) -> _Reading | None:
    """A name narrowed by the region or country after it ("Paris, TX"), if that holds it.

    A region that holds none of the cities means a town that we do not know: the region is left.
    """
    if last.meanings.area:
        return (
            last
            if last.meanings.area[:2] in {code[:2] for code in by.meanings.containers}
            else None
        )
    containers = (*by.meanings.containers, by.meanings.area)
    cities = tuple(
        city for city in last.meanings.cities if any(is_within(city, c) for c in containers if c)
    )
    if cities:
        return replace(last, meanings=Meanings(cities=cities), is_settled=True)
    regions = tuple(code for code in last.meanings.regions if code[:2] == by.meanings.country)
    if regions or (by.meanings.country and last.meanings.country == by.meanings.country):
        country = "" if regions else last.meanings.country
        return replace(last, meanings=Meanings(regions=regions, country=country), is_settled=True)
    if last.meanings.cities and not last.meanings.containers and by.meanings.regions:
        return None if by.meanings.cities or by.meanings.country else _Reading(by, by.meanings)
    return None


def _abroad(last: _Reading, by: PlaceMention, context: Context) -> _Reading | None:
    """A city and letters that mean a region elsewhere, but here one that we know by no letters.

    "Mexicali, BC" with an address in Mexico, "Milano, MI": no such city in the region, and the
    address lies in the city's country, or everybody knows the city. "Vitória, ES" with an address
    in Brazil: the letters are Spain's too, and a region's of the address's country.
    """
    cities = last.meanings.cities
    codes = by.meanings.containers
    has_letters = by.is_code or len(by.folded) <= LONGEST_CODE
    own_region = f"{context.country}-{by.folded.upper()}"
    at_home = tuple(city for city in cities if city.region_code == own_region)
    if at_home and own_region not in codes:
        return replace(last, meanings=Meanings(cities=at_home))
    if not has_letters or any(is_within(city, code) for city in cities for code in codes):
        return None
    meant = tuple(
        city
        for city in cities
        if is_within(city, context.country)
        or (not context.country and city.population >= METROPOLIS)
    )
    is_elsewhere = context.country not in {code[:2] for code in codes}
    return replace(last, meanings=Meanings(cities=meant)) if meant and is_elsewhere else None


def _refined(last: _Reading, by: PlaceMention) -> _Reading | None:
    """A region or country narrowed by what follows ("India-Karnataka", "Germany, Erfurt")."""
    holders = last.meanings.containers
    if by.is_code or not holders or (last.meanings.cities and not last.meanings.country):
        return None
    cities = tuple(
        city for city in by.meanings.cities if any(is_within(city, code) for code in holders)
    )
    regions = tuple(code for code in by.meanings.regions if code[:2] in holders)
    if not (cities or regions):
        return None
    return _Reading(by, Meanings(cities=cities, regions=regions), is_settled=True)


def _with_country_of(readings: Iterable[_Reading], context: Context) -> Context:
    """The address's context, or where it has none the one country that the text names."""
    named = {
        reading.meanings.country
        for reading in readings
        if reading.meanings.country
        and not reading.meanings.regions  # Georgia may be the state
        and not reading.mention.is_code
    }
    return context if context.country or len(named) != 1 else Context(country=named.pop())


def _as_city(tables: Gazetteer, reading: _Reading, context: Context) -> _Reading:
    """The same name as a city's, where the context has one under its own name."""
    folded = reading.mention.folded
    cities = tuple(
        city
        for city in reading.meanings.cities
        if context.country in ("", city.country) and tables.is_own_name(city, folded)
    )
    return replace(reading, meanings=Meanings(cities=cities)) if cities else reading


def _place(
    tables: Gazetteer, reading: _Reading, context: Context, is_alone: bool
) -> PlaceFacts | None:
    meanings = reading.meanings
    if meanings.group:
        return None
    if meanings.area:
        return _container(tables, meanings.area)
    if reading.mention.is_code and not reading.is_settled:
        return _of_code(tables, meanings, context, is_alone)
    city = _likely_city(tables, reading, context)
    container = _likely_container(meanings, context)
    if city and (not container or _means_city(city, container, reading, context)):
        return city_facts(tables, city)
    return _container(tables, container) if container else None


def _container(tables: Gazetteer, code: str) -> PlaceFacts:
    """The place of a region's or country's code; Washington for the District of Columbia."""
    if city := tables.city_of_region(code):
        return city_facts(tables, city)
    return region_facts(tables, code) if "-" in code else country_facts(code)


def _of_code(
    tables: Gazetteer, meanings: Meanings, context: Context, is_alone: bool
) -> PlaceFacts | None:
    """A bare code ("CA"): the address decides; without one it counts only if it has one sense."""
    fitting = [code for code in meanings.containers if code[:2] == context.country]
    if not context.country and (len(meanings.containers) == 1 or is_alone):
        fitting = [code for code in meanings.containers if "-" in code or is_alone]
    return _container(tables, fitting[0]) if len(fitting) == 1 else None


def _likely_city(tables: Gazetteer, reading: _Reading, context: Context) -> City | None:
    """The most populous city meant, first in the address's region, then in its country."""
    cities, folded = reading.meanings.cities, reading.mention.folded

    def biggest(cities: Iterable[City], least: int = 0) -> City | None:
        sure = (city for city in cities if city.population >= _enough(tables, city, folded, least))
        return max(sure, key=lambda city: tables.weight(city, folded), default=None)

    if reading.is_settled:
        for code in (context.region, context.country):
            if nearer := [city for city in cities if is_within(city, code)]:
                return biggest(nearer)
        return biggest(cities)
    here = biggest(city for city in cities if is_within(city, context.region))
    if here:
        return here
    at_home = (city for city in cities if is_within(city, context.country))
    return biggest(at_home, CONTRADICTING_CITY if context.region else BARE_CITY) or biggest(
        cities, CONTRADICTING_CITY if context.country else BARE_CITY
    )


def _enough(tables: Gazetteer, city: City, folded: str, least: int) -> int:
    """People needed to be meant by a name: more where the name is only an alternate one."""
    return least if not least or tables.is_own_name(city, folded) else CONTRADICTING_CITY


def _likely_container(meanings: Meanings, context: Context) -> str:
    """The region or country meant, where the address does not leave two to choose from."""
    fitting = [code for code in meanings.containers if code[:2] == context.country]
    choice = fitting or list(meanings.containers)
    if context.region in choice:
        return context.region
    return choice[0] if len(choice) == 1 else ""


def _means_city(city: City, container: str, reading: _Reading, context: Context) -> bool:
    """Whether a name that is a city's and a region's or country's means the city.

    An address that lies in the region but not in the city says that the region is meant.
    """
    if "-" not in container:
        return city.country == container and reading.meanings.is_ours
    beside = [place for place in context.places if place.region_code == container]
    if reading.mention.follows_unknown or (
        beside and city.geonames_id not in {place.geonames_id for place in beside}
    ):
        return False
    return reading.meanings.is_ours or city.population >= METROPOLIS
