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

from listings.search.index.bitmaps import to_array, to_bitmap, union
from listings.search.index.copies import ascending
from listings.search.index.fields import Field
from listings.search.index.view import View

FEW_PAIRS = 30_000
"""Up to here the values of all documents of a result are gone through."""

PAIRS_A_BITMAP = 200
"""Values that are gone through in the time in which two bitmaps are intersected."""

FEW_OF = 16
"""A result with less than one in so many of all copies has few."""


@dataclass(frozen=True)
class Result:
    """Documents of a view that meet a search, or all of a search but one filter."""

    view: View
    documents: BitMap

    @cached_property
    def copies(self) -> BitMap:
        """Those that share their cluster with another document."""
        return self.documents & self.view.part.copies.bitmap

    @cached_property
    def counts(self) -> dict[str, np.ndarray]:
        """(V,) counts of facets that were counted already."""
        return {}

    @property
    def has_many_copies(self) -> bool:
        """Whether going through all copies is less work than sorting those of the result."""
        return len(self.copies) * FEW_OF > len(self.view.part.copies.documents)

    @cached_property
    def is_met(self) -> np.ndarray:
        """(m,) bool: which of the part's copies are in the result."""
        return self.view.part.copies.met(self.copies)

    @cached_property
    def newest(self) -> BitMap:
        """Of each cluster the newest member that is in the result; O(copies)."""
        if not self.copies:
            return self.documents
        return self.with_members(self.view.part.copies.newest(self.is_met))

    def with_members(self, chosen: np.ndarray) -> BitMap:
        """Return the documents with ``chosen`` ones in place of all copies."""
        alone = self.documents - self.copies
        return alone | to_bitmap(ascending(chosen, len(self.view.part)))

    def clusters(self, within: BitMap | None = None) -> int:
        """Count the clusters with a member in the result, that is also ``within`` if given."""
        if within is None:
            return len(self.newest)
        found = self.documents & within
        copies = found & self.view.part.copies.bitmap
        return len(found) - len(copies) + (self.view.part.copies.count(copies) if copies else 0)

    def posted_from(self, document: int) -> int:
        """Count the clusters with a member from ``document`` on."""
        return self.newest.range_cardinality(document, len(self.view.part))

    @property
    def named(self) -> "Result":
        """Without clusters of which a member in the result is open to people anywhere."""
        part = self.view.part
        anywhere, copies = self.documents & part.anywhere, part.copies
        of_clusters = copies.groups[copies.place[to_array(anywhere & copies.bitmap)]]
        if not len(of_clusters):
            return Result(self.view, self.documents - anywhere)
        is_open = np.zeros(copies.size, bool)
        is_open[of_clusters] = True
        gone = copies.documents[self.is_met & is_open[copies.groups]]
        others = to_bitmap(ascending(gone, len(part)))
        return Result(self.view, self.documents - anywhere - others)


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
    large, *others = sorted(results, key=lambda one: -len(one.view.part))
    field = large.view.part.fields[name]
    if name not in large.counts:
        large.counts[name] = _alike(large, field) + _differing(large, field)
    counts = large.counts[name].copy()
    return Numbers(field, counts, _add(counts, field, others, name))


def most_frequent(results: Sequence[Result], name: str, size: int, facts: Facts) -> dict[int, int]:
    """Count at least the ``size`` most frequent values; of equal ones the first in order.

    In a large result values are tried in the order of how many documents they have at all, until
    none that is left can be among them.
    """
    large, *others = sorted(results, key=lambda one: -len(one.view.part))
    field = large.view.part.fields[name]
    rank, allowed = facts(field)
    numbers = _tried(large, others, name, size, allowed) if _is_long(large, field) else None
    numbers = numbers or counted(results, name)
    for key in list(numbers.more):
        other = next(one.view.part.fields[name] for one in others)
        code = other.code(key)
        if code is not None and not facts(other)[1][code]:
            del numbers.more[key]
    return numbers.first(size, rank, allowed)


def grouped[Key](
    results: Sequence[Result], field: str, keys: dict[Key, list[int]]
) -> dict[Key, int]:
    """Count clusters by groups of values; a cluster counts once in each group."""
    return {
        group: sum(one.clusters(union([one.view.having(field, values)])) for one in results)
        for group, values in keys.items()
    }


def _pairs(result: Result, field: Field) -> float:
    """About how many values the documents of a result have."""
    return len(result.documents) * len(field.codes) / max(len(result.view.part), 1)


def _is_long(result: Result, field: Field) -> bool:
    few = FEW_PAIRS * (10 if field.has_one else 1)
    return _pairs(result, field) > few


def _tried(
    large: Result, others: Sequence[Result], name: str, size: int, allowed: np.ndarray
) -> Numbers | None:
    """Try the values with the highest bounds; None where that would take too long."""
    field = large.view.part.fields[name]
    share = len(large.documents) / len(large.view.part)
    tries = len(_candidates(np.where(allowed, field.sizes, 0), size, share))
    if tries * PAIRS_A_BITMAP > _pairs(large, field):
        return None
    extra = _differing(large, field)
    more = _add(extra, field, others, name)
    bounds = np.where(allowed, field.sizes + extra, 0)
    candidates = _candidates(bounds, size, share)
    alike = large.newest - field.differing
    counts = np.zeros(len(bounds), np.int64)
    best: list[int] = []
    for code, bound, known in zip(
        candidates.tolist(), bounds[candidates].tolist(), extra[candidates].tolist(), strict=True
    ):
        if len(best) == size and bound < best[0]:
            return Numbers(field, counts, more)
        counts[code] = number = alike.intersection_cardinality(field.bitmaps[code]) + known
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


def _alike(result: Result, field: Field) -> np.ndarray:
    """(V,) counts over clusters whose members have the same values."""
    standing = result.newest - field.differing
    if len(field.keys) * PAIRS_A_BITMAP < _pairs(result, field):
        bitmaps = map(field.bitmaps.__getitem__, range(len(field.keys)))
        return np.array([standing.intersection_cardinality(one) for one in bitmaps], np.int64)
    return np.bincount(field.codes_of(to_array(standing)), minlength=len(field.keys))


def _differing(result: Result, field: Field) -> np.ndarray:
    """(V,) counts over clusters whose members differ; O(their pairs of document and value)."""
    if not field.differing or not result.copies:
        return np.zeros(len(field.keys), np.int64)
    copies = result.view.part.copies
    if result.has_many_copies:
        places, codes, numbers = field.differing_pairs(copies)
        is_met = result.is_met[places]
        codes, numbers = codes[is_met], numbers[is_met]
    else:
        _, codes, numbers = field.pairs_by_cluster(copies, result.copies & field.differing)
    is_new = np.diff(numbers, prepend=0) != 0
    return np.bincount(codes[is_new], minlength=len(field.keys))


def _add(counts: np.ndarray, field: Field, others: Sequence[Result], name: str) -> dict[int, int]:
    """Add the counts of other parts; return those of keys that the field does not have."""
    more: dict[int, int] = {}
    for one in others:
        for key, number in counted([one], name).all():
            code = field.code(key)
            if code is None:
                more[key] = more.get(key, 0) + number
            else:
                counts[code] += number
    return more
