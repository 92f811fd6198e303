"""The order of a result over several parts, and one page of it."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from itertools import accumulate

import numpy as np
from pyroaring import BitMap

from listings.models.listing_queryset import MOST_ON_TOP
from listings.search.index.bitmaps import to_array
from listings.search.index.counting import Result
from listings.search.index.view import View

type Key = tuple[int, int, int]
"""Where a posting stands: its tier, and minus when it was posted and minus its number."""


@dataclass(frozen=True)
class Newest:
    """A result's listed members: the documents of each tier, the newest first in each.

    A tier is found, counted and cut without looking at its documents, so a deep page costs what
    the first one does.
    """

    view: View
    tiers: Sequence[BitMap]

    @cached_property
    def ends(self) -> list[int]:
        return list(accumulate(map(len, self.tiers)))

    def __len__(self) -> int:
        return self.ends[-1]

    def document(self, at: int) -> int:
        """Return the document at a place of the order; O(log n)."""
        tier = bisect_left(self.ends, at + 1)
        found: int = self.tiers[tier][self.ends[tier] - 1 - at]
        return found

    def key(self, at: int) -> Key:
        tier = bisect_left(self.ends, at + 1)
        document = self.document(at)
        columns = self.view.part.columns
        return tier, -int(columns["posted"][document]), -int(columns["id"][document])

    def before(self, key: Key) -> int:
        """Return how many documents stand before a key; O(log n)."""
        tier, posted, number = key[0], -key[1], -key[2]
        columns = self.view.part.columns
        start, end = (
            int(np.searchsorted(columns["posted"], posted, side=side)) for side in ("left", "right")
        )
        first_after = start + int(np.searchsorted(columns["id"][start:end], number, side="right"))
        later = self.tiers[tier].range_cardinality(first_after, len(self.view.part))
        return (self.ends[tier - 1] if tier else 0) + later

    def keys(self, start: int, stop: int) -> list[Key]:
        """Return the keys of a range of places; O(of them)."""
        columns, found = self.view.part.columns, list[Key]()
        for number, (tier, end) in enumerate(zip(self.tiers, self.ends, strict=True)):
            first = end - min(max(stop, end - len(tier)), end)
            last = end - min(max(start, end - len(tier)), end)
            if first == last:
                continue
            documents = to_array(tier[first:last])[::-1]
            posted, ids = (columns[name].take(documents).tolist() for name in ("posted", "id"))
            found += [(number, -at, -one) for at, one in zip(posted, ids, strict=True)]
        return found


def cut(orders: Sequence[Newest], start: int, stop: int) -> list[int]:
    """Return the numbers of the postings at places ``start`` to ``stop`` of one or two parts.

    The place of a document of the smaller part follows from how many of the larger one precede
    it, so a page deep down is found by bisection.
    """
    large, *others = sorted(orders, key=len, reverse=True)
    found: Iterable[Key] = large.keys(start, stop)
    for few in filter(len, others):

        def place(at: int, few: Newest = few) -> int:
            return at + large.before(few.key(at))

        begin = bisect_left(range(len(few)), start, key=place)
        taken = few.keys(begin, begin + stop - start)
        found = merge(taken, large.keys(start - begin, stop - begin))
    return [-number for _, _, number in found][: stop - start]


def listed(result: Result, tiers: Sequence[BitMap]) -> Newest:
    """Return a result in tiers (disjoint, all of it together), one member of each cluster.

    That is a featured one, else the head, else the first in the order: so a further copy brings
    no opening to the top again.
    """
    shared = result.view.part.copies
    by_hand = result.clusters.headless | (result.copies & result.view.irregular)
    shown = (result.documents & shared.heads) - by_hand
    if by_hand:
        shown |= _preferred(result.view, by_hand, tiers)
    return Newest(result.view, [tier & shown for tier in tiers])


def _preferred(view: View, copies: BitMap, tiers: Sequence[BitMap]) -> BitMap:
    """Return of each cluster the member among some copies that is shown; O(copies)."""
    shared, featured = view.part.copies, copies & view.featured
    heads, tiered = shared.heads, [copies & tier for tier in reversed(tiers)]
    worst_first = [*tiered, copies & heads]
    if featured:
        worst_first += [*(tier & featured for tier in tiered), featured & heads]
    return shared.last(copies, worst_first)


def newest_page(orders: list[Newest], start: int, stop: int) -> list[int]:
    """Return a page on which the first featured postings have risen to the top.

    It is one order for all pages: what rises is missing from its place, and nothing is lost.
    """
    featured = [
        Newest(one.view, [tier & one.view.featured for tier in one.tiers]) for one in orders
    ]
    top = cut(featured, 0, MOST_ON_TOP)
    rest = [_without(one, top) for one in orders] if top else orders
    below = cut(rest, max(start - len(top), 0), max(stop - len(top), 0))
    return top[start:stop] + below


def _without(order: Newest, ids: list[int]) -> Newest:
    gone = order.view.of_postings(ids)
    return Newest(order.view, [tier - gone for tier in order.tiers])


def highest_paid(results: list[Result], per_euro: dict[str, float], stop: int) -> list[int]:
    """Return the first ``stop`` postings by yearly pay in euro, one of each cluster; O(n)."""
    found = [_best(result, per_euro, stop) for result in results]
    return [-number for _, _, number in list(merge(*found))[:stop]]


def _best(result: Result, per_euro: dict[str, float], stop: int) -> list[tuple[float, int, int]]:
    part = result.view.part
    order = part.by_pay(per_euro)
    ranks = order.ranks[to_array(result.documents - result.copies)]
    if result.copies:
        copies = to_array(result.copies)
        best = np.full(len(part.copies.sizes), len(part), np.int32)
        np.minimum.at(best, part.copies.group[copies], order.ranks[copies])
        ranks = np.concatenate((ranks, best[best < len(part)]))
    if len(ranks) > stop:
        ranks = np.partition(ranks, stop)[:stop]
    documents = order.documents[np.sort(ranks)]
    posted, ids = part.columns["posted"], part.columns["id"]
    return [(-float(order.euro[at]), -int(posted[at]), -int(ids[at])) for at in documents.tolist()]
