"""States, provinces and other first-level regions, by name and by abbreviation. Light."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from listings.reading.countries import DATA, country_code
from listings.reading.names import fold_name
from listings.reading.slugs import slug
from listings.reading.words import fold


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
    rows = tomllib.loads((DATA / "regions.toml").read_text(encoding="utf-8"))
    found: defaultdict[str, dict[str, Region]] = defaultdict(dict)
    for code, row in rows.items():
        for name in (row["name"], row.get("abbreviation", ""), *row.get("also", ())):
            found[fold_name(name)][code] = Region(code, row["name"])
    return {name: tuple(regions.values()) for name, regions in found.items() if name}
