"""Results that were counted before: of what is asked again, only what changed is counted anew."""

from dataclasses import dataclass, replace

from pyroaring import BitMap

from listings.search.index.clusters import Clusters
from listings.search.index.part import Part

EVERYTHING = ""
MOST_KEPT = 32
FEW = 50
"""Up to one in so many documents a change is worked into the counts."""


@dataclass(frozen=True)
class Kept:
    """The documents of a result when it was counted, and its clusters with their counts."""

    documents: BitMap
    clusters: Clusters

    def now(self, documents: BitMap) -> Clusters:
        """Return the clusters of other documents: O(those that differ) where these are few.

        Only clusters of which a document came or went are counted, as they were and as they are.
        """
        part = self.clusters.part
        changed = self.documents ^ documents
        if len(changed) * FEW > len(part):
            return Clusters.of(part, documents)
        if not changed:
            return self.clusters.again()
        touched = part.copies.mates(changed)
        before = Clusters.of(part, self.documents & touched)
        after = Clusters.of(part, documents & touched)
        found = Clusters(
            part,
            (self.clusters.firsts - touched) | after.firsts,
            (self.clusters.torn - touched) | after.torn,
        )
        for name, counts in list(self.clusters.counts.items()):
            found.counts[name] = counts - before.counted(name) + after.counted(name)
        return found


def clusters_of(part: Part, documents: BitMap, asked: str, torn: BitMap | None = None) -> Clusters:
    """Return the clusters of a result, with counts from when the same was ``asked`` before.

    ``asked`` only says with what the documents are compared; the counts are those of the documents.
    ``torn`` as ``Clusters`` has them, where they are known.
    """
    kept: dict[str, Kept] = part.results
    before = kept.pop(asked, None)
    found = before.now(documents) if before else Clusters.of(part, documents, torn)
    found = replace(found, is_kept=asked == EVERYTHING)
    kept[asked] = Kept(documents, found.again())
    if len(kept) > MOST_KEPT:
        for oldest in list(kept)[: len(kept) - MOST_KEPT]:
            kept.pop(oldest, None)
    return found
