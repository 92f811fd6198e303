"""Sets of documents: one for each value, and those that share their cluster with another one.

The other way round, the different sets of values that documents have, so that each is looked up
once.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from pyroaring import BitMap

MOST_KEPT = 2_000
"""Sets of one field that stay unpacked: what is asked often is few, and small where it is not."""


def to_bitmap(documents: np.ndarray) -> BitMap:
    """Make a set of an array of documents; from a Python array it is ten times as fast."""
    return BitMap(array("I", documents.astype(np.uint32, copy=False).tobytes()))


def to_array(bitmap: BitMap) -> np.ndarray:
    """Return the documents of a set in ascending order, as (n,) uint32."""
    return np.frombuffer(bitmap.to_array(), dtype=np.uint32)


def union(bitmaps: list[BitMap]) -> BitMap:
    """Return all documents of any of the sets; a single one itself, which nobody may change."""
    if len(bitmaps) == 1:
        return bitmaps[0]
    return BitMap.union(*bitmaps) if bitmaps else BitMap()


class Bitmaps:
    """``V`` sets of documents, numbered 0 … V − 1, each made when it is first asked for.

    ``starts`` (V + 1,) int64 says where each begins in ``content``: serialised bitmaps (uint8)
    if ``is_packed``, as a file has them, else plain document numbers (uint32).
    """

    def __init__(self, starts: np.ndarray, content: np.ndarray, *, is_packed: bool) -> None:
        self.starts, self.content, self.is_packed = starts, content, is_packed
        self._kept: dict[int, BitMap] = {}

    @classmethod
    def of_pairs(cls, size: int, codes: np.ndarray, documents: np.ndarray) -> "Bitmaps":
        """Make ``size`` sets from pairs of a set's number and a document; O(n log n)."""
        order = np.lexsort((documents, codes))
        starts = np.searchsorted(codes[order], np.arange(size + 1))
        return cls(starts, documents[order].astype(np.uint32), is_packed=False)

    @classmethod
    def of_serialized(cls, made: list[bytes]) -> "Bitmaps":
        """Join sets that are serialised already."""
        starts = np.zeros(len(made) + 1, np.int64)
        np.cumsum([len(one) for one in made], out=starts[1:])
        return cls(starts, np.frombuffer(b"".join(made), np.uint8), is_packed=True)

    def packed(self) -> "Bitmaps":
        """Return the same sets as a file has them."""
        return Bitmaps.of_serialized([self.unkept(code).serialize() for code in range(len(self))])

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, code: int) -> BitMap:
        found = self._kept.get(code)
        if found is None:
            found = self.unkept(code)
            self._keep(code, found)
        return found

    def unkept(self, code: int) -> BitMap:
        """Return a set that is not kept for the next time."""
        part = self.content[self.starts[code] : self.starts[code + 1]]
        return BitMap.deserialize(part.tobytes()) if self.is_packed else to_bitmap(part)

    def _keep(self, code: int, bitmap: BitMap) -> None:
        """Keep the sets asked for last; safe with several threads, which may do the same work."""
        if len(self._kept) >= MOST_KEPT:
            for oldest in list(self._kept)[: MOST_KEPT // 2]:
                self._kept.pop(oldest, None)
        self._kept[code] = bitmap


FEW_OF = 64
MOST_FILTERS = 64
"""Filters of which it is kept which clusters they tear."""


class Copies:
    """The clusters with more than one of the ``n`` documents: ``g`` of them.

    ``bitmap``  their documents
    ``group``   (n,) int32, by document: the number of its cluster among these; −1 for all others
    ``sizes``   (g,) int32: how many documents each has
    ``newest``  (g,) int64, ascending: the newest document of each
    ``firsts``  of each cluster the newest document, and all that have no copies
    ``heads``   of each cluster the head, and all that have no copies
    ``headless`` documents of clusters whose head is not in the part
    """

    def __init__(self, clusters: np.ndarray, is_head: np.ndarray) -> None:
        numbers = np.bincount(clusters)
        found = np.flatnonzero(numbers[clusters] > 1)
        newest = np.full(len(numbers), -1)
        newest[clusters[found]] = found  # of several the last one stays
        shared = np.argsort(newest, kind="stable")[np.count_nonzero(newest < 0) :]
        self.newest, self.sizes = newest[shared], numbers[shared].astype(np.int32)
        group_of = np.full(len(numbers), -1, np.int32)
        group_of[shared] = np.arange(len(shared))
        self.group = group_of[clusters]
        self.bitmap = to_bitmap(found)
        alone = BitMap(range(len(clusters))) - self.bitmap
        self.firsts = alone | to_bitmap(self.newest)
        self.heads = alone | to_bitmap(found[is_head[found]])
        has_head = np.zeros(len(self.sizes), bool)
        has_head[self.group[found[is_head[found]]]] = True
        self.headless = to_bitmap(found[~has_head[self.group[found]]])
        self._torn_by: dict[int, tuple[BitMap, BitMap]] = {}  # by how many copies meet a filter

    def torn(self, copies: BitMap) -> BitMap:
        """Return those of some copies whose cluster is not there as a whole; O(copies + g)."""
        if not copies:
            return copies
        documents = to_array(copies)
        groups = self.group.take(documents)
        if len(documents) * FEW_OF < len(self.sizes):
            found, which, numbers = np.unique(groups, return_inverse=True, return_counts=True)
            is_torn = (numbers != self.sizes[found])[which]
        else:
            numbers = np.bincount(groups, minlength=len(self.sizes))
            is_torn = (numbers != self.sizes).take(groups)
        return to_bitmap(documents[is_torn]) if is_torn.any() else BitMap()

    def newest_of(self, documents: BitMap) -> BitMap:
        """Return of each cluster the newest among some documents; O(copies among them)."""
        copies = documents & self.bitmap
        return (documents - copies) | self.last(copies, [copies]) if copies else documents

    def torn_by(self, documents: BitMap) -> BitMap:
        """The same of what meets one filter; kept, since many searches have the same filters.

        What is torn by several filters is torn by one of them.
        """
        copies = documents & self.bitmap
        kept = self._torn_by.get(len(copies))
        if kept is None or kept[0] != copies:
            kept = copies, self.torn(copies) if copies != self.bitmap else BitMap()
            if len(self._torn_by) >= MOST_FILTERS:
                self._torn_by = {}
            self._torn_by[len(copies)] = kept
        return kept[1]

    def groups(self, copies: BitMap) -> np.ndarray:
        """(c,) the number of the cluster of each of some copies; the slowest step of all here."""
        return self.group.take(to_array(copies)).astype(np.intp)

    def stand_ins(self, groups: np.ndarray) -> BitMap:
        """Return the newest document of each of some clusters, there or not."""
        return to_bitmap(self.newest.take(np.flatnonzero(self._among(groups))))

    def without_head(self, copies: BitMap, groups: np.ndarray) -> BitMap:
        """Return those of some copies, of these clusters, whose head is none of them; O(copies)."""
        documents = to_array(copies)
        heads = groups.take(np.searchsorted(documents, to_array(copies & self.heads)))
        return to_bitmap(documents.take(np.flatnonzero(~self._among(heads).take(groups))))

    def single(self, copies: BitMap, groups: np.ndarray) -> BitMap:
        """Return those of some copies, of these clusters, that are the only one of theirs there."""
        is_single = np.bincount(groups, minlength=len(self.sizes)) == 1
        return to_bitmap(to_array(copies).take(np.flatnonzero(is_single.take(groups))))

    def last(self, copies: BitMap, sets: Iterable[BitMap]) -> BitMap:
        """Return of each cluster its newest document in the last of the sets that has any of it.

        The sets are of some copies, which they have all together; O(copies).
        """
        return to_bitmap(self._last(to_array(copies), np.concatenate([*map(to_array, sets)])))

    def _last(self, documents: np.ndarray, order: np.ndarray) -> np.ndarray:
        last = np.empty(len(self.sizes), np.int64)
        last[self.group.take(order)] = order  # of several the last one stays
        return documents[last.take(self.group.take(documents)) == documents]

    def count(self, copies: BitMap) -> int:
        """Count the clusters that have a document among some copies."""
        if len(copies) * FEW_OF < len(self.sizes):
            return len({*self.group.take(to_array(copies)).tolist()})
        return int(np.count_nonzero(self.has_any(copies)))

    def has_any(self, copies: BitMap) -> np.ndarray:
        """(g,) bool: which clusters have a document among some copies."""
        return self._among(self.groups(copies))

    def _among(self, groups: np.ndarray) -> np.ndarray:
        is_there = np.zeros(len(self.sizes), bool)
        is_there[groups] = True
        return is_there

    def mates(self, documents: BitMap) -> BitMap:
        """Return some documents with all others of their clusters; O(copies)."""
        copies = documents & self.bitmap
        if not copies:
            return documents
        return documents | self.sharing(copies, self.bitmap)

    def sharing(self, copies: BitMap, within: BitMap) -> BitMap:
        """Return those ``within`` other copies that share a cluster with some; O(within)."""
        others = to_array(within)
        return to_bitmap(others[self.has_any(copies).take(self.group.take(others))])


MOST_SETS = 65_536
LEAST_SHARED = 4
"""Documents for each value of a set: with fewer, sets are as many as what they stand for."""


@dataclass(frozen=True)
class ValueSets:
    """``S`` different sets, with ``p`` values together, of ``n`` documents and ``V`` values.

    ``of``      (n,) uint16: which set each document has
    ``sets``    (p,) int32: the sets that have a value, one value after the other
    ``starts``  (V,) int32: where in ``sets`` those of each value begin
    """

    of: np.ndarray
    sets: np.ndarray
    starts: np.ndarray

    @classmethod
    def make(cls, starts: np.ndarray, codes: np.ndarray) -> Self | None:
        """Number the sets of documents ``codes[starts[d]:starts[d + 1]]``; O(n log n).

        None where they are too many, or where each document has one value or none. A set is told
        by the sum of random numbers of its values.
        """
        lengths = np.diff(starts)
        if lengths.max(initial=0) < 2:
            return None
        noise = np.random.default_rng(1).integers(1, 2**62, int(codes.max()) + 1, np.uint64)
        marks, has_any = np.zeros(len(lengths), np.uint64), lengths > 0
        marks[has_any] = np.add.reduceat(noise[codes], starts[:-1][has_any])
        _, examples, of = np.unique(marks, return_index=True, return_inverse=True)
        sizes = lengths[examples]
        if len(examples) > MOST_SETS or sizes.sum() * LEAST_SHARED > len(lengths):
            return None
        places = np.repeat(starts[examples] - np.cumsum(sizes) + sizes, sizes)
        values = codes[places + np.arange(len(places))]
        order = np.argsort(values, kind="stable")
        begin = np.searchsorted(values[order], np.arange(len(noise)))
        sets = np.repeat(np.arange(len(examples)), sizes)[order]
        return cls(of.astype(np.uint16), sets.astype(np.int32), begin.astype(np.int32))

    def counts(self, documents: np.ndarray) -> np.ndarray:
        """(V,) how many of some documents have each value; O(documents + p)."""
        found = np.bincount(self.of.take(documents), minlength=self.size)
        return np.add.reduceat(found.take(self.sets), self.starts)

    @cached_property
    def size(self) -> int:
        return int(self.of.max()) + 1
