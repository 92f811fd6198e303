"""Counts beside the values of facets with many values: rows by their names, and places."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from listings.search.counts import Count
from listings.search.filters import ListingFilter
from listings.search.form_fields import NOT_STATED
from listings.search.index.clusters import NAMED
from listings.search.index.conditions import AskedPlaces
from listings.search.index.counting import Result, counted, grouped, most_frequent
from listings.search.index.fields import Field
from listings.search.index.view import Index
from listings.search.index.vocabulary import letters, word

type Values = tuple[list[Count], int]
"""The most frequent values of a facet with the chosen ones, and how many there are in all."""


def linked(
    index: Index, search: ListingFilter, kind: str, results: list[Result], longest: int
) -> Values:
    """Count roles, skills or companies, and what has none; chosen ones are always among them."""
    chosen = {row.pk for row in search.values.get(kind, []) if row != NOT_STATED}
    names = index.names.of(kind)

    def facts(field: Field) -> tuple[np.ndarray, np.ndarray]:
        known = index.names.of_field(field, kind)
        return known.rank, known.is_known

    numbers, values, silent = most_frequent(results, kind, longest, facts)
    numbers |= grouped(results, kind, {key: [key] for key in chosen - numbers.keys()})
    rows = [Count(*names[key], number) for key, number in numbers.items() if number]
    found = _first(rows, longest, {names[key].slug for key in chosen if key in names})
    return [*found, *([Count("", "", silent)] if silent else [])], values


def _first(rows: list[Count], longest: int, chosen: Iterable[str]) -> list[Count]:
    """The most frequent values, of equal ones the first by name, and the chosen ones."""
    chosen = set(chosen)
    rows.sort(key=lambda row: (-row.number, row.value))
    return [row for at, row in enumerate(rows) if at < longest or row.value in chosen]


@dataclass(frozen=True)
class PlaceCounts:
    """Country, region and city, each under the choice of the other two, by the same place.

    ``results`` meet everything but where.
    """

    index: Index
    search: ListingFilter
    results: list[Result]
    longest: int

    @cached_property
    def asked(self) -> AskedPlaces:
        return AskedPlaces.of(self.search, self.index.names)

    def of(self, name: str) -> Values:
        """Return the counts of one of the three."""
        match name:
            case "city":
                return self.cities()
            case "region":
                return self.regions()
        return self.countries()

    def named(self) -> list[Count]:
        """Count places, each by its own name; of several of one name the most frequent."""
        names, numbers = self.index.names.of_places, dict[str, int]()
        for key, number in counted(self.results, "place").all():
            if name := names.get(key):
                numbers[name] = max(numbers.get(name, 0), number)
        return [Count(name, name, number) for name, number in numbers.items()]

    def anywhere(self) -> int:
        """Count what is open anywhere, and so counts in every country."""
        if self.asked.cities or self.asked.regions:
            return 0
        return sum(number for _, number in counted(self.results, "anywhere").all())

    def cities(self) -> Values:
        places = self.index.names.places
        asked = self.search.values.get("city", [])
        numbers, values, _ = most_frequent(self.results, "place", self.longest, self._cities_meant)
        chosen = {str(one.value) for one in asked}
        missing = {
            key
            for key in (key for one in asked for key in one.keys if key in places)
            if key not in numbers and places[key].slug in chosen and self.asked.has(places[key])
        }
        numbers |= grouped(self.results, "place", {key: [key] for key in missing})
        rows = [
            Count(places[key].slug, f"{places[key].city}, {places[key].country}", number)
            for key, number in numbers.items()
            if number
        ]
        return _first(rows, self.longest, chosen), values

    def _cities_meant(self, field: Field) -> tuple[np.ndarray, np.ndarray]:
        known = self.index.names.of_field(field, "place")
        meant = known.is_city & self._in_countries(known.country)
        if self.asked.regions:
            keys = [self.index.names.region_key(slug) for slug in self.asked.regions]
            meant &= np.isin(known.region, keys)
        return known.rank, meant

    def _in_countries(self, countries: np.ndarray) -> Any:
        if not self.asked.countries:
            return True
        # two letters are a small number, so a table of all of them is quicker than sorting
        asked = [letters(code) for code in self.asked.countries]
        return np.isin(countries, np.array(asked, countries.dtype), kind="table")

    def regions(self) -> Values:
        names = self.index.names
        chosen = {str(one.value) for one in self.search.values.get("region", [])}
        if self.asked.cities:
            numbers = grouped(self.results, "place", self._by_region())
            values = sum(map(bool, numbers.values()))
        else:
            numbers, values, _ = most_frequent(
                self.results, "region", self.longest, self._regions_meant
            )
            keys = {names.region_key(slug) for slug in chosen if slug in names.by_region}
            missing = {
                key
                for key in keys - numbers.keys()
                if self.asked.has(names.regions[key], but="region")
            }
            numbers |= grouped(self.results, "region", {key: [key] for key in missing})
        found = [(names.regions[key], number) for key, number in numbers.items() if number]
        rows = [Count(one.region_slug, f"{one.region}, {one.country}", n) for one, n in found]
        return _first(rows, self.longest, chosen), values

    def _by_region(self) -> dict[int, list[int]]:
        """Return the cities that are asked for by their regions."""
        groups: dict[int, list[int]] = {}
        for key in self.asked.cities:
            place = self.index.names.places[key]
            if place.region_slug and self.asked.has(place, but="region"):
                groups.setdefault(place.region_key, []).append(key)
        return groups

    def _regions_meant(self, field: Field) -> tuple[np.ndarray, np.ndarray]:
        known = self.index.names.of_field(field, "region")
        return known.rank, known.is_known & self._in_countries(known.country)

    def countries(self) -> Values:
        """Where neither city nor region is chosen, those that a remote posting names count too."""
        chosen = set(map(letters, self.search.values.get("country", [])))
        if self.asked.cities or self.asked.regions:
            groups: dict[str, list[int]] = {}
            for key, place in self.asked.places(but="country"):
                groups.setdefault(place.country, []).append(key)
            found = grouped(self.results, "place", groups)
            numbers = {letters(code): number for code, number in found.items() if number}
            values = len(numbers)
        else:
            named = counted(self.results, NAMED)
            in_order = np.arange(len(named.counts))  # codes of two letters, by the alphabet
            numbers, values = named.first(self.longest, in_order, np.True_)
            numbers |= {key: number for key in chosen if (number := named.number(key))}
        rows = sorted(numbers.items(), key=lambda one: (-one[1], one[0]))
        return [
            Count(word(key), "", number)
            for at, (key, number) in enumerate(rows)
            if at < self.longest or key in chosen
        ], values
