"""Documents of a part that share their cluster with another one."""

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import to_array, to_bitmap

FEW_OF = 64


class Copies:
    """The clusters with more than one of the ``n`` documents: ``g`` of them.

    ``bitmap``  their documents
    ``group``   (n,) int32, by document: the number of its cluster among these; −1 for all others
    ``sizes``   (g,) int32: how many documents each has
    ``firsts``  of each cluster the newest document, and all that have no copies
    ``heads``   of each cluster the head, and all that have no copies
    ``headless`` documents of clusters whose head is not in the part
    """

    def __init__(self, clusters: np.ndarray, is_head: np.ndarray) -> None:
        numbers = np.bincount(clusters)
        is_shared = numbers > 1
        group_of = np.where(is_shared, np.cumsum(is_shared) - 1, -1).astype(np.int32)
        self.group = group_of[clusters]
        self.sizes = numbers[is_shared].astype(np.int32)
        found = np.flatnonzero(self.group >= 0)
        self.bitmap = to_bitmap(found)
        alone = BitMap(range(len(clusters))) - self.bitmap
        self.firsts = alone | to_bitmap(self._newest(found))
        self.heads = alone | to_bitmap(found[is_head[found]])
        has_head = np.zeros(len(self.sizes), bool)
        has_head[self.group[found[is_head[found]]]] = True
        self.headless = to_bitmap(found[~has_head[self.group[found]]])

    def torn(self, copies: BitMap) -> BitMap:
        """Return those of some copies whose cluster is not there as a whole; O(copies + g)."""
        if not copies:
            return copies
        documents = to_array(copies)
        groups = self.group[documents]
        if len(documents) * FEW_OF < len(self.sizes):
            found, which, numbers = np.unique(groups, return_inverse=True, return_counts=True)
            is_torn = (numbers != self.sizes[found])[which]
        else:
            is_torn = (np.bincount(groups, minlength=len(self.sizes)) != self.sizes)[groups]
        return to_bitmap(documents[is_torn]) if is_torn.any() else BitMap()

    def newest(self, copies: BitMap) -> BitMap:
        """Return of each cluster the newest document among some copies; O(copies)."""
        return to_bitmap(self._newest(to_array(copies)))

    def _newest(self, documents: np.ndarray) -> np.ndarray:
        groups = self.group[documents]
        last = np.empty(len(self.sizes), np.int64)
        last[groups] = documents  # ascending: of several the last one stays
        return documents[last[groups] == documents]

    def count(self, copies: BitMap) -> int:
        """Count the clusters that have a document among some copies."""
        if len(copies) * FEW_OF < len(self.sizes):
            return len(np.unique(self.group[to_array(copies)]))
        return int(np.count_nonzero(self.has_any(copies)))

    def has_any(self, copies: BitMap) -> np.ndarray:
        """(g,) bool: which clusters have a document among some copies."""
        has_any = np.zeros(len(self.sizes), bool)
        has_any[self.group[to_array(copies)]] = True
        return has_any

    def mates(self, documents: BitMap) -> BitMap:
        """Return some documents with all others of their clusters; O(copies)."""
        copies = documents & self.bitmap
        if not copies:
            return documents
        return documents | self.sharing(copies, self.bitmap)

    def sharing(self, copies: BitMap, within: BitMap) -> BitMap:
        """Return those ``within`` other copies that share a cluster with some; O(within)."""
        others = to_array(within)
        return to_bitmap(others[self.has_any(copies)[self.group[others]]])
