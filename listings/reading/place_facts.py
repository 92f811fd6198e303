"""What the board keeps of a place: names, container, coordinates and a stable address."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from listings.reading.countries import country_name
from listings.reading.gazetteer import ALTERNATES, City, Gazetteer
from listings.reading.names import fold_name
from listings.reading.words import slug

type PlaceKind = Literal["city", "region", "country"]


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A city, region or country. Fields of a finer kind than its own are empty or None.

    `region_code` is ISO 3166-2 where we know it ("US-TX"), else "". `country` is ISO 3166-1
    alpha-2. `alternate_names` are folded (no accents, lower case), at most 20.
    """

    kind: PlaceKind
    city: str
    region: str
    region_code: str
    country: str
    slug: str
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    geonames_id: int | None = None
    alternate_names: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The place's own name, without what it lies in."""
        return self.city or self.region or country_name(self.country)

    def lies_in(self, container: "PlaceFacts") -> bool:
        """Whether this place is the container or a part of it."""
        if container.kind == "city":
            return self == container
        if container.kind == "region":
            return self.region_code == container.region_code
        return self.country == container.country


@lru_cache(maxsize=1_000)
def country_facts(code: str) -> PlaceFacts:
    """A country as a place; its slug is its name ("united-states")."""
    return PlaceFacts("country", "", "", "", code, slug(country_name(code)))


def region_facts(tables: Gazetteer, code: str) -> PlaceFacts:
    """A region by its ISO 3166-2 code; its slug ends in the country ("california-us")."""
    row = tables.regions[code]
    also = tuple(dict.fromkeys(fold_name(name) for name in row.get("also", ())))
    where = slug(row["name"], code[:2])
    return PlaceFacts("region", "", row["name"], code, code[:2], where, alternate_names=also)


def city_facts(tables: Gazetteer, city: City) -> PlaceFacts:
    """A city with its region, where we know the region's name."""
    region = tables.regions.get(city.region_code)
    alternates = dict.fromkeys((*tables.aliases_of(city), *city.own_script, *city.alternates))
    return PlaceFacts(
        kind="city",
        city=city.name,
        region=region["name"] if region else "",
        region_code=city.region_code,
        country=city.country,
        slug=city_slug(tables, city),
        latitude=city.latitude,
        longitude=city.longitude,
        population=city.population,
        geonames_id=city.geonames_id,
        alternate_names=tuple(alternates)[:ALTERNATES],
    )


def city_slug(tables: Gazetteer, city: City) -> str:
    """paris-fr, paris-tx-us: the state always in the US, elsewhere only to tell cities apart.

    Of several cities of one name in a country (in the US: in a state), the most populous has
    the shorter slug; two in one region are told apart by the GeoNames id.
    """
    rivals = tables.siblings(city)
    if city == rivals[0] and city.country != "US":
        return slug(city.name, city.country)
    region = city.region_code.partition("-")[2] or city.admin
    first_here = next(rival for rival in rivals if rival.admin == city.admin)
    number = "" if city == first_here else str(city.geonames_id)
    return slug(city.name, region, city.country, number)
