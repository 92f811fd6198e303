"""Counts of a result: clusters in all, and clusters by the values of a facet.

A cluster is counted once, whichever of its members meet the search. One of them stands for it
where all members have the same values, as nearly all do; the others are counted by hand.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from heapq import heappush, heappushpop

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import to_array, to_bitmap, union
from listings.search.index.fields import Field
from listings.search.index.view import View

FEW_VALUES = 64
"""Up to here each value's bitmap is intersected."""

FEW_PAIRS = 200_000
"""Up to here the values of all documents of a result are gone through."""

MOST_TRIED = 600
"""Values tried one by one for the most frequent ones; then all are counted."""


@dataclass(frozen=True)
class Result:
    """Documents of a view that meet a search, or all of a search but one filter."""

    view: View
    documents: BitMap

    @cached_property
    def newest(self) -> BitMap:
        """Of each cluster the newest member that is in the result; O(copies in it)."""
        part = self.view.part
        copies = self.documents & part.copies
        if not copies:
            return self.documents
        last = len(part) - 1
        documents = to_array(copies).astype(np.int64)
        keys = (part.clusters[documents].astype(np.int64) << 32) | (last - documents)
        chosen = last - (first_of_each(keys) & 0xFFFFFFFF)
        return (self.documents - copies) | to_bitmap(chosen)

    def clusters(self, within: BitMap | None = None) -> int:
        """Count the clusters with a member in the result, that is also ``within`` if given."""
        if within is None:
            return len(self.newest)
        found = self.documents & within
        copies = found & self.view.part.copies
        if not copies:
            return len(found)
        different = np.unique(self.view.part.clusters[to_array(copies)])
        return len(found) - len(copies) + len(different)

    def posted_from(self, document: int) -> int:
        """Count the clusters with a member from ``document`` on."""
        return self.newest.range_cardinality(document, len(self.view.part))

    @property
    def named(self) -> "Result":
        """Without clusters of which a member in the result is open to people anywhere."""
        part = self.view.part
        anywhere = self.documents & part.anywhere
        copies = to_array(anywhere & part.copies)
        if not len(copies):
            return Result(self.view, self.documents - anywhere)
        others = to_array((self.documents - anywhere) & part.copies)
        is_of_these = np.isin(part.clusters[others], part.clusters[copies])
        return Result(self.view, self.documents - anywhere - to_bitmap(others[is_of_these]))


def first_of_each(keys: np.ndarray) -> np.ndarray:
    """Of int64 keys, whose upper 32 bits name a cluster, return the lowest of each cluster."""
    keys = np.sort(keys)
    is_first = np.ones(len(keys), bool)
    is_first[1:] = (keys[1:] >> 32) != (keys[:-1] >> 32)
    return keys[is_first]


type Numbers = dict[int, int]
"""How many clusters have each value, by its key."""


def counted(results: Iterable[Result], name: str) -> Numbers:
    """Count every value of a facet that occurs; O(values of the result's documents)."""
    found: Numbers = {}
    for result in results:
        field = result.view.part.fields[name]
        _add(found, field, _alike(result, field) + _differing(result, field))
    return found


def most_frequent(
    results: list[Result], name: str, size: int, allowed: Callable[[int], bool] | None = None
) -> Numbers:
    """Count at least the ``size`` most frequent values and all that are as frequent as the last.

    In a large result values are tried in the order of how many documents they have at all, until
    none that is left can be among them. ``allowed`` says by its key whether a value counts.
    """
    large = max(results, key=lambda result: len(result.view.part))
    field = large.view.part.fields[name]
    is_few_of_many = size < len(field.keys) and _is_long(large, field)
    found = _tried(results, large, name, size, allowed) if is_few_of_many else None
    if found is None:
        found = counted(results, name)
        if allowed:
            found = {key: number for key, number in found.items() if allowed(key)}
    return found


def grouped[Key](results: list[Result], field: str, keys: dict[Key, list[int]]) -> dict[Key, int]:
    """Count clusters by groups of values; a cluster counts once in each group."""
    return {
        group: sum(one.clusters(union([one.view.having(field, values)])) for one in results)
        for group, values in keys.items()
    }


def _is_long(result: Result, field: Field) -> bool:
    values_each = len(field.codes) / max(len(result.view.part), 1)
    return len(field.keys) > FEW_VALUES and len(result.newest) * values_each > FEW_PAIRS


def _tried(
    results: list[Result],
    large: Result,
    name: str,
    size: int,
    allowed: Callable[[int], bool] | None,
) -> Numbers | None:
    """Try the values with the highest bounds; None where that would take too long."""
    field = large.view.part.fields[name]
    extra = _differing(large, field)
    found: Numbers = {}
    for key, number in counted((one for one in results if one is not large), name).items():
        code = field.code(key)
        if code is not None:
            extra[code] += number
        elif allowed is None or allowed(key):
            found[key] = number
    bounds = field.sizes + extra
    tried = min(MOST_TRIED, len(bounds))
    candidates = np.argpartition(-bounds, tried - 1)[:tried]
    candidates = candidates[np.argsort(-bounds[candidates])]
    alike = large.newest - field.differing
    best: list[int] = []
    for code in candidates.tolist():
        if len(best) == size and bounds[code] < best[0]:
            return found
        key = int(field.keys[code])
        if allowed and not allowed(key):
            continue
        number = alike.intersection_cardinality(field.bitmaps[code]) + int(extra[code])
        found[key] = number
        (heappush if len(best) < size else heappushpop)(best, number)
    return found if tried == len(bounds) else None


def _alike(result: Result, field: Field) -> np.ndarray:
    """(V,) counts over clusters whose members have the same values."""
    standing = result.newest - field.differing
    if len(field.keys) <= FEW_VALUES:
        bitmaps = map(field.bitmaps.__getitem__, range(len(field.keys)))
        sizes = [standing.intersection_cardinality(one) for one in bitmaps]
        return np.array(sizes, np.int64)
    _, codes = field.pairs_of(to_array(standing))
    return np.bincount(codes, minlength=len(field.keys))


def _differing(result: Result, field: Field) -> np.ndarray:
    """(V,) counts over clusters whose members differ; O(p log p) for p of their values."""
    documents = to_array(result.documents & field.differing)
    rows, codes = field.pairs_of(documents)
    clusters = result.view.part.clusters[documents[rows]].astype(np.int64)
    pairs = first_of_each_pair((clusters << 32) | codes)
    return np.bincount(pairs & 0xFFFFFFFF, minlength=len(field.keys))


def first_of_each_pair(keys: np.ndarray) -> np.ndarray:
    """Sort int64 keys and drop repeated ones."""
    keys = np.sort(keys)
    is_first = np.ones(len(keys), bool)
    is_first[1:] = keys[1:] != keys[:-1]
    return keys[is_first]


def _add(found: Numbers, field: Field, numbers: np.ndarray) -> None:
    for code in np.flatnonzero(numbers).tolist():
        key = int(field.keys[code])
        found[key] = found.get(key, 0) + int(numbers[code])
