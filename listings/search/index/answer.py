"""A search answered by the index: total, page, and what each value of each facet would give."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property, partial, reduce

import numpy as np
from pyroaring import BitMap

from listings.search.counts import MOST_BESIDE, Count, Counts, StillOpen, block_of, cut_page
from listings.search.filters import ListingFilter
from listings.search.filterset import COLUMN_FACETS, DAYS, FACETS
from listings.search.index import conditions
from listings.search.index.counting import Result, counted
from listings.search.index.facet_counts import PlaceCounts, linked
from listings.search.index.pages import Newest, cut, highest_paid, listed, newest_page
from listings.search.index.view import Index, View

NO_LIMIT = 1 << 30
SAME = frozenset({"page", "sort"})
MICROSECOND = timedelta(microseconds=1)


def answer(index: Index, search: ListingFilter) -> Counts:
    """Count for every facet under what the visitor asked, and find their page."""
    return _Answer(index, search).counts()


def answer_first(index: Index, searches: Iterable[ListingFilter]) -> tuple[ListingFilter, Counts]:
    """Answer the first of some searches that finds anything; where none does, the first one."""
    answers = []
    for search in searches:
        answers.append(found := _Answer(index, search))
        if found.total():
            break
    else:
        found = answers[0]
    return found.search, found.counts()


def total(index: Index, search: ListingFilter) -> int:
    """Count the clusters that a search gives."""
    return _Answer(index, search).total()


def first(index: Index, search: ListingFilter, *facets: str) -> Counts:
    """Count the clusters, and find the page asked for; beside these facets nothing is counted."""
    found = _Answer(index, search)
    counts = Counts(total=found.total(), stating=found.stating())
    counts.page = found.page(counts.total, counts.stating)
    for name in facets:
        found.count_facet(counts, name)
    return counts


def with_values(index: Index, search: ListingFilter, *facets: str) -> Counts:
    """Count the clusters, and every value of some facets."""
    found = _Answer(index, search, longest=NO_LIMIT)
    counts = Counts(total=found.total())
    for name in facets:
        found.count_facet(counts, name)
    return counts


def openings_by_company(index: Index, search: ListingFilter) -> dict[int, int]:
    """Count the clusters of each company, by its number."""
    return dict(counted(_Answer(index, search).without(), "company").all())


def left_without(
    index: Index, search: ListingFilter, dropped: Iterable[Collection[str]]
) -> list[int]:
    """Count what a search would give without some of its filters."""
    found = _Answer(index, search)
    return [_clusters(found.without_all(keys)) for keys in dropped]


def first_without(
    index: Index, search: ListingFilter, dropped: Collection[str], most: int
) -> list[int]:
    """Return the first postings that a search would give without some of its filters."""
    found = _Answer(index, search)
    return found.listed(found.without_all(dropped), 0, most)


def still_open(index: Index, postings: Collection[int], most: int) -> StillOpen:
    """Find the live ones of some postings."""
    found = [view.live & view.of_postings(postings) for view in index.views]
    orders = [
        Newest(view, [view.part.copies.newest_of(one)])
        for view, one in zip(index.views, found, strict=True)
    ]
    return StillOpen(sum(map(len, found)), cut(orders, 0, most))


def live_among(index: Index, postings: Collection[int]) -> set[int]:
    """Tell which of some postings are live."""
    asked = np.fromiter(postings, np.int64)
    found: set[int] = set()
    for view in index.views:
        documents, places = view.part.by_id.documents(asked)
        is_live = [document in view.live for document in documents.tolist()]
        found.update(asked[places][is_live].tolist())
    return found


class _Answer:
    def __init__(self, index: Index, search: ListingFilter, longest: int = MOST_BESIDE) -> None:
        self.index, self.search, self.longest = index, search, longest
        self.met = [conditions.met(view, search) for view in index.views]
        self.results: dict[str, list[Result]] = {}

    def without(self, key: str = "") -> list[Result]:
        """Return what meets every filter but ``key``, in each part."""
        if key not in self.search.active:
            key = ""
        if key not in self.results:
            asked = self.asked(key)
            self.results[key] = [
                Result(
                    view,
                    reduce(BitMap.__and__, met.values(), view.live),
                    asked,
                    torn_by=partial(_torn_by, view, self.search, met),
                    alone=next(iter(met.values())) if len(met) == 1 else None,
                )
                for view, met in zip(self.index.views, self.met_without(key), strict=True)
            ]
        return self.results[key]

    def met_without(self, key: str) -> list[dict[str, BitMap]]:
        return [{name: one for name, one in met.items() if name != key} for met in self.met]

    def without_all(self, keys: Collection[str]) -> list[Result]:
        """Return what meets every filter but some, in each part."""
        found = []
        for view, met in zip(self.index.views, self.met, strict=True):
            kept = (one for name, one in met.items() if name not in keys)
            found.append(Result(view, reduce(BitMap.__and__, kept, view.live)))
        return found

    def asked(self, key: str) -> str | None:
        """Return what is asked for but for one filter, as text; "" for nothing.

        Two addresses that differ in nothing but page, order or what no filter reads ask the same.
        None for a search that no address asks for: a page keeps by itself what it needs of it.
        """
        names = [name for name in self.search.active if name != key]
        if names and self.search.is_derived:
            return None
        given = self.search.data
        asked = [(one, given.getlist(one)) for one in self.search.asked if one not in {key, *SAME}]
        return repr((names, asked, self.search.is_widened)) if names else ""

    @cached_property
    def places(self) -> PlaceCounts:
        return PlaceCounts(self.index, self.search, self.without("location"), self.longest)

    def counts(self) -> Counts:
        counts = Counts(total=self.total(), pay_left_out=0)
        counts.stating = self.stating()
        counts.page = self.page(counts.total, counts.stating)
        for name in self.search.active:
            counts.without[name] = _clusters(self.without(name))
        if "salary_min" in self.search.active:
            counts.pay_left_out = self.left_out("salary_min", conditions.comparable)
        if "years_max" in self.search.active:
            counts.years_left_out = self.left_out("years_max", conditions.states_years)
        self.count_few(counts)
        for name in FACETS:
            self.count_facet(counts, name)
        return counts

    def count_facet(self, counts: Counts, name: str) -> None:
        """Count the values of a facet."""
        if name in COLUMN_FACETS:
            values = ["", *COLUMN_FACETS[name].labels]
            numbers = counted(self.without(name), name).all()
            counts.facets[name] = [Count(values[key], "", number) for key, number in numbers]
            return
        if name == "region" and not self.is_choice_of_regions:
            return
        if name == "place":
            counts.facets[name] = self.places.named()
            return
        if name in self.search.LOCATION:
            found = self.places.of(name)
        else:  # skills must all be met, so they are counted beside the chosen ones
            results = self.without("" if name == "skill" else name)
            found = linked(self.index, self.search, name, results, self.longest)
        counts.facets[name], counts.values[name] = found
        if name == "country":
            counts.facets["anywhere"] = [Count("", "", self.places.anywhere())]

    @property
    def is_choice_of_regions(self) -> bool:
        """Whether regions are a choice: of a place that is asked for, or where a board has few."""
        is_place_asked = not self.search.values.keys().isdisjoint(self.search.LOCATION)
        regions = max(len(view.part.fields["region"].keys) for view in self.index.views)
        return is_place_asked or regions <= self.longest

    def total(self) -> int:
        return _clusters(self.without())

    def stating(self) -> int | None:
        """Count what states all that is soft; None where nothing is."""
        if not self.search.soft:
            return None
        return sum(
            one.number(conditions.stating_all(one.view, self.search)) for one in self.without()
        )

    def page(self, total: int, stating: int | None) -> list[int]:
        """Return the postings of the page asked for; past the end, those of the last one."""
        block = block_of(self.search, total)
        numbers = self.listed(self.without(), block.start, block.stop)
        if self.search.order == "salary":
            return numbers
        # who employs matters to the best matches alone, see ``cut_page``
        employers = self.employers(numbers) if self.search.order == "relevance" else {}
        employed = [(one, employers.get(one)) for one in numbers]
        return cut_page(self.search, total, employed, stating)

    def listed(self, found: list[Result], start: int, stop: int) -> list[int]:
        """Return a range of what is found, in the order of the list."""
        if self.search.order == "salary":
            per_euro = {code: float(rate.per_euro) for code, rate in self.search.rates.items()}
            return highest_paid(found, per_euro, stop)[start:]
        orders = [
            listed(one, conditions.tiers(one.view, self.search, one.documents)) for one in found
        ]
        return newest_page(orders, start, stop)

    def employers(self, ids: Sequence[int]) -> dict[int, int]:
        """Return the numbers of the companies of some postings."""
        found: dict[int, int] = {}
        for view in self.index.views:  # what is masked in the first stands in the second
            documents, places = view.part.by_id.documents(np.array(ids, np.int64))
            company = view.part.fields["company"]
            companies = company.keys[company.codes.take(documents)].tolist()
            found |= dict(zip((ids[at] for at in places), companies, strict=True))
        return found

    def left_out(self, key: str, judged: Callable[[View, ListingFilter], BitMap]) -> int:
        """Count what a filter leaves out because it cannot judge it."""
        return sum(
            one.number(one.documents - judged(one.view, self.search)) for one in self.without(key)
        )

    def count_few(self, counts: Counts) -> None:
        """Facets of one condition each."""
        paid = sum(n for _, n in counted(self.without("has_salary"), "has_pay").all())
        featured = sum(one.number(one.view.featured) for one in self.without("featured"))
        counts.facets["has_salary"] = [Count("true", "", paid)]
        counts.facets["featured"] = [Count("true", "", featured)]
        for days, _ in DAYS:
            moment = self.index.now - timedelta(days=int(days)) // MICROSECOND
            number = sum(
                one.clusters.posted_from(one.view.part.posted_after(moment))
                for one in self.without("posted")
            )
            counts.facets["posted"].append(Count(days, "", number))


def _torn_by(view: View, search: ListingFilter, met: Mapping[str, BitMap]) -> list[BitMap]:
    """Return for each filter the copies that it tears from others of their cluster."""
    return [
        view.part.copies.torn_by(documents)
        for name, documents in met.items()
        if not conditions.is_whole(view, search, name)
    ]


def _clusters(results: list[Result]) -> int:
    return sum(result.number() for result in results)
