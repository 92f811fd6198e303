"""What a name means as a place to look for openings: countries, cities, what lies within km.

Of several of one name the one that is meant.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Q

from listings.models import Place, PlaceKind
from listings.reading.countries import GROUPS, country_code, country_name, group_code
from listings.reading.data import content
from listings.reading.names import fold_name
from listings.reading.regions import (
    Circle,
    MetroArea,
    Region,
    lies_in,
    metro_area,
    parts_of,
    regions_named,
)
from listings.reading.time_zones import TimeZone, time_zone
from listings.reading.words import fold
from listings.search.circles import within

# Of several cities of one name, this many times more people make one the meant one.
CLEARLY_LARGER = 10
# A city under a name that is not its first counts less: Waterloo is not Austin.
OTHER_NAME_WEIGHT = 0.05
NAMED_BY_REGION = frozenset({"US"})  # "Austin, Texas": the country goes without saying
LARGE = 200_000  # people: a city that is meant beside a region of its name elsewhere
MOST_NAMED = 3
AS_REGION = "region"  # "Quebec (region)", where a city is called so too


def folded_forms(name: str) -> set[str]:
    """The forms in which rows keep a name: as it is written, with dashes, and as names compare."""
    own = fold(name).strip()
    return {own, own.replace(" ", "-"), fold_name(name)} - {""}


def that_fit(name: str, containers: Sequence[str], rows: Iterable[Place]) -> list[Place]:
    """The rows of a name that lie in all of the containers."""
    forms = folded_forms(name)
    called = (row for row in rows if row.sort_name in forms or not forms.isdisjoint(row.names))
    return [row for row in called if all(_lies_in(row, part) for part in containers)]


def _lies_in(row: Place, part: str) -> bool:
    is_inside = lies_in(part, country=row.country, region=row.region, code=row.region_code)
    return is_inside or _is_in_group(row.country, part)


def _is_in_group(country: str, part: str) -> bool:
    """Whether the name of a group of countries is that of one with this country: "Europe"."""
    code = group_code(part)
    return code is not None and country in GROUPS[code].countries


def by_weight(rows: Iterable[Place], name: str) -> list[tuple[float, Place]]:
    """Places with how likely a name means them, the likeliest first."""
    forms = folded_forms(name)

    def weight(row: Place) -> float:
        return (row.population or 0) * (1 if row.sort_name in forms else OTHER_NAME_WEIGHT)

    return sorted(((weight(row), row) for row in rows), key=lambda pair: -pair[0])


def meant(fits: Sequence[Place], name: str) -> list[Place]:
    """The one that is clearly the largest, else all that are called so, by size."""
    if len(fits) < 2:
        return list(fits)
    (first, place), (second, _), *_ = ranked = by_weight(fits, name)
    if first and first >= CLEARLY_LARGER * second:
        return [place]
    forms = tuple(folded_forms(name))
    return [row for _, row in ranked if row.sort_name.startswith(forms)] or [p for _, p in ranked]


@dataclass(frozen=True)
class PlaceMeaning:
    """All places of the parts together. ``countries`` are ISO codes, ``regions`` slugs.

    ``numbers`` are places that somebody has looked up already; no radius is drawn around them.
    ``remote`` are countries of which remote work counts, too: a time zone is a part of them.
    ``titles`` are names of an area that titles say where postings name its country alone.
    """

    name: str
    countries: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    cities: tuple[Place, ...] = ()
    area: MetroArea | None = None
    numbers: tuple[int, ...] = ()
    remote: frozenset[str] = frozenset()
    titles: tuple[str, ...] = ()

    @classmethod
    def of_zone(cls, zone: TimeZone) -> "PlaceMeaning":
        """Where people work in a time zone."""
        return cls(zone.label, zone.countries, zone.regions, remote=zone.remote)

    def label(self, km: int) -> str:
        """``Munich, Germany``; ``within 50 km of Munich, Germany``."""
        return f"within {km} km of {self.name}" if km and self.centres else self.name

    @property
    def is_area(self) -> bool:
        """Whether it is countries, regions or a time zone, and no city."""
        is_wide = bool(self.countries or self.regions or self.remote)
        return (is_wide or bool(self.area and self.area.regions)) and not self.cities

    @property
    def centres(self) -> list[tuple[float, float]]:
        """Where its cities lie, in degrees; a radius is drawn around these."""
        return [
            (city.latitude, city.longitude)
            for city in self.cities
            if city.latitude is not None and city.longitude is not None
        ]

    def places(self, km: int) -> Q:
        """What a place must be; those up to ``km`` kilometres around its cities count too."""
        condition = Q(slug__in=self._slugs)
        if self.numbers:
            condition |= Q(pk__in=self.numbers)
        if self.countries:
            condition |= Q(country__in=sorted(self.countries))
        if regions := (*self.regions, *(self.area.regions if self.area else ())):
            condition |= Q(region_slug__in=regions)
        circles = [Circle(*centre, km) for centre in self.centres] if km else []
        if self.area and self.area.circle:
            circles.append(self.area.circle)
        return condition | within(circles) if circles else condition

    @property
    def _slugs(self) -> list[str]:
        cities = [slug for city in self.cities for slug in (city.slug, *parts_of(city.slug))]
        return [*cities, *(self.area.cities if self.area else ())]


def meaning_of(name: str, containers: Sequence[str], rows: Iterable[Place]) -> PlaceMeaning | None:
    """What a name means inside of all ``containers``; ``rows`` are those of any such name."""
    is_region = AS_REGION in containers
    containers = [one for one in containers if one != AS_REGION]
    if not is_region and (found := _area(name, containers)):
        return found
    cities = [] if is_region else _cities(name, containers, rows)
    regions = [one for one in regions_named(name) if _holds(one, containers)]
    if cities and is_given_name(name):
        return _of_cities(name, cities)
    if not containers and not is_region and (found := _country(name, regions)):
        return found
    if containers and not is_region and (found := _country_in_groups(name, containers)):
        return found
    return _either(name, cities, regions)


def _area(name: str, containers: Sequence[str]) -> PlaceMeaning | None:
    """A metropolitan area, a group of countries or a time zone; the first alone lies in others."""
    folded = fold_name(name)
    area = metro_area(folded)
    if area and all(_holds_area(area, one) for one in containers):
        return PlaceMeaning(area.label, area=area, titles=area.titles)
    if containers:
        return None
    if code := group_code(folded):
        return PlaceMeaning(GROUPS[code].label, countries=GROUPS[code].countries)
    zone = time_zone(folded)
    return PlaceMeaning.of_zone(zone) if zone else None


def _country(name: str, regions: list[Region]) -> PlaceMeaning | None:
    """A country, and regions elsewhere of the same name: Georgia.

    A name of a part of a country that stands for all of it in other texts is the part: England.
    """
    code = country_code(fold_name(name))
    if code is None:
        return None
    is_part = any(one.country == code for one in regions) and len(name) > 3
    countries = frozenset() if is_part else frozenset({code})
    labels = [country_name(one) for one in countries] + [region_label(one) for one in regions]
    return PlaceMeaning(
        " or ".join(labels[:MOST_NAMED]), countries, tuple(one.slug for one in regions)
    )


def _holds_area(area: MetroArea, container: str) -> bool:
    """Whether a metropolitan area lies in a country or region, or a group of countries."""
    held = {one.code for one in regions_named(container)}
    code = country_code(container)
    return any(
        inside in held or inside[:2] == code or _is_in_group(inside[:2], container)
        for inside in area.inside
    )


def _country_in_groups(name: str, containers: Sequence[str]) -> PlaceMeaning | None:
    """A country with the groups that it is in: "Germany, Europe"."""
    code = country_code(fold_name(name))
    if code is None or not all(_is_in_group(code, one) for one in containers):
        return None
    return PlaceMeaning(country_name(code), frozenset({code}))


def _holds(region: Region, containers: Sequence[str]) -> bool:
    return all(
        country_code(one) == region.country or _is_in_group(region.country, one)
        for one in containers
    )


def _either(name: str, cities: list[Place], regions: list[Region]) -> PlaceMeaning | None:
    """A city or a region; of both the city that lies in the region, else the region.

    Only a large city elsewhere is meant beside it: Washington.
    """
    if not cities or not regions:
        return _of_cities(name, cities) if cities else _of_regions(regions)
    inside = {one.slug for one in regions}
    if any(city.region_slug in inside for city in cities):
        return _of_cities(name, cities)
    _, first = by_weight(cities, name)[0]
    of_regions = _of_regions(regions)
    if of_regions is None or (first.population or 0) < LARGE:
        return of_regions
    label = f"{city_label(first)} or {of_regions.name}"
    return PlaceMeaning(label, regions=of_regions.regions, cities=(first,))


def _of_regions(regions: list[Region]) -> PlaceMeaning | None:
    if not regions:
        return None
    label = " or ".join(region_label(one) for one in regions[:MOST_NAMED])
    return PlaceMeaning(label, regions=tuple(one.slug for one in regions))


def _of_cities(name: str, cities: list[Place]) -> PlaceMeaning:
    if len(cities) == 1:
        return PlaceMeaning(city_label(cities[0]), cities=tuple(cities))
    areas = list(dict.fromkeys(_area_label(city) for city in cities))
    more = f" and {len(areas) - MOST_NAMED} more" if len(areas) > MOST_NAMED else ""
    return PlaceMeaning(f"{name} ({', '.join(areas[:MOST_NAMED])}{more})", cities=tuple(cities))


def _cities(name: str, containers: Sequence[str], rows: Iterable[Place]) -> list[Place]:
    """Those that are meant: of the cities that postings name, where one is called so itself.

    A name that we give a city means the largest that goes by it: NOLA is not Nola.
    """
    cities = [row for row in rows if row.kind == PlaceKind.CITY]
    fits = that_fit(name, containers, cities)
    if fits and is_given_name(name):
        return [max(fits, key=lambda row: row.population or 0)]
    of_postings = [row for row in fits if row.pk and row.sort_name in folded_forms(name)]
    return meant(of_postings or fits, name)


def is_given_name(name: str) -> bool:
    """Tell whether we give a city this name ourselves: "NYC" means nothing else."""
    return fold_name(name) in _given_names()


@cache
def _given_names() -> frozenset[str]:
    return frozenset(map(fold_name, content("place_names.toml")["cities"]))


def city_label(city: Place) -> str:
    """``Munich, Germany``; ``Austin, Texas``."""
    return f"{city.city}, {_area_label(city)}"


def _area_label(city: Place) -> str:
    is_named = city.region and city.country in NAMED_BY_REGION
    return city.region if is_named else country_name(city.country)


def region_label(region: Region) -> str:
    return f"{region.name}, {country_name(region.country)}"
