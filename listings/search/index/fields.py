"""One facet in a part: the values of each document, and the documents of each value."""

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import Bitmaps, to_array, to_bitmap, union
from listings.search.index.copies import Copies


class Field:
    """Values of ``n`` documents among ``V`` different ones.

    ``keys``      (V,) int64, ascending: what a value is outside (a row's number, a coded word)
    ``starts``    (n + 1,) int64: document ``d`` has the values ``codes[starts[d]:starts[d + 1]]``
    ``codes``     (e,) int32: places in ``keys``
    ``sizes``     (V,) int64: how many documents have each value
    ``bitmaps``   the documents of each value
    ``differing`` documents of clusters whose members differ in their values
    """

    def __init__(
        self,
        keys: np.ndarray,
        starts: np.ndarray,
        codes: np.ndarray,
        bitmaps: Bitmaps,
        differing: BitMap,
        *,
        sizes: np.ndarray | None = None,
    ) -> None:
        self.keys, self.starts, self.codes = keys, starts, codes
        self.bitmaps, self.differing = bitmaps, differing
        self._differing_pairs: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
        self.sizes = np.bincount(codes, minlength=len(keys)) if sizes is None else sizes

    @classmethod
    def of_pairs(cls, documents: np.ndarray, keys: np.ndarray, clusters: np.ndarray) -> "Field":
        """Make a field from pairs of a document and a key, in any order; O(e log e).

        ``clusters`` (n,) has the number of each document's cluster in the part.
        """
        known, codes = np.unique(keys, return_inverse=True)
        order = np.lexsort((codes, documents))
        documents, codes = documents[order], codes[order].astype(np.int32)
        if len(codes):
            is_new = np.ones(len(codes), bool)
            is_new[1:] = (np.diff(documents) != 0) | (np.diff(codes) != 0)
            documents, codes = documents[is_new], codes[is_new]
        starts = np.searchsorted(documents, np.arange(len(clusters) + 1))
        bitmaps = Bitmaps.of_pairs(len(known), codes, documents)
        differing = to_bitmap(_differing(documents, codes, clusters))
        return cls(known, starts, codes, bitmaps, differing)

    @cached_property
    def has_one(self) -> bool:
        """Whether each document has exactly one value."""
        is_as_many = len(self.codes) == len(self.starts) - 1
        return is_as_many and bool((np.diff(self.starts) == 1).all())

    def codes_of(self, documents: np.ndarray) -> np.ndarray:
        """Return the codes of all values of some documents."""
        return self.codes[documents] if self.has_one else self.pairs_of(documents)[1]

    def differing_pairs(self, copies: Copies) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return (place in ``copies``, code, number of cluster and code) of those that differ.

        In the order of the last, so that what a result repeats stands side by side. Made once.
        """
        if self._differing_pairs is None:
            self._differing_pairs = self.pairs_by_cluster(copies, self.differing)
        return self._differing_pairs

    def pairs_by_cluster(
        self, copies: Copies, documents: BitMap
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the same for any set of copies."""
        rows, codes = self.pairs_of(to_array(documents))
        places = copies.place[to_array(documents)][rows]
        keys = (copies.groups[places].astype(np.int64) << 32) | codes
        order = np.argsort(keys)
        numbers = np.cumsum(np.diff(keys[order], prepend=-1) != 0).astype(np.int32)
        return places[order], codes[order], numbers

    def code(self, key: int) -> int | None:
        """Return the place of a key; None where no document has it."""
        at = int(np.searchsorted(self.keys, key))
        return at if at < len(self.keys) and self.keys[at] == key else None

    def having(self, keys: Iterable[int]) -> BitMap:
        """Return the documents that have any of the keys."""
        codes = [self.code(key) for key in keys]
        return union([self.bitmaps[code] for code in codes if code is not None])

    def pairs_of(self, documents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return pairs of (place in ``documents``, code) for all their values."""
        begin = self.starts[documents]
        lengths = self.starts[documents.astype(np.int64) + 1] - begin
        rows = np.repeat(np.arange(len(documents)), lengths)
        first = np.cumsum(lengths) - lengths
        within = np.arange(len(rows)) - first[rows]
        return rows, self.codes[begin[rows] + within]


def _differing(documents: np.ndarray, codes: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Return the documents of clusters whose members have different sets of values.

    Each set is told by the sum of random numbers of its values, so that nothing is sorted.
    """
    noise = np.random.default_rng(1).integers(1, 2**62, int(codes.max(initial=-1)) + 1, np.uint64)
    marks = np.zeros(len(clusters), np.uint64)
    np.add.at(marks, documents, noise[codes])
    first = np.zeros(int(clusters.max(initial=-1)) + 1, np.uint64)
    first[clusters] = marks
    differs = np.zeros(len(first), bool)
    np.logical_or.at(differs, clusters, marks != first[clusters])
    return np.flatnonzero(differs[clusters])
