"""Clusters in a result, and how many of them have each value of a facet.

Results are kept with their counts: of what is asked again, only what changed is counted anew.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import nlargest
from operator import itemgetter

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import Bitmaps, to_array
from listings.search.index.fields import Field
from listings.search.index.part import CountedAhead, CountedResult, IndexPart

NAMED = "named-country"
"""The facet of countries that are named: not counted where a member is open to people anywhere."""

PAIRS_A_BITMAP = 1_500
"""Values that are gone through in the time in which two bitmaps are intersected."""

SETS_A_VALUE = 2
"""Documents whose sets of values are counted in the time in which a value is gone through."""

DENSE = 16
"""A result with more than one in so many of all documents is intersected quickly."""

EVERYTHING = ""  # what is asked for where nothing is
MOST_KEPT = 32  # results
MOST_AHEAD = 256  # values that are counted when a file is made
FEW = 50
"""Up to one in so many documents a change is worked into the counts."""


@dataclass(frozen=True)
class Clusters:
    """Clusters of a part that are in a result.

    ``firsts``  the newest document of each that is there as a whole, or has one document
    ``torn``    documents of all others
    ``counts``  (V,) of facets that were counted already
    ``of_torn`` what was looked for among those: ``stand_ins``, ``headless``, ``single``
    ``is_kept`` whether counts serve so often that all values are counted, and not the first alone
    """

    part: IndexPart
    firsts: BitMap
    torn: BitMap
    counts: dict[str, np.ndarray] = field(default_factory=dict)
    of_torn: dict[str, BitMap] = field(default_factory=dict)
    is_kept: bool = False

    @classmethod
    def of(cls, part: IndexPart, documents: BitMap, torn: BitMap | None = None) -> "Clusters":
        """Find the clusters of some documents; quickly, where those that are ``torn`` are known."""
        if torn is None:
            torn = part.copies.torn(documents & part.copies.bitmap)
        firsts = documents & part.copies.firsts
        return cls(part, firsts - torn if torn else firsts, torn)

    def __len__(self) -> int:
        return len(self.firsts) + len(self.stand_ins)

    def kept(self, documents: BitMap) -> CountedResult:
        """What is kept of these documents' clusters: their counts, also those that follow."""
        return CountedResult(documents, self.firsts, self.torn, self.counts, self.of_torn)

    @property
    def stand_ins(self) -> BitMap:
        """One document of each torn cluster, in the result or not."""
        return self._of_torn("stand_ins", lambda _, groups: self.part.copies.stand_ins(groups))

    @property
    def headless(self) -> BitMap:
        """Torn documents whose cluster's head is not in the result."""
        return self._of_torn("headless", self.part.copies.without_head)

    @property
    def single(self) -> BitMap:
        """Torn documents that are the only one of their cluster in the result."""
        return self._of_torn("single", self.part.copies.single)

    def _of_torn(self, name: str, find: Callable[[BitMap, np.ndarray], BitMap]) -> BitMap:
        if not self.torn:
            return self.torn
        if name not in self.of_torn:
            self.of_torn[name] = find(self.torn, self.torn_groups)
        return self.of_torn[name]

    @cached_property
    def torn_groups(self) -> np.ndarray:
        """The clusters of torn documents, by their numbers among those that have copies."""
        return self.part.copies.groups(self.torn)

    @cached_property
    def one_each(self) -> BitMap:
        """One document of each cluster, for what all of its members share."""
        return self.firsts | self.stand_ins if self.torn else self.firsts

    def posted_from(self, document: int) -> int:
        """Count the clusters with a member from ``document`` on."""
        size = len(self.part)
        found = self.firsts.range_cardinality(document, size)
        later = self.torn & BitMap(range(document, size)) if self.torn else self.torn
        return found + self.part.copies.count(later) if later else found

    @cached_property
    def first_documents(self) -> np.ndarray:
        return to_array(self.firsts).astype(np.int64)

    @cached_property
    def documents(self) -> np.ndarray:
        """Those of ``one_each``."""
        return to_array(self.one_each).astype(np.int64) if self.torn else self.first_documents

    def counted(self, name: str) -> np.ndarray:
        """(V,) count the values of a facet; those of its pack are counted too."""
        if name not in self.counts:
            self.counts.update(self._counted(name))
        return self.counts[name]

    def _counted(self, name: str) -> dict[str, np.ndarray]:
        if name == NAMED:
            return {name: self.counted("country") - self.open_anywhere.counted("country")}
        field, pack = self.part.fields[name], self.part.packs.get(name)
        if united := field.united:
            found = _count(united.field, self.firsts, self.first_documents)
            return {name: found + self.torn_counts(name) if self.torn else found}
        if pack and not is_dense(field, self.one_each):
            return pack.counts(self.documents)
        return {name: _count(field, self.one_each, self.documents)}

    def torn_counts(self, name: str) -> np.ndarray:
        """(V,) counts over clusters that are not whole, where members differ; O(their values)."""
        field = self.part.fields[name]
        united = field.united
        if united is None or not self.torn:
            return np.zeros(len(field.keys), np.int64)
        single = self.single
        found = field.counts(single, to_array(single).astype(np.int64))
        others = to_array(self.torn - single).astype(np.int64)
        if not len(others):
            return found
        is_there = np.zeros(len(united.codes), bool)
        is_there[united.numbers[field.places_of(others)]] = True
        codes = united.codes.take(np.flatnonzero(is_there))
        return found + np.bincount(codes, minlength=len(field.keys))

    @property
    def open_anywhere(self) -> "Clusters":
        """Those of which a member in the result is open to people anywhere."""
        anywhere = self.part.fields["anywhere"]
        whole = anywhere.united.field if anywhere.united else anywhere
        torn = self.torn & anywhere.having([1])
        if torn:
            torn = self.part.copies.sharing(torn, self.torn)
        return Clusters(self.part, self.firsts & whole.having([1]), torn)


