"""By what each place can be asked for: itself, and the areas that hold it. Makes no query."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from listings.models import Place, PlaceKind
from listings.reading.countries import GROUPS, country_name
from listings.reading.metro_areas import MetroArea, metro_areas, whole_of
from listings.reading.names import fold_name
from listings.search.where.distance import lies_within
from listings.search.where.meaning import city_label, is_given_name


@dataclass(frozen=True, slots=True)
class Area:
    """``value`` is what is typed for it; ``name`` is what is looked for.

    Remote postings that name one of ``countries`` count as well.
    """

    kind: str
    label: str
    value: str
    name: str
    countries: frozenset[str] = frozenset()
    other_names: tuple[str, ...] = ()


def areas_of(places: Iterable[Place]) -> Iterator[tuple[Area, int]]:
    """Each area with the number of each place in it."""
    places = list(places)
    cities = Counter((one.sort_name, one.country) for one in places if one.kind == PlaceKind.CITY)
    by_slug = {one.slug: one for one in places}
    for place in places:
        for area in _areas(place, cities):
            yield area, place.pk
        if whole := by_slug.get(whole_of(place.slug)):
            yield _city(whole, cities), place.pk


def _areas(place: Place, cities: Counter[tuple[str, str]]) -> Iterator[Area]:
    if place.kind == PlaceKind.CITY:
        yield _city(place, cities)
    if place.region:
        yield _region(place.region, place.country, cities)
    yield _country(place.country)
    yield from _groups(place.country)
    yield from (area for metro, area in _metros().items() if _is_in(place, metro))


def _city(place: Place, cities: Counter[tuple[str, str]]) -> Area:
    """A city, with its region where another one in the country is called so too."""
    is_alone = cities[place.sort_name, place.country] == 1
    label = city_label(place) if is_alone else place.label
    return Area("city", label, label, place.city, other_names=tuple(place.names))


def _region(name: str, country: str, cities: Counter[tuple[str, str]]) -> Area:
    """A region, written so that it is read as one where a city is called so too."""
    label = f"{name}, {country_name(country)}"
    is_city_too = is_given_name(name) or (fold_name(name), country) in cities
    value = f"{name} (region), {country_name(country)}" if is_city_too else label
    return Area("region", label, value, name)


@cache
def _country(code: str) -> Area:
    name = country_name(code)
    return Area("country", name, name, name, frozenset({code}))


@cache
def _groups(code: str) -> tuple[Area, ...]:
    """Groups that hold a country."""
    return tuple(
        Area("group", one.label, one.label, one.label, one.countries, (one.code.lower(),))
        for one in GROUPS.values()
        if code in one.countries
    )


@cache
def _metros() -> dict[MetroArea, Area]:
    names: dict[MetroArea, list[str]] = {}
    for folded, metro in metro_areas().items():
        names.setdefault(metro, []).append(folded)
    return {
        metro: Area("metro", metro.label, metro.label, metro.label, other_names=tuple(others))
        for metro, others in names.items()
    }


def _is_in(place: Place, metro: MetroArea) -> bool:
    if metro.circle is None or place.latitude is None or place.longitude is None:
        return place.slug in metro.cities
    return lies_within(metro.circle, place.latitude, place.longitude)
