"""Names that may be suggested with their live openings, and the areas that hold each place.

What is counted is clusters of near-identical postings, as everywhere: by the index, but for titles,
which it does not hold as a whole.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from typing import NamedTuple

from django.db.models import Count, F
from django.db.models.functions import Coalesce
from pyroaring import BitMap

from listings.models import Listing, Place, PlaceKind, SkillAlias, Workplace
from listings.reading.countries import GROUPS, country_name
from listings.reading.names import fold_name
from listings.reading.regions import MetroArea, metro_areas, whole_of
from listings.reading.words import fold, tokens
from listings.search.circles import lies_within
from listings.search.filters import ListingFilter
from listings.search.index.counting import Result, counted
from listings.search.index.view import Index, View
from listings.search.index.vocabulary import letters
from listings.search.place_meaning import city_label, is_given_name
from listings.search.understood import in_titles
from roles.models import Role


class Suggestion(NamedTuple):
    """A name that can be typed, and what then stands in the box: ``value``."""

    kind: str
    label: str
    value: str
    number: int
    name: str
    other_names: tuple[str, ...] = ()


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
        return place.slug in metro.cities or place.region_slug in metro.regions
    return lies_within(metro.circle, place.latitude, place.longitude)


LONGEST_TITLE = 80
COUNTED_BY_TITLE = frozenset({"role", "skill"})


def names_of_work(index: Index, most: int) -> Iterator[Suggestion]:
    """Roles, skills, companies and titles; at most so many of each kind."""
    roles = list(_named(index, "role", most, _abbreviations()))
    yield from roles
    yield from _named(index, "skill", most, _aliases())
    yield from _named(index, "company", most, {})
    yield from _titles(most, but={" ".join(tokens(role.name)) for role in roles})


def _named(
    index: Index, kind: str, most: int, other_names: Mapping[str, Sequence[str]]
) -> Iterator[Suggestion]:
    live, names = _live(index), index.names.of(kind)
    numbers = dict(counted(live, kind).all())
    for key in nlargest(most, numbers.keys() & names.keys(), key=numbers.__getitem__):
        name = names[key].label
        number = _by_title(live, kind, key, name) if kind in COUNTED_BY_TITLE else numbers[key]
        yield Suggestion(kind, name, name, number, name, tuple(other_names.get(name, ())))


def _by_title(live: list[Result], kind: str, key: int, name: str) -> int:
    """How many have a role or skill or its words in their title, as a search for it finds."""
    literal = in_titles(name)
    return sum(
        one.number(one.view.having(kind, [key]) | one.view.part.words.matching(literal))
        for one in live
    )


def _live(index: Index) -> list[Result]:
    return [Result(view, view.live) for view in index.views]


def _abbreviations() -> dict[str, list[str]]:
    rows = Role.objects.exclude(abbreviation="").values_list("name", "abbreviation")
    return {name: [fold(short)] for name, short in rows}


def _aliases() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, phrase in SkillAlias.objects.values_list("skill__name", "phrase"):
        found.setdefault(name, []).append(fold(phrase))
    return found


def _titles(most: int, *, but: set[str]) -> Iterator[Suggestion]:
    """Titles as they are written most often; those of the same words are one."""
    clusters = Count(Coalesce("duplicate_of_id", "id"), distinct=True)
    rows = Listing.objects.live().vacancies().order_by().values_list("title")
    numbers: dict[str, int] = {}
    written: dict[str, str] = {}
    for title, number in rows.annotate(number=clusters).order_by("-number", "title")[:most]:
        key = " ".join(tokens(title))
        numbers[key] = numbers.get(key, 0) + number
        written.setdefault(key, title)
    for key, title in written.items():
        if key not in but and len(title) <= LONGEST_TITLE:
            yield Suggestion("title", title, title, numbers[key], title)


def names_of_places(index: Index, most: int) -> Iterator[Suggestion]:
    """Cities, regions, countries, groups of these, metropolitan areas, and remote work."""
    by_size = F("population").desc(nulls_last=True)
    places: dict[Area, list[int]] = {}
    for area, place in areas_of(Place.objects.order_by(by_size, "pk")[:most]):
        places.setdefault(area, []).append(place)
    live = _live(index)
    for area, numbers in places.items():
        if number := sum(one.number(_documents(one.view, area, numbers)) for one in live):
            yield Suggestion(area.kind, area.label, area.value, number, area.name, area.other_names)
    yield from _remote(live)


def _documents(view: View, area: Area, places: list[int]) -> BitMap:
    """Postings with a place in an area; for countries also those that are remote from there."""
    found = view.having("place", places)
    if area.countries:
        found = found | view.having("country", map(letters, area.countries)) | view.part.anywhere
    return found


def _remote(live: list[Result]) -> Iterator[Suggestion]:
    workplace = ListingFilter.base_filters["workplace"]
    remote = [workplace.documents(one.view, [Workplace.REMOTE]) for one in live]
    anywhere = [one.view.part.anywhere for one in live]
    for name, documents in (("Remote", remote), ("Remote from anywhere", anywhere)):
        number = sum(one.number(found) for one, found in zip(live, documents, strict=True))
        yield Suggestion("remote", name, name, number, name)
