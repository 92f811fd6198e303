"""``where`` and ``radius``: the form field, the condition, and the nearest names to an unknown."""

from collections.abc import Iterable
from functools import cache

from django.db.models import Q

from listings.models import ListingPlace, Place, RemoteScope
from listings.models.listing_queryset import remote_in
from listings.reading.countries import COUNTRY_NAMES, GROUPS
from listings.reading.metro_areas import metro_areas
from listings.reading.names import fold_name
from listings.reading.regions import all_regions
from listings.search.form_fields import ValuesField
from listings.search.where.meaning import region_label
from listings.search.where.named import nearest
from listings.search.where.parts import LONGEST, WherePart, read_where

RADII = tuple((str(km), f"+ {km} km") for km in (0, 10, 25, 50, 100, 200))
MOST_PARTS = 20
UNKNOWN = "is no place that we know"


class WhereField(ValuesField):
    """The parts that mean something; each of the others is refused by itself."""

    def known(self, typed: list[str]) -> list[WherePart]:
        parts, unknown = read_where(typed)
        for text in unknown:
            self.refuse(text, UNKNOWN)
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
    links = ListingPlace.objects.filter(place__in=Place.objects.filter(places)).order_by()
    there = Q(pk__in=links.values("listing"))
    if part.meaning.countries:
        there |= remote_in(sorted(part.meaning.countries))
    return condition & there


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
