"""What a search asks for, as sets of documents: the same as ``ListingFilter.conditions`` in SQL."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil
from typing import Any

from django.db import connection
from django.db.models import Q
from pyroaring import BitMap

from listings.models import Place, Workplace
from listings.reading.countries import expand
from listings.reading.query import IN_HEADING, IN_TEXT
from listings.search.filters import ListingFilter
from listings.search.form_fields import NOT_STATED
from listings.search.index.bitmaps import union
from listings.search.index.view import IndexedPlace, Names, View
from listings.search.index.vocabulary import letters
from listings.search.index.words import NeedsPlacesError
from listings.search.place_meaning import PlaceMeaning
from listings.search.understanding.parts import NOT
from listings.search.understood import joined, said_in_titles
from listings.search.where_part import WherePart


def met(view: View, search: ListingFilter) -> dict[str, BitMap]:
    """Return the documents that meet each active filter, under the keys of its conditions."""
    found: dict[str, BitMap] = {}
    for name in search.active:
        match name:
            case "q":
                found[name] = _with_words(view, search)
            case "location":
                found[name] = AskedPlaces.of(search, view.names).documents(view)
            case "where":
                found[name] = _somewhere(view, search, search.values[name])
            case "title" | "not-title":
                found[name] = _by_titles(view, search, name)
            case _ if name in search.soft:
                found[name] = _stating(view, search, name) | _silent_on(view, search, name)
            case "salary_min":
                found[name] = _stating(view, search, name)
            case "knows":
                known = search.filters[name]
                found[name] = known.documents(view, search.values[name], search.missing_skills)
            case _ if name in search.read_by_title:
                found[name] = _by_name(view, search, name, in_text=search.in_text)
            case _:
                found[name] = search.criteria[name].documents(view, search.values[name])
    return found


def is_whole(view: View, search: ListingFilter, name: str) -> bool:
    """Tell whether a filter asks for values that all members of a cluster have, or none."""
    field = view.part.fields.get(name.removeprefix(NOT))
    return field is not None and field.united is None and name not in search.read_by_title


def _by_name(view: View, search: ListingFilter, name: str, *, in_text: bool) -> BitMap:
    """Postings that have what was understood, or its words in their title, or what is ticked."""
    facet = search.criteria[name]
    either = [
        [
            facet.documents(view, [row]) | _named(view, literal, in_text=in_text)
            for row, literal in group
        ]
        for group in search.understood.by_title(name, in_text=in_text)
    ]
    ticked = search.asked.get(name)
    return joined(name, either, [facet.documents(view, ticked)] if ticked else [])


def _by_titles(view: View, search: ListingFilter, name: str) -> BitMap:
    if name != "title":
        return view.live - _named(view, search.understood.other_titles, in_text=False)
    return _titled(view, search, in_text=search.in_text)


def _titled(view: View, search: ListingFilter, *, in_text: bool) -> BitMap:
    return _named(view, search.understood.title_literal(in_text=in_text), in_text=in_text)


def _named(view: View, literal: str, *, in_text: bool) -> BitMap:
    """Postings with these words in their title, or anywhere."""
    return _in_texts(view, literal) if in_text else view.part.words.matching(literal)


def _stating(view: View, search: ListingFilter, name: str) -> BitMap:
    if name == "salary_min":
        return _paying(view, search, search.values[name])
    return search.criteria[name].documents(view, search.values[name])


def _silent_on(view: View, search: ListingFilter, name: str) -> BitMap:
    if name == "salary_min":
        return view.live - comparable(view, search)
    return search.criteria[name].documents(view, [NOT_STATED])


def stating_all(view: View, search: ListingFilter) -> BitMap:
    """Documents that state everything that is soft."""
    return BitMap.intersection(view.live, *(_stating(view, search, name) for name in search.soft))


def _with_words(view: View, search: ListingFilter) -> BitMap:
    """Postings by their words."""
    query = search.query
    tier = IN_TEXT if search.in_text else IN_HEADING
    literal = query.opposite(tier) if query.only_excludes else query.tsquery(tier)
    found = _in_texts(view, literal) if search.in_text else view.part.words.matching(literal)
    return view.live - found if query.only_excludes else found


def _in_texts(view: View, literal: str) -> BitMap:
    """Postings by the words of their texts: of a part that holds them by their bitmaps.

    Where words must follow one another or stand in one field, the database is asked once for each
    file of the index, and always for the few postings that changed since.
    """
    texts = view.part.texts
    if texts is None:
        ids = view.part.columns["id"].tolist()
        sql = "SELECT listing_id FROM listings_searchdocument WHERE listing_id = ANY(%s)"
        return _found(view, f"{sql} AND text @@ %s::tsquery", [ids, literal])
    try:
        return texts.matching(literal)
    except NeedsPlacesError:
        sql = "SELECT found FROM listings_search(%s::tsquery) AS found"
        return texts.confirmed(literal, lambda: _found(view, sql, [literal]))


def _found(view: View, sql: str, parameters: list[Any]) -> BitMap:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return view.of_postings(number for (number,) in cursor.fetchall())


def _somewhere(view: View, search: ListingFilter, parts: Sequence[WherePart]) -> BitMap:
    """Postings at one of the places that were typed, or whose titles name the area."""
    there = union([_around(view, search, one) for one in parts])
    titles = said_in_titles(parts)
    return there | _named(view, titles, in_text=False) if titles else there


def _around(view: View, search: ListingFilter, asked: WherePart) -> BitMap:
    """Postings at one of the places that were typed; their places are looked up in the database."""
    if asked.is_anywhere:
        return view.part.anywhere
    working = search.filters["workplace"].documents(
        view, [asked.workplace] if asked.workplace else []
    )
    meaning = asked.meaning
    if meaning is None:
        return working
    there = view.having("place", _places_of(search, asked, meaning))
    if meaning.countries:
        countries = map(letters, meaning.countries)
        there = there | view.having("country", countries) | view.part.anywhere
    if meaning.remote:
        own = view.having("country", map(letters, meaning.remote)) | view.part.anywhere
        there = there | (own & search.filters["workplace"].documents(view, [Workplace.REMOTE]))
    return there & working if asked.workplace else there


def _places_of(search: ListingFilter, asked: WherePart, meaning: PlaceMeaning) -> list[int]:
    """The numbers of the places that were typed but for whole countries; asked once a search."""
    key = asked.value, asked.least_km, search.kilometres
    known = search.places_looked_up
    if key not in known:
        alone = replace(asked, meaning=replace(meaning, countries=frozenset()))
        places = Place.objects.filter(alone.places(search.kilometres) or Q())
        known[key] = list(places.order_by().values_list("pk", flat=True))
    return known[key]


def tiers(view: View, search: ListingFilter, documents: BitMap) -> Sequence[BitMap]:
    """Cut documents into disjoint sets in the order in which they are listed."""
    groups = _disjoint(documents, _by_stating(view, search))
    return [part for group in groups for part in _tiers_of(view, search, group)]


def _by_stating(view: View, search: ListingFilter) -> list[BitMap]:
    """Documents that state all that is soft, then those that state more of it than the rest."""
    stating = [_stating(view, search, name) for name in search.soft]
    if len(stating) < 2:
        return stating
    first, second = stating
    return [first & second, first | second]


def _tiers_of(view: View, search: ListingFilter, documents: BitMap) -> Sequence[BitMap]:
    if search.order != "relevance":
        return [documents]
    by_name = _disjoint(documents, [_by_names(view, search)] if search.by_name else [])
    by_words = [part for group in by_name for part in _disjoint(group, _by_words(view, search))]
    if not search.has_place:
        return by_words
    return [part for tier in by_words for part in _disjoint(tier, [tier - view.part.anywhere])]


def _by_names(view: View, search: ListingFilter) -> BitMap:
    """Documents that meet by facts and title what words of a text would meet too."""
    return BitMap.intersection(
        view.live,
        *(
            _titled(view, search, in_text=False)
            if name == "title"
            else _by_name(view, search, name, in_text=False)
            for name in search.by_name
        ),
    )


def _by_words(view: View, search: ListingFilter) -> Iterator[BitMap]:
    if search.ranked.is_empty or search.ranked.only_excludes:
        return
    ranked = search.ranked
    for literal in ranked.text_tiers if search.in_text else ranked.heading_tiers:
        yield view.part.words.matching(literal)


def _disjoint(documents: BitMap, tiers: Iterable[BitMap]) -> list[BitMap]:
    """Cut documents into those of each tier that no tier before has, and the rest."""
    found, rest = [], documents
    for tier in tiers:
        found.append(rest & tier)
        rest = rest - tier
    return [*found, rest]


def _paying(view: View, search: ListingFilter, threshold: Decimal) -> BitMap:
    least = search.least_pay(threshold)
    return view.part.paid.reaching({code: ceil(amount * 100) for code, amount in least.items()})


def comparable(view: View, search: ListingFilter) -> BitMap:
    """Documents that ``salary_min`` can judge at all."""
    return view.part.paid.paid_in(search.comparable_currencies)


def states_years(view: View, search: ListingFilter) -> BitMap:
    """Documents that say how many years of experience they ask."""
    return view.with_years()


@dataclass(frozen=True)
class AskedPlaces:
    """Country, region and city as they were asked for; one place must meet all that are."""

    names: Names
    countries: frozenset[str]
    regions: frozenset[str]
    cities: frozenset[int]

    @classmethod
    def of(cls, search: ListingFilter, names: Names) -> "AskedPlaces":
        countries, regions, cities = (search.values.get(name, []) for name in search.LOCATION)
        return cls(
            names,
            frozenset(expand(countries)) if countries else frozenset(),
            frozenset(key for one in regions for key in one.keys),
            frozenset(key for one in cities for key in one.keys if key in names.places),
        )

    def has(self, place: IndexedPlace, but: str = "") -> bool:
        """Tell whether a place is meant by what is asked ``but`` for one of the three.

        Cities are told by their numbers, see ``places``.
        """
        return (but == "country" or not self.countries or place.country in self.countries) and (
            but == "region" or not self.regions or place.region_slug in self.regions
        )

    def places(self, but: str = "") -> Iterator[tuple[int, IndexedPlace]]:
        """Return the places that are meant; only where a region or a city is asked for."""
        keys = self.cities or [
            key for slug in self.regions for key in self.names.by_region.get(slug, ())
        ]
        for key in keys:
            place = self.names.places[key]
            if self.has(place, but):
                yield key, place

    def documents(self, view: View) -> BitMap:
        if not self.cities and not self.regions:
            named = view.having("country", map(letters, self.countries))
            return named | view.part.anywhere
        return view.having("place", [key for key, _ in self.places()])
