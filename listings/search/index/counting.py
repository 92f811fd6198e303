"""Counts of a result: clusters in all, and clusters by the values of a facet.

A cluster is counted once, whichever of its members meet the search. One of them stands for it
where all members have the same values, as nearly all do; the others are counted by hand.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappush, heappushpop

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import to_array, union
from listings.search.index.fields import Field
from listings.search.index.part import Part
from listings.search.index.view import View

PAIRS_A_BITMAP = 1_000
"""Values that are gone through in the time in which two bitmaps are intersected."""

DENSE = 16
"""A result with more than one in so many of all documents is intersected quickly."""


@dataclass(frozen=True)
class Clusters:
    """Clusters of a part that are in a result.

    ``firsts``  the newest document of each that is there as a whole, or has one document
    ``torn``    documents of all others
    """

    part: Part
    firsts: BitMap
    torn: BitMap

    @classmethod
    def of(cls, part: Part, documents: BitMap) -> "Clusters":
        torn = part.copies.torn(documents & part.copies.bitmap)
        firsts = documents & part.copies.firsts
        return cls(part, firsts - torn if torn else firsts, torn)

    @cached_property
    def newest(self) -> BitMap:
        """Of each cluster its newest document in the result."""
        return self.firsts | self.part.copies.newest(self.torn) if self.torn else self.firsts

    @cached_property
    def first_documents(self) -> np.ndarray:
        return to_array(self.firsts).astype(np.int64)

    @cached_property
    def newest_documents(self) -> np.ndarray:
        return to_array(self.newest).astype(np.int64) if self.torn else self.first_documents

    @cached_property
    def counts(self) -> dict[str, np.ndarray]:
        """(V,) counts of facets that were counted already."""
        return {}

    def counted(self, name: str) -> np.ndarray:
        """(V,) count the values of a facet."""
        if name not in self.counts:
            field = self.part.fields[name]
            if united := field.united:
                found = _count(united.field, self.firsts, self.first_documents)
                self.counts[name] = found + self.torn_counts(name) if self.torn else found
            else:
                self.counts[name] = _count(field, self.newest, self.newest_documents)
        return self.counts[name]

    def torn_counts(self, name: str) -> np.ndarray:
        """(V,) counts over clusters that are not whole, where members differ; O(their values)."""
        field = self.part.fields[name]
        united = field.united
        if united is None or not self.torn:
            return np.zeros(len(field.keys), np.int64)
        is_there = np.zeros(len(united.codes), bool)
        is_there[united.numbers[field.places_of(to_array(self.torn).astype(np.int64))]] = True
        return np.bincount(united.codes[is_there], minlength=len(field.keys))

    @property
    def named(self) -> "Clusters":
        """Without those of which a member in the result is open to people anywhere."""
        anywhere = self.part.fields["anywhere"]
        whole = anywhere.united.field if anywhere.united else anywhere
        torn = self.torn
        if is_open := torn & anywhere.having([1]):
            torn = torn - self.part.copies.sharing(is_open, torn)
        return Clusters(self.part, self.firsts - whole.having([1]), torn)


@dataclass(frozen=True)
class Result:
    """Documents of a view that meet a search, or all of a search but one filter."""

    view: View
    documents: BitMap

    @cached_property
    def clusters(self) -> Clusters:
        return Clusters.of(self.view.part, self.documents)

    @cached_property
    def copies(self) -> BitMap:
        """Those that share their cluster with another document."""
        return self.documents & self.view.part.copies.bitmap

    def number(self, within: BitMap | None = None) -> int:
        """Count the clusters with a member in the result, that is also ``within`` if given."""
        if within is None:
            return len(self.clusters.newest)
        found, shared = self.documents & within, self.view.part.copies
        copies = found & shared.bitmap
        return len(found) - len(copies) + (shared.count(copies) if copies else 0)

    def posted_from(self, document: int) -> int:
        """Count the clusters with a member from ``document`` on."""
        return self.clusters.newest.range_cardinality(document, len(self.view.part))


@dataclass(frozen=True)
class Numbers:
    """How many clusters have each value, over all parts.

    ``counts`` (V,) by the codes of the largest part's ``field``; ``more`` by the keys of values
    that only others have.
    """

    field: Field
    counts: np.ndarray
    more: dict[int, int]

    def all(self) -> Iterator[tuple[int, int]]:
        """Return each key with its number, where that is not 0."""
        codes = np.flatnonzero(self.counts)
        yield from zip(self.field.keys[codes].tolist(), self.counts[codes].tolist(), strict=True)
        yield from self.more.items()

    def first(self, size: int, rank: np.ndarray, allowed: np.ndarray) -> dict[int, int]:
        """Return at least the ``size`` most frequent allowed ones; equal ones by ``rank``."""
        codes = np.flatnonzero((self.counts > 0) & allowed)
        if len(codes) > size:
            order = (-self.counts[codes] << 32) + rank[codes]
            codes = codes[np.argpartition(order, size - 1)[:size]]
        keys, counts = self.field.keys[codes].tolist(), self.counts[codes].tolist()
        return dict(zip(keys, counts, strict=True)) | self.more


type Facts = Callable[[Field], tuple[np.ndarray, np.ndarray]]
"""Of a field's keys: their order among equal numbers, and whether they count at all."""


