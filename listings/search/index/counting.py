"""Counts of a result: clusters in all, and clusters by the values of a facet.

A cluster is counted once, whichever of its members meet the search. One of them stands for it
where all members have the same values, as nearly all do; the others are counted by hand.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from heapq import heappush, heappushpop
from typing import NamedTuple

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import to_array, union
from listings.search.index.clusters import (
    EVERYTHING,
    NAMED,
    PAIRS_A_BITMAP,
    Clusters,
    clusters_of,
    is_dense,
    pairs,
)
from listings.search.index.fields import Field
from listings.search.index.part import IndexPart
from listings.search.index.view import View
from listings.search.index.vocabulary import NONE

MOST_TRIED = 2_000
"""A facet with more values has few of each posting, so that all are counted soon."""

FEW_VALUES = 64  # are gone through sooner than those that are not 0 are picked out

FEW_LOOKED_AT = 4_096
"""Documents of a result in which nearly all of its values occur."""


@dataclass(frozen=True)
class Result:
    """Documents of a view that meet a search, or all of a search but one filter.

    ``asked`` tells what was asked for; None: nothing that is asked again. ``torn_by``: for each
    filter the copies that meet it, live or not, while others of their cluster do not. ``alone``:
    where one thing alone is asked for, the documents that meet it, live or not.
    """

    view: View
    documents: BitMap
    asked: str | None = None
    torn_by: Callable[[], list[BitMap]] | None = None
    alone: BitMap | None = None

    @cached_property
    def clusters(self) -> Clusters:
        torn_by = None if self.asked == EVERYTHING else self.torn_by
        find = partial(self._torn, torn_by) if torn_by else None
        return clusters_of(self.view.part, self.documents, self.asked, find, self.alone)

    def _torn(self, torn_by: Callable[[], list[BitMap]]) -> BitMap:
        """Copies in the result of whose cluster a filter, or that they are live, leaves out some.

        What several filters tear one of them tears, so none of these documents is looked at.
        """
        everything = clusters_of(self.view.part, self.view.live, EVERYTHING)
        return union([everything.torn, *torn_by()]) & self.documents

    @cached_property
    def copies(self) -> BitMap:
        """Those that share their cluster with another document."""
        return self.documents & self.view.part.copies.bitmap

    def number(self, within: BitMap | None = None) -> int:
        """Count the clusters with a member in the result, that is also ``within`` if given."""
        if within is None:
            return len(self.clusters)
        found, shared = self.documents & within, self.view.part.copies
        copies = found & shared.bitmap
        return len(found) - len(copies) + (shared.count(copies) if copies else 0)


@dataclass(frozen=True)
class Numbers:
    """How many clusters have each value, over all parts.

    ``counts`` (V,) by the codes of the largest part's ``field``; ``more`` by the keys of values
    that only others have. ``occurring`` (V,) bool: which values there are, where not all of them
    were counted.
    """

    field: Field
    counts: np.ndarray
    more: dict[int, int]
    occurring: np.ndarray | None = None

    def all(self) -> Iterator[tuple[int, int]]:
        """Return each key with its number, where that is not 0."""
        keys, counts = self.field.keys, self.counts
        if len(counts) > FEW_VALUES:
            codes = np.flatnonzero(counts)
            keys, counts = keys[codes], counts[codes]
        yield from (pair for pair in zip(keys.tolist(), counts.tolist(), strict=True) if pair[1])
        yield from self.more.items()

    def number(self, key: int) -> int:
        """Return how many clusters have a value that was counted."""
        code = self.field.code(key)
        return self.more.get(key, 0) if code is None else int(self.counts[code])

    def first(
        self, size: int, rank: np.ndarray, allowed: np.ndarray | np.bool
    ) -> tuple[dict[int, int], int]:
        """Return at least the ``size`` most frequent allowed values, and how many there are at all.

        Of equal ones the first by ``rank``.
        """
        counts = self.counts * allowed
        values = np.count_nonzero(counts if self.occurring is None else self.occurring & allowed)
        codes = np.flatnonzero(counts >= max(_at_most_first(counts, size), 1))
        if len(codes) > size:
            order = (-counts[codes] << 32) + rank[codes]
            codes = codes[np.argsort(order)[:size]]
        found = zip(self.field.keys[codes].tolist(), counts[codes].tolist(), strict=True)
        return dict(found) | self.more, int(values) + len(self.more)


def _at_most_first(counts: np.ndarray, size: int) -> int:
    """Return a number that ``size`` counts or more reach: as many groups have one that does."""
    width = len(counts) // size
    if width < size:
        return int(np.partition(counts, -size)[-size]) if len(counts) > size else 0
    highest = counts[: size * width].reshape(size, width).max(axis=0)
    return int(np.partition(highest, -size)[-size])


type Facts = Callable[[Field], tuple[np.ndarray, np.ndarray]]
"""Of a field's keys: their order among equal numbers, and whether they count at all."""


def counted(results: Sequence[Result], name: str) -> Numbers:
    """Count every value of a facet that occurs; O(values of the result's documents)."""
    return added([one.clusters for one in results], name)


