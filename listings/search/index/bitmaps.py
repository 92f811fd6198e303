"""Sets of documents, one for each value."""

from array import array

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
