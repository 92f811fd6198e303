"""A search answered by the index: total, page, and what each value of each facet would give."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import cached_property, reduce

import numpy as np
from pyroaring import BitMap

from listings.search.blocks import block_of, cut_page
from listings.search.counts import LONGEST_FACET, Count, Counts
from listings.search.filters import COLUMN_FACETS, DAYS, FACETS, ListingFilter
from listings.search.form_fields import NOT_STATED
from listings.search.index import conditions
from listings.search.index.counting import Result, counted, grouped, most_frequent
from listings.search.index.keys import NONE, word
from listings.search.index.pages import highest_paid, listed, newest_page
from listings.search.index.view import Index, View

NO_LIMIT = 1 << 30
MICROSECOND = timedelta(microseconds=1)


def answer(index: Index, search: ListingFilter) -> Counts:
    """Count for every facet under what the visitor asked, and find their page."""
    return _Answer(index, search).counts()


def all_values(index: Index, search: ListingFilter, name: str) -> list[Count]:
    """Count every value of one facet, the most frequent first; O(values of the result)."""
    counts = Counts()
    _Answer(index, search, longest=NO_LIMIT).count_facet(counts, name)
    return counts.of(name)


class _Answer:
    def __init__(self, index: Index, search: ListingFilter, longest: int = LONGEST_FACET) -> None:
        self.index, self.search, self.longest = index, search, longest
        self.met = [conditions.met(view, search) for view in index.views]
        self.results: dict[str, list[Result]] = {}

    def without(self, key: str = "") -> list[Result]:
        """Return what meets every filter but ``key``, in each part."""
        if key not in self.search.conditions:
            key = ""
        if key not in self.results:
            self.results[key] = [
                Result(view, _all(view.live, (one for name, one in met.items() if name != key)))
                for view, met in zip(self.index.views, self.met, strict=True)
            ]
        return self.results[key]

    @cached_property
    def asked_places(self) -> conditions.AskedPlaces:
        return conditions.AskedPlaces.of(self.search, self.index.names)

    def counts(self) -> Counts:
        counts = Counts(total=self.total(), pay_left_out=0)
        counts.page = self.page(counts.total)
        for name in self.search.conditions:
            counts.without[name] = _clusters(self.without(name))
        if "salary_min" in self.search.conditions:
            counts.pay_left_out = self.left_out("salary_min", conditions.comparable)
        if self.search.soft:
            counts.stating = sum(
                one.clusters(conditions.stating_all(one.view, self.search))
                for one in self.without()
            )
        if "years_max" in self.search.conditions:
            counts.years_left_out = self.left_out("years_max", conditions.states_years)
        self.count_few(counts)
        for name in FACETS:
            self.count_facet(counts, name)
        return counts

    def count_facet(self, counts: Counts, name: str) -> None:
        """Count the values of a facet.

        Where ``q`` says one already, that is in another search: with a value ticked it says words.
        """
        if name in self.search.understood.values:
            other = self.search.as_if_given(name)
            _Answer(self.index, other, self.longest).count_facet(counts, name)
        elif name in COLUMN_FACETS:
            values = ["", *COLUMN_FACETS[name].labels]
            numbers = counted(self.without(name), name)
            counts.facets[name] = [Count(values[k], "", n) for k, n in numbers.items()]
        elif name in self.search.LOCATION:
            self.count_places(counts, name)
        else:
            counts.facets[name] = self.linked(name)

    def total(self) -> int:
        return _clusters(self.without())

    def page(self, total: int) -> list[int]:
        """Return the postings of the page asked for; past the end, those of the last one."""
        block = block_of(self.search, total)
        if self.search.order == "salary":
            per_euro = {code: float(rate.per_euro) for code, rate in self.search.rates.items()}
            return highest_paid(self.without(), per_euro, block.stop)[block.start :]
        orders = [
            listed(result, conditions.tiers(result.view, self.search, result.documents))
            for result in self.without()
        ]
        numbers = newest_page(orders, block.start, block.stop)
        employers = self.employers(numbers)
        return cut_page(self.search, total, [(one, employers[one]) for one in numbers])

    def employers(self, ids: Sequence[int]) -> dict[int, int]:
        """Return the numbers of the companies of some postings."""
        found: dict[int, int] = {}
        for view in self.index.views:  # what is masked in the first stands in the second
            documents, places = view.part.by_id.documents(np.array(ids, np.int64))
            company = view.part.fields["company"]
            rows, codes = company.pairs_of(documents)
            companies = company.keys[codes].tolist()
            found |= dict(zip((ids[at] for at in places[rows]), companies, strict=True))
        return found

    def left_out(self, key: str, judged: Callable[[View, ListingFilter], BitMap]) -> int:
        """Count what a filter leaves out because it cannot judge it."""
        return sum(
            Result(one.view, one.documents - judged(one.view, self.search)).clusters()
            for one in self.without(key)
        )

    def count_few(self, counts: Counts) -> None:
        """Facets of one condition each."""
        paid = sum(one.clusters(one.view.part.has_pay) for one in self.without("has_salary"))
        featured = sum(one.clusters(one.view.featured) for one in self.without("featured"))
        counts.facets["has_salary"] = [Count("true", "", paid)]
        counts.facets["featured"] = [Count("true", "", featured)]
        for days, _ in DAYS:
            moment = self.index.now - timedelta(days=int(days)) // MICROSECOND
            number = sum(
                one.posted_from(one.view.part.posted_after(moment))
                for one in self.without("posted")
            )
            counts.facets["posted"].append(Count(days, "", number))

    def linked(self, kind: str) -> list[Count]:
        """Count roles, skills or companies; skills must all be met, so beside the chosen ones."""
        results = self.without("" if kind == "skill" else kind)
        chosen = {row.pk for row in self.search.values.get(kind, []) if row != NOT_STATED}
        names = self.index.names.of(kind)
        numbers = most_frequent(results, kind, self.longest + 1)
        numbers.pop(NONE, None)
        numbers |= grouped(results, kind, {key: [key] for key in chosen - numbers.keys()})
        rows = [Count(*names[key], number) for key, number in numbers.items() if number]
        return self.first(rows, {names[key].slug for key in chosen if key in names})

    def count_places(self, counts: Counts, name: str) -> None:
        """Country, region and city: each under the choice of the other two, by the same place."""
        results = self.without("location")
        asked = self.asked_places
        made = {"city": self.cities, "region": self.regions, "country": self.countries}
        counts.facets[name] = made[name](results, asked)
        if name == "country" and not asked.cities and not asked.regions:
            anywhere = sum(one.clusters(one.view.part.anywhere) for one in results)
            counts.facets["anywhere"] = [Count("", "", anywhere)]

    def cities(self, results: list[Result], asked: conditions.AskedPlaces) -> list[Count]:
        places = self.index.names.places

        def is_meant(key: int) -> bool:
            place = places.get(key)
            return place is not None and place.is_city and asked.has(place, but="city")

        numbers = most_frequent(results, "place", self.longest, is_meant)
        chosen = [one.value for one in self.search.values.get("city", [])]
        missing = {
            key
            for one in self.search.values.get("city", [])
            for key in one.keys
            if key not in numbers and places[key].slug in chosen and is_meant(key)
        }
        numbers |= grouped(results, "place", {key: [key] for key in missing})
        rows = [
            Count(places[key].slug, f"{places[key].city}, {places[key].country}", number)
            for key, number in numbers.items()
            if number
        ]
        return self.first(rows, chosen)

    def regions(self, results: list[Result], asked: conditions.AskedPlaces) -> list[Count]:
        names = self.index.names
        chosen = [one.value for one in self.search.values.get("region", [])]
        if asked.cities:
            groups: dict[int, list[int]] = {}
            for key in asked.cities:
                place = names.places[key]
                if place.region_slug and asked.has(place, but="region"):
                    groups.setdefault(place.region_key, []).append(key)
            numbers = grouped(results, "place", groups)
        else:
            numbers = most_frequent(
                results,
                "region",
                self.longest,
                lambda key: key in names.regions and asked.has(names.regions[key], "region"),
            )
            missing = {
                place.region_key
                for slug in chosen
                for place in (names.places[key] for key in names.by_region.get(slug, [])[:1])
                if place.region_key not in numbers and asked.has(place, but="region")
            }
            numbers |= grouped(results, "region", {key: [key] for key in missing})
        rows = [
            Count(one.region_slug, f"{one.region}, {one.country}", number)
            for one, number in ((names.regions[key], n) for key, n in numbers.items())
            if number
        ]
        return self.first(rows, chosen)

    def countries(self, results: list[Result], asked: conditions.AskedPlaces) -> list[Count]:
        """Where neither city nor region is chosen, those that a remote posting names count too."""
        if asked.cities or asked.regions:
            groups: dict[str, list[int]] = {}
            for key, place in asked.places(but="country"):
                groups.setdefault(place.country, []).append(key)
            numbers = grouped(results, "place", groups)
        else:
            named = counted([one.named for one in results], "country")
            numbers = {word(key): number for key, number in named.items()}
        rows = [Count(code, "", number) for code, number in numbers.items() if number]
        return self.first(rows, self.search.values.get("country", []))

    def first(self, rows: list[Count], chosen: Iterable[str]) -> list[Count]:
        """The most frequent values; chosen ones are always among them."""
        chosen = set(chosen)
        rows.sort(key=lambda row: (row.value not in chosen, -row.number, row.value))
        return rows[: self.longest]


def _all(live: BitMap, bitmaps: Iterable[BitMap]) -> BitMap:
    return reduce(BitMap.__and__, bitmaps, live)


def _clusters(results: list[Result]) -> int:
    return sum(result.clusters() for result in results)
