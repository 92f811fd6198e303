"""Where: country, region and city are met by one and the same place; ``where`` and ``radius``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from django.db.models import Q
from pyroaring import BitMap
from rapidfuzz import fuzz, process

from listings.models import KnownPlace, ListingPlace, Place, PlaceKind, RemoteScope, Workplace
from listings.models.listing_queryset import remote_in
from listings.reading.countries import COUNTRY_NAMES, GROUPS, expand
from listings.reading.names import fold_name
from listings.reading.regions import all_regions, metro_areas
from listings.reading.words import fold, slug_of
from listings.search.criteria import DocumentSets, Facet
from listings.search.form_fields import CountriesField, ValuesField
from listings.search.index.vocabulary import letters
from listings.search.place_meaning import region_label
from listings.search.where import LONGEST, read_where, why_unknown
from listings.search.where_part import WherePart


@dataclass(frozen=True)
class LocationMatch:
    """A city or region as it was asked for: a slug or a bare name, and all that it may mean."""

    value: str
    label: str
    keys: tuple[object, ...]
    countries: frozenset[str] = field(default=frozenset())


class CitiesField(ValuesField):
    """Cities by slug (``paris-fr``) or by any bare name (all of that name, Lisboa too)."""

    def known(self, typed: list[str]) -> list[LocationMatch]:
        if not typed:
            return []
        names = {text: fold(text).strip() for text in typed}
        asked = Q(slug__in=[text.lower() for text in typed]) | Q(names__overlap=[*names.values()])
        places = list(Place.objects.filter(asked, kind=PlaceKind.CITY))
        matches = []
        for text, name in names.items():
            by_slug = [place for place in places if place.slug == text.lower()]
            meant = by_slug or [place for place in places if name in place.names]
            if meant:
                label = by_slug[0].label if by_slug else text
                matches.append(LocationMatch(text, label, tuple(place.pk for place in meant)))
            else:
                self.refuse(text, "is no city that a posting here names")
        return matches


class RegionsField(ValuesField):
    """Regions by slug (``california-us``) or bare name (all of that name)."""

    def known(self, typed: list[str]) -> list[LocationMatch]:
        if not typed:
            return []
        slugs = {text: slug_of(text, "") for text in typed}
        asked = Q(pk__in=[])
        for slug in filter(None, slugs.values()):
            asked |= Q(region_slug=slug) | Q(region_slug__startswith=f"{slug}-")
        regions = dict(
            Place.objects.filter(asked).order_by().values_list("region_slug", "region").distinct()
        )
        matches = []
        for text, slug in slugs.items():
            bare = [key for key in regions if len(key) == len(slug) + 3 and key[:-3] == slug]
            meant = [slug] if slug in regions else bare
            if slug and meant:
                label = regions.get(slug, text)
                matches.append(LocationMatch(text, label, tuple(meant)))
            else:
                self.refuse(text, "is no region that a posting here names")
        return matches


def with_a_place(condition: Q) -> Q:
    """Postings that have a place that meets the condition."""
    links = ListingPlace.objects.filter(place__in=Place.objects.filter(condition))
    return Q(pk__in=links.order_by().values("listing"))


class PlaceFacet(Facet):
    """Country, region or city: all three are met by one and the same place.

    So ``location_condition`` makes one condition of them; here is what excludes.
    """

    key = "location"

    def condition(self, value: list[Any]) -> Q:
        return with_a_place(self.places(value))

    @staticmethod
    def places(value: list[Any]) -> Q:
        """The places that are meant."""
        raise NotImplementedError


class CountriesFacet(PlaceFacet):
    field_class = CountriesField

    @staticmethod
    def places(value: list[str]) -> Q:
        return Q(country__in=expand(value))

    def documents(self, index: DocumentSets, value: list[str]) -> BitMap:
        return index.having("country", map(letters, expand(value)))

    def condition(self, value: list[str]) -> Q:
        """Those with a place there, and the remote ones that name it."""
        named = Q(remote_countries__overlap=sorted(expand(value)))
        return super().condition(value) | named


class RegionsFacet(PlaceFacet):
    field_class = RegionsField

    @staticmethod
    def places(value: list[LocationMatch]) -> Q:
        return Q(region_slug__in=[key for one in value for key in one.keys])

    def documents(self, index: DocumentSets, value: list[LocationMatch]) -> BitMap:
        regions = [str(key) for one in value for key in one.keys]
        return index.in_regions(regions)


class CitiesFacet(PlaceFacet):
    field_class = CitiesField

    @staticmethod
    def places(value: list[LocationMatch]) -> Q:
        return Q(pk__in=[key for one in value for key in one.keys])

    def documents(self, index: DocumentSets, value: list[LocationMatch]) -> BitMap:
        return index.having("place", [int(str(key)) for one in value for key in one.keys])


def numbers_there(
    places: Iterable[Place],
    countries: list[str],
    regions: list[LocationMatch],
    cities: list[LocationMatch],
) -> set[int]:
    """Which of some known places are all that is asked for, by their numbers. No query."""
    codes = expand(countries)
    slugs = {key for one in regions for key in one.keys}
    numbers = {int(str(key)) for one in cities for key in one.keys}
    return {
        place.pk
        for place in places
        if (not countries or place.country in codes)
        and (not regions or place.region_slug in slugs)
        and (not cities or place.pk in numbers)
    }


def location_condition(
    countries: list[str], regions: list[LocationMatch], cities: list[LocationMatch]
) -> Q | None:
    """Return the condition of a posting: a place of its own, or remote from a named country."""
    asked = Q()
    if countries:
        asked &= CountriesFacet.places(countries)
    if regions:
        asked &= RegionsFacet.places(regions)
    if cities:
        asked &= CitiesFacet.places(cities)
    if not asked:
        return None
    condition = with_a_place(asked)
    if countries and not regions and not cities:
        condition |= remote_in(sorted(expand(countries)))
    return condition


RADII = tuple((str(km), f"+ {km} km") for km in (0, 10, 25, 50, 100, 200))
MOST_PARTS = 20


class WhereField(ValuesField):
    """The parts that mean something; each of the others is refused by itself."""

    def known(self, typed: list[str]) -> list[WherePart]:
        parts, unknown = read_where(typed)
        for text in unknown:
            self.refuse(text, why_unknown(text))
        for part in parts[MOST_PARTS:]:
            self.refuse(part.value, f"only {MOST_PARTS} places at a time")
        return parts[:MOST_PARTS]


def where_condition(parts: Iterable[WherePart], km: int) -> Q:
    """Postings that meet one of the parts."""
    condition = Q(pk__in=[])
    for part in parts:
        condition |= _condition(part, km)
    return condition


def _condition(part: WherePart, km: int) -> Q:
    """A place of its own; for a country also what is remote from there."""
    if part.is_anywhere:
        return Q(remote_scope=RemoteScope.ANYWHERE)
    condition = Q(workplaces__contains=[part.workplace]) if part.workplace else Q()
    places = part.places(km)
    if places is None or part.meaning is None:
        return condition
    there = with_a_place(places)
    if part.meaning.countries:
        there |= remote_in(sorted(part.meaning.countries))
    if part.meaning.remote:
        there |= Q(workplaces__contains=[Workplace.REMOTE]) & _of_country(part.meaning.remote)
    return condition & there


def _of_country(codes: Iterable[str]) -> Q:
    """Postings with a place in one of some countries, or remote from there."""
    return with_a_place(Q(country__in=sorted(codes))) | remote_in(sorted(codes))


LEAST_ALIKE = 75  # of 100
MOST_NEAR = 4
NEAR_LENGTH = 3
LEAST_PEOPLE = 15_000  # of a city that is offered for a slip of the keyboard


def nearest(
    name: str, country: str = "", others: Mapping[str, str] = MappingProxyType({})
) -> tuple[str, ...]:
    """Return labels of known cities with a similar spelling, and of ``others`` by folded name.

    One query.
    """
    folded = fold(name).strip()
    rows = KnownPlace.objects.filter(sort_name__startswith=folded[:1], population__gte=LEAST_PEOPLE)
    if country:
        rows = rows.filter(country=country)
    labels = {other: [label] for other, label in others.items()}
    for own, label in rows.order_by("-population").values_list("sort_name", "label"):
        if abs(len(own) - len(folded)) <= NEAR_LENGTH:
            labels.setdefault(own, []).append(label)
    near = process.extract(
        folded, [*labels], scorer=fuzz.ratio, limit=MOST_NEAR, score_cutoff=LEAST_ALIKE
    )
    return tuple(dict.fromkeys(label for own, *_ in near for label in labels[own][:2]))[:MOST_NEAR]


def nearest_places(text: str) -> list[str]:
    """Labels of the places that are spelled most like an unknown one, the nearest first."""
    return [*nearest(text[:LONGEST], others=_names_without_cities())]


@cache
def _names_without_cities() -> dict[str, str]:
    """Folded names of countries, their groups, regions and areas, each with its label."""
    areas = {folded: area.label for folded, area in metro_areas().items()}
    groups = {fold_name(group.label): group.label for group in GROUPS.values()}
    countries = {fold_name(name): name for name in COUNTRY_NAMES.values()}
    regions = {fold_name(one.name): region_label(one) for one in all_regions()}
    return areas | regions | groups | countries