def counted(results: Sequence[Result], name: str) -> Numbers:
    """Count every value of a facet that occurs; O(values of the result's documents)."""
    return added([one.clusters for one in results], name)


def added(found: Sequence[Clusters], name: str) -> Numbers:
    """Count every value of a facet over all parts."""
    large, *others = sorted(found, key=lambda one: -len(one.part))
    field, counts = large.part.fields[name], large.counted(name)
    if others:
        counts = counts.copy()
    return Numbers(field, counts, _add(counts, field, others, name))


def most_frequent(results: Sequence[Result], name: str, size: int, facts: Facts) -> dict[int, int]:
    """Count at least the ``size`` most frequent values; of equal ones the first in order.

    In a large result values are tried in the order of how many documents they have at all, until
    none that is left can be among them.
    """
    large, *others = sorted((one.clusters for one in results), key=lambda one: -len(one.part))
    field = large.part.fields[name]
    rank, allowed = facts(field)
    is_known = name in large.counts
    numbers = None if is_known else _tried(large, others, name, size, allowed)
    numbers = numbers or added([large, *others], name)
    for key in list(numbers.more):
        other = next(one.part.fields[name] for one in others)
        code = other.code(key)
        if code is not None and not facts(other)[1][code]:
            del numbers.more[key]
    return numbers.first(size, rank, allowed)


def grouped[Key](
    results: Sequence[Result], field: str, keys: dict[Key, list[int]]
) -> dict[Key, int]:
    """Count clusters by groups of values; a cluster counts once in each group."""
    return {
        group: sum(one.number(union([one.view.having(field, values)])) for one in results)
        for group, values in keys.items()
    }


def _pairs(field: Field, documents: BitMap) -> float:
    """About how many values some documents have."""
    return len(documents) * len(field.codes) / max(len(field.starts) - 1, 1)


def _is_dense(field: Field, documents: BitMap) -> bool:
    return len(documents) * DENSE > len(field.starts)


def _tried(
    large: Clusters, others: Sequence[Clusters], name: str, size: int, allowed: np.ndarray
) -> Numbers | None:
    """Try the values with the highest bounds; None where counting all of them is less work."""
    own = large.part.fields[name]
    field = own.united.field if own.united else own
    documents = large.firsts if own.united else large.newest
    if not _is_dense(field, documents):
        return None
    share = len(documents) / len(large.part)
    tries = len(_candidates(np.where(allowed, field.sizes, 0), size, share))
    if tries * PAIRS_A_BITMAP > _pairs(field, documents):
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
            return Numbers(field, counts, more)
        counts[code] = number = documents.intersection_cardinality(field.bitmaps[code]) + known
        (heappush if len(best) < size else heappushpop)(best, number)
    return Numbers(field, counts, more) if len(candidates) == len(bounds) else None


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


def _count(field: Field, documents: BitMap, numbers: np.ndarray) -> np.ndarray:
    """(V,) how many of some documents, which are given as a set and as ``numbers``, have each."""
    if _is_dense(field, documents) and len(field.keys) * PAIRS_A_BITMAP < _pairs(field, documents):
        bitmaps = map(field.bitmaps.__getitem__, range(len(field.keys)))
        return np.array([documents.intersection_cardinality(one) for one in bitmaps], np.int64)
    return np.bincount(field.codes_of(numbers), minlength=len(field.keys))


def _add(counts: np.ndarray, field: Field, others: Sequence[Clusters], name: str) -> dict[int, int]:
    """Add the counts of other parts; return those of keys that the field does not have."""
    more: dict[int, int] = {}
    for one in others:
        for key, number in Numbers(one.part.fields[name], one.counted(name), {}).all():
            code = field.code(key)
            if code is None:
                more[key] = more.get(key, 0) + number
            else:
                counts[code] += number
    return more