def pairs(field: Field, documents: BitMap) -> float:
    """About how many values are gone through to count those of some documents."""
    return len(documents) * (1 / SETS_A_VALUE if field.sets else field.table.shape[1])


def is_dense(field: Field, documents: BitMap) -> bool:
    return len(documents) * DENSE > len(field.starts)


def _count(field: Field, documents: BitMap, numbers: np.ndarray) -> np.ndarray:
    """(V,) how many of some documents, which are given as a set and as ``numbers``, have each."""
    if is_dense(field, documents) and len(field.keys) * PAIRS_A_BITMAP <= pairs(field, documents):
        bitmaps = map(field.bitmaps.__getitem__, range(len(field.keys)))
        return np.array([documents.intersection_cardinality(one) for one in bitmaps], np.int64)
    return field.counts(documents, numbers)


def clusters_now(counted: CountedResult, part: IndexPart, documents: BitMap) -> Clusters:
    """Return the clusters of other documents: O(those that differ) where these are few.

    Only clusters of which a document came or went are counted, as they were and as they are.
    Finding them takes as long as there are copies: so a small result is counted anew.
    """
    changed = counted.documents ^ documents
    if not changed:
        return Clusters(part, counted.firsts, counted.torn, counted.counts, counted.of_torn)
    is_small = len(documents) * FEW < len(part.copies.bitmap)
    if is_small or len(changed) * FEW > len(part):
        return Clusters.of(part, documents)
    touched = part.copies.mates(changed)
    before = Clusters.of(part, counted.documents & touched)
    after = Clusters.of(part, documents & touched)
    found = Clusters(
        part,
        (counted.firsts - touched) | after.firsts,
        (counted.torn - touched) | after.torn,
    )
    if found.torn == counted.torn:
        found.of_torn.update(counted.of_torn)
    for name, counts in list(counted.counts.items()):
        found.counts[name] = counts - before.counted(name) + after.counted(name)
    return found


def count_ahead(part: IndexPart) -> CountedAhead:
    """Count the results of frequent values, O(R · n): a few seconds for a million documents."""
    documents = _of_frequent_values(part)
    found = [Clusters.of(part, one) for one in documents]
    sets = ((one, its.firsts, its.torn) for one, its in zip(documents, found, strict=True))
    packed = Bitmaps.of_serialized([one.serialize() for three in sets for one in three])
    counts = {
        name: np.array([one.counted(name) for one in found], np.int64)
        for name in (*part.fields, NAMED)
    }
    return CountedAhead(packed, np.array([len(one) for one in documents], np.int64), counts)


def _of_frequent_values(part: IndexPart) -> list[BitMap]:
    """Return the documents of each value that many have; an open border is any country's."""
    least, found = max(len(part) // FEW, 1), list[tuple[int, BitMap]]()
    for name, facet in part.fields.items():
        anywhere = part.anywhere if name == "country" else BitMap()
        for code in np.flatnonzero(facet.sizes >= least).tolist():
            documents = facet.bitmaps.unkept(code) | anywhere
            found.append((len(documents), documents))
    return [one for _, one in nlargest(MOST_AHEAD, found, key=itemgetter(0))]


def clusters_of(
    part: IndexPart,
    documents: BitMap,
    asked: str | None,
    torn: Callable[[], BitMap] | None = None,
    alone: BitMap | None = None,
) -> Clusters:
    """Return the clusters of a result, with counts from when the same was ``asked`` before.

    ``asked`` only says with what the documents are compared; the counts are those of the documents.
    Where it is None, nothing is kept. ``torn`` finds those that ``Clusters`` has.
    ``alone``: what meets the only filter.
    """
    kept = part.results
    before = None if asked is None else kept.pop(asked, None)
    if before is None and part.ahead and alone is not None:
        before = part.ahead.of(alone)
    found = (
        clusters_now(before, part, documents)
        if before
        else Clusters.of(part, documents, torn() if torn else None)
    )
    found = replace(found, is_kept=before is not None or asked == EVERYTHING)
    if asked is None:
        return found
    kept[asked] = found.kept(documents)
    if len(kept) > MOST_KEPT:
        for oldest in list(kept)[: len(kept) - MOST_KEPT]:
            kept.pop(oldest, None)
    return found
