"""The different sets of values that documents have in a facet, so that each is looked up once."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

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
