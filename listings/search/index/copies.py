"""Documents of a part that share their cluster with another one, and clusters of a result."""

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import to_array, to_bitmap


class Copies:
    """``m`` documents in ``g`` clusters, cluster by cluster, in each the newest first.

    All arrays are in that order, so that what is done for each result reads memory in sequence.

    ``documents``  (m,) uint32
    ``groups``     (m,) int32: the number of the cluster among those of copies, ascending
    ``is_head``    (m,) bool: whether it heads its cluster
    ``heads_first`` (m,) int32: places in this order, in each cluster its head before the others
    ``place``      (n,) int32, by document: its place in this order; only of copies
    """

    def __init__(self, clusters: np.ndarray, is_head: np.ndarray) -> None:
        found = np.flatnonzero(np.bincount(clusters)[clusters] > 1)
        self.bitmap = to_bitmap(found)
        order = np.sort((clusters[found].astype(np.int64) << 32) | (len(clusters) - 1 - found))
        documents = len(clusters) - 1 - (order & 0xFFFFFFFF)
        self.groups = (np.cumsum(np.diff(order >> 32, prepend=-1) != 0) - 1).astype(np.int32)
        self.documents = documents.astype(np.uint32)
        self.size = int(self.groups[-1]) + 1 if len(found) else 0
        self.is_head = is_head[documents]
        keys = (self.groups.astype(np.int64) << 1) + ~self.is_head
        self.heads_first = np.argsort(keys, kind="stable").astype(np.int32)
        self.place = np.zeros(len(clusters), np.int32)
        self.place[documents] = np.arange(len(found))

    def met(self, copies: BitMap) -> np.ndarray:
        """(m,) bool: which ones are in a set of copies; O(m)."""
        is_met = np.zeros(len(self.documents), bool)
        is_met[self.place[to_array(copies)]] = True
        return is_met

    def count(self, copies: BitMap) -> int:
        """Count the clusters that have a member in a set of copies."""
        has_any = np.zeros(self.size, bool)
        has_any[self.groups[self.place[to_array(copies)]]] = True
        return int(np.count_nonzero(has_any))

    def newest(self, is_met: np.ndarray) -> np.ndarray:
        """Return the newest member of each cluster that has one; ascending by cluster."""
        documents, groups = self.documents[is_met], self.groups[is_met]
        return documents[np.diff(groups, prepend=-1) != 0]

    def preferred(self, is_met: np.ndarray) -> np.ndarray:
        """Return of each cluster its head, else its newest member; ascending by cluster."""
        is_met = is_met[self.heads_first]
        places, groups = self.heads_first[is_met], self.groups[is_met]
        return self.documents[places[np.diff(groups, prepend=-1) != 0]]


def ascending(documents: np.ndarray, size: int) -> np.ndarray:
    """Sort different documents out of ``size``: without comparing them where they are many."""
    if len(documents) * 64 < size:
        return np.sort(documents)
    is_there = np.zeros(size, bool)
    is_there[documents] = True
    return np.flatnonzero(is_there)