def added(found: Sequence[Clusters], name: str) -> Numbers:
    """Count every value of a facet over all parts."""
    large, *others = sorted(found, key=lambda one: -len(one.part))
    field, counts = _field(large.part, name), large.counted(name)
    if others:
        counts = counts.copy()
    return Numbers(field, counts, _add(counts, field, others, name))


def _field(part: IndexPart, name: str) -> Field:
    return part.fields["country" if name == NAMED else name]


def most_frequent(results: Sequence[Result], name: str, size: int, facts: Facts) -> "MostFrequent":
    """Count at least the ``size`` most frequent values, of equal ones the first in order.

    In a large result values are tried in the order of how many documents they have at all, until
    none that is left can be among the first.
    """
    large, *others = sorted((one.clusters for one in results), key=lambda one: -len(one.part))
    rank, allowed = facts(large.part.fields[name])
    is_whole = large.is_kept or name in large.counts
    numbers = None if is_whole else _tried(large, others, name, size, allowed)
    numbers = numbers or added([large, *others], name)
    silent = numbers.number(NONE)
    for key in list(numbers.more):
        other = next(one.part.fields[name] for one in others)
        code = other.code(key)
        if code is not None and not facts(other)[1][code]:
            del numbers.more[key]
    return MostFrequent(*numbers.first(size, rank, allowed), silent)


class MostFrequent(NamedTuple):
    """Keys with their numbers; how many values there are in all; clusters that state none."""

    numbers: dict[int, int]
    values: int
    silent: int


def grouped[Key](
    results: Sequence[Result], field: str, keys: dict[Key, list[int]]
) -> dict[Key, int]:
    """Count clusters by groups of values; a cluster counts once in each group."""
    return {
        group: sum(one.number(union([one.view.having(field, values)])) for one in results)
        for group, values in keys.items()
    }


def _tried(
    large: Clusters, others: Sequence[Clusters], name: str, size: int, allowed: np.ndarray
) -> Numbers | None:
    """Try the values with the highest bounds; None where counting all of them is less work."""
    own = large.part.fields[name]
    field = own.united.field if own.united else own
    documents = large.firsts if own.united else large.one_each
    if len(field.keys) > MOST_TRIED or not is_dense(field, documents):
        return None
    share = len(documents) / len(large.part)
    tries = len(_candidates(np.where(allowed, field.sizes, 0), size, share)) + len(field.keys) / 10
    if tries * PAIRS_A_BITMAP > pairs(field, documents):
        return None
    extra = large.torn_counts(name)
    more = _add(extra, field, others, name)
    bounds = np.where(allowed, field.sizes + extra, 0)
    candidates = _candidates(bounds, size, share)
    counts = np.zeros(len(bounds), np.int64)
    best: list[int] = []
    for code, bound, known in zip(
        candidates.tolist(), bounds[candidates].tolist(), extra[candidates].tolist(), strict=True
    ):
        if len(best) == size and bound < best[0]:
            break
        counts[code] = number = documents.intersection_cardinality(field.bitmaps[code]) + known
        (heappush if len(best) < size else heappushpop)(best, number)
    else:
        if len(candidates) < len(bounds):
            return None
    if (silent := field.code(NONE)) is not None:
        of_none = documents.intersection_cardinality(field.bitmaps[silent])
        counts[silent] = of_none + extra[silent]
    occurring = _occurring(field, documents, (counts + extra > 0) | ~allowed)
    return Numbers(field, counts, more, occurring)


def _occurring(field: Field, documents: BitMap, known: np.ndarray) -> np.ndarray:
    """(V,) bool: which values some documents have; those of a few tell of nearly all."""
    few = documents[:FEW_LOOKED_AT]
    found = known | (field.counts(few, to_array(few).astype(np.int64)) > 0)
    for code in np.flatnonzero(~found).tolist():
        found[code] = documents.intersect(field.bitmaps[code])
    return found


def _candidates(bounds: np.ndarray, size: int, share: float) -> np.ndarray:
    """Return the values with the highest bounds, as many as probably must be tried.

    Where a result has a ``share`` of all documents, so it has about that of those of each value.
    """
    if len(bounds) <= size:
        return np.argsort(-bounds)
    least = share * np.partition(bounds, -size)[-size]
    tried = min(2 * int(np.count_nonzero(bounds >= least)) + size, len(bounds))
    candidates = np.argpartition(-bounds, tried - 1)[:tried]
    return candidates[np.argsort(-bounds[candidates])]


def _add(counts: np.ndarray, field: Field, others: Sequence[Clusters], name: str) -> dict[int, int]:
    """Add the counts of other parts; return those of keys that the field does not have."""
    if not others:
        return {}
    more: Counter[int] = Counter()
    for one in others:
        if not one.firsts and not one.torn:
            continue
        own, numbers = _field(one.part, name), one.counted(name)
        codes = own.codes_in(field)
        is_there = codes >= 0
        counts[codes[is_there]] += numbers[is_there]
        missing = np.flatnonzero(~is_there & (numbers > 0))
        more.update(dict(zip(own.keys[missing].tolist(), numbers[missing].tolist(), strict=True)))
    return more
