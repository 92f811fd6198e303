"""Regions by name and abbreviation, and metropolitan areas, which are content. Light."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from listings.reading.countries import country_code
from listings.reading.data import content
from listings.reading.names import fold_name
from listings.reading.words import fold, slug


@dataclass(frozen=True, slots=True)
class Region:
    """A row of regions.toml; ``code`` is ISO 3166-2."""

    code: str
    name: str

    @property
    def country(self) -> str:
        return self.code[:2]

    @property
    def slug(self) -> str:
        """``california-us``"""
        return slug(self.name, self.country)


def regions_named(text: str) -> tuple[Region, ...]:
    """Regions of a name, or of the abbreviation that people write after a city."""
    return _regions().get(fold_name(text), ())


def region_named(text: str) -> Region | None:
    """The region of a name or abbreviation; of several the first of the file."""
    return next(iter(regions_named(text)), None)


def all_regions() -> list[Region]:
    """Every region, once."""
    return list(dict.fromkeys(one for some in _regions().values() for one in some))


def lies_in(part: str, *, country: str, region: str, code: str) -> bool:
    """Whether a place in a country (ISO code) and region (name, ISO 3166-2) lies in ``part``."""
    is_region = any(one.code == code for one in regions_named(part))
    abbreviation = code.partition("-")[2].lower()
    own_names = {fold(region), abbreviation, *_same_region(country, region)} - {""}
    return country_code(part) == country or is_region or fold(part) in own_names


def _same_region(country: str, region: str) -> list[str]:
    """The abbreviation of a region that came without its code."""
    same = (one for one in regions_named(region) if one.country == country)
    return [one.code.partition("-")[2].lower() for one in same] if region else []


@cache
def _regions() -> dict[str, tuple[Region, ...]]:
    rows = content("regions.toml")
    found: defaultdict[str, dict[str, Region]] = defaultdict(dict)
    for code, row in rows.items():
        for name in (row["name"], row.get("abbreviation", ""), *row.get("also", ())):
            found[fold_name(name)][code] = Region(code, row["name"])
    return {name: tuple(regions.values()) for name, regions in found.items() if name}


@dataclass(frozen=True, slots=True)
class Circle:
    """Everything at most ``km`` kilometres from a point (degrees)."""

    latitude: float
    longitude: float
    km: float


@dataclass(frozen=True, slots=True)
class MetroArea:
    """A circle, or cities by the slugs of their places, or whole regions by their slugs.

    ``titles``: what titles call an area of regions; postings often name its country alone.
    ``inside``: codes of the regions or countries that it lies in, or consists of.
    """

    label: str
    circle: Circle | None = None
    cities: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()


def metro_area(folded: str) -> MetroArea | None:
    """The area of a folded name."""
    return metro_areas().get(folded)


@cache
def metro_areas() -> dict[str, MetroArea]:
    """Areas by each of their folded names."""
    found: dict[str, MetroArea] = {}
    for label, row in content("metro_areas.toml")["areas"].items():
        latitude, longitude = row.get("centre", (0, 0))
        circle = Circle(latitude, longitude, row["km"]) if "centre" in row else None
        regions = tuple(map(region_slug, row.get("regions", ())))
        titles = tuple(map(fold_name, row.get("also", (label,)))) if regions else ()
        inside = tuple(row.get("in", ()) or row.get("regions", ()))
        area = MetroArea(label, circle, tuple(row.get("cities", ())), regions, titles, inside)
        found |= {fold_name(name): area for name in (label, *row.get("also", ()))}
    return found


def region_slug(code: str) -> str:
    """The slug of a region by its ISO 3166-2 code."""
    return _slugs_by_code()[code]


@cache
def _slugs_by_code() -> dict[str, str]:
    return {one.code: one.slug for one in all_regions()}


def parts_of(slug: str) -> tuple[str, ...]:
    """Slugs of the places that are a part of a city."""
    return tuple(content("metro_areas.toml")["parts"].get(slug, ()))


def whole_of(slug: str) -> str:
    """The slug of the city that a place is a part of, or an empty text."""
    return _wholes().get(slug, "")


@cache
def _wholes() -> dict[str, str]:
    return {
        part: whole
        for whole, parts in content("metro_areas.toml")["parts"].items()
        for part in parts
    }


@cache
def around_words() -> frozenset[str]:
    """Folded words and phrases beside a city's name that mean its surroundings as well."""
    return frozenset(content("metro_areas.toml")["around"]["words"])


def around_km() -> int:
    """How far the surroundings of a city reach, in kilometres."""
    return int(content("metro_areas.toml")["around"]["km"])
