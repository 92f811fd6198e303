"""Documents with all their columns; immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import Bitmaps, Copies
from listings.search.index.fields import FacetPack, Field, packed
from listings.search.index.pay import ByPay, PaidDocuments, coded
from listings.search.index.rows import MANY, NEVER, ONE, PostingRows
from listings.search.index.vocabulary import NONE
from listings.search.index.words import NO_DOCUMENT, Texts, Words

KEPT = (
    *("id", "cluster", "source", "posted", "ends", "featured"),
    *("currency", "top", "middle"),
)
SPARSE = {"has_pay": 1, "anywhere": 1, "years_asked": 0}  # columns that count from a value on
NO_ID = -1
NO_SOURCE = 0
STATED_OR_NONE = ("role", "skill", *MANY)  # documents without a value have the key NONE


@dataclass(frozen=True)
class CountedResult:
    """The documents of a result when it was counted, and what ``Clusters`` has of them.

    Not their part, which keeps this: without a circle its memory is free once nobody uses it.
    """

    documents: BitMap
    firsts: BitMap
    torn: BitMap
    counts: dict[str, np.ndarray]
    of_torn: dict[str, BitMap] = field(default_factory=dict)


@dataclass(frozen=True)
class CountedAhead:
    """The results of asking for one value alone, of the ``R`` values that most documents have.

    A file has them, so that whoever asks first finds them counted.

    ``sets``    three for each: its documents, live or not; ``firsts`` and ``torn`` of ``Clusters``
    ``sizes``   (R,) how many documents each has
    ``counts``  facet → (R, V)
    """

    sets: Bitmaps
    sizes: np.ndarray
    counts: dict[str, np.ndarray]

    def of(self, documents: BitMap) -> CountedResult | None:
        """Return what was counted of these documents; None where that are others."""
        for at in np.flatnonzero(self.sizes == len(documents)).tolist():
            if self.sets.unkept(3 * at) == documents:
                firsts, torn = (self.sets.unkept(3 * at + which) for which in (1, 2))
                counts = {name: one[at].astype(np.int64) for name, one in self.counts.items()}
                return CountedResult(documents, firsts, torn, counts)
        return None


@dataclass(frozen=True)
class IndexPart:
    """``n`` documents, numbered by the time of posting and then by the posting's number.

    ``columns``   name → (n,) int64, as ``PostingRows`` has them
    ``clusters``  (n,) int32: number of the document's cluster in this part
    ``fields``    facets by name
    ``texts``     words of texts; None where the database answers for them
    ``ahead``     results that were counted when its file was made
    """

    columns: dict[str, np.ndarray]
    clusters: np.ndarray
    fields: dict[str, Field]
    words: Words
    texts: Texts | None = None
    ahead: CountedAhead | None = None

    @classmethod
    def of_rows(cls, rows: PostingRows) -> "IndexPart":
        """Sort rows into a part; O(e log e) for e values of all facets together."""
        order = np.lexsort((rows.columns["id"], rows.columns["posted"]))
        columns = {name: column[order] for name, column in rows.columns.items()}
        size = len(order)
        _, clusters = np.unique(columns["cluster"], return_inverse=True)
        clusters = clusters.astype(np.int32)
        by_id = _ById(columns["id"])
        everyone = np.arange(size)
        copies = Copies(clusters, columns["id"] == columns["cluster"])
        fields = {
            name: Field.of_pairs(everyone, columns[name], copies) for name in ("company", *ONE)
        }
        for name, least in SPARSE.items():
            stated = np.flatnonzero(columns[name] >= least)
            fields[name] = Field.of_pairs(stated, columns[name][stated], copies)
        for name, (ids, keys) in rows.links.items():
            documents, found = by_id.documents(ids)
            pairs = documents, keys[found]
            if name in STATED_OR_NONE:
                pairs = _with_silent(everyone, *pairs)
            fields[name] = Field.of_pairs(*pairs, copies)
        ids, codes, places = rows.tokens
        documents, found = by_id.documents(ids)
        words = Words.of_tokens(documents, codes[found], places[found], rows.vocabulary)
        kept = {name: columns[name] for name in KEPT}
        part = cls(kept, clusters, fields, words, _texts(rows, by_id))
        part.__dict__["copies"] = copies  # made already
        return part

    def __len__(self) -> int:
        return len(self.clusters)

    @cached_property
    def copies(self) -> Copies:
        """Documents that share their cluster with another one of this part."""
        return Copies(self.clusters, self.heads)

    @cached_property
    def packs(self) -> dict[str, FacetPack]:
        """Facets of few values, by name."""
        return packed(self.fields)

    @cached_property
    def heads(self) -> np.ndarray:
        """(n,) bool: whether the document heads its cluster."""
        return self.columns["id"] == self.columns["cluster"]

    @cached_property
    def sources(self) -> tuple[np.ndarray, np.ndarray]:
        """The different boards, and (n,) int32 which of them each document is from."""
        return coded(self.columns["source"])

    def ends(self, sources: Mapping[int, int]) -> np.ndarray:
        """(n,) when each document leaves the lists: its own end, or that of its board's word."""
        known, codes = self.sources
        until = np.array(
            [NEVER if source == NO_SOURCE else sources.get(source, 0) for source in known.tolist()],
            np.int64,
        )
        return (
            np.minimum(self.columns["ends"], until[codes]) if len(codes) else self.columns["ends"]
        )

    @cached_property
    def paid(self) -> PaidDocuments:
        """Those that state pay."""
        return PaidDocuments(self.columns)

    @cached_property
    def featured(self) -> np.ndarray:
        """Those that are, were or will be featured."""
        return np.flatnonzero(self.columns["featured"] > 0)

    @cached_property
    def by_id(self) -> "_ById":
        return _ById(self.columns["id"])

    @cached_property
    def _by_cluster(self) -> tuple[np.ndarray, np.ndarray]:
        order = np.argsort(self.columns["cluster"])
        return self.columns["cluster"][order], order

    def members(self, clusters: np.ndarray) -> np.ndarray:
        """Return the numbers of the postings in some clusters; O(m log n) after the first time."""
        known, order = self._by_cluster
        starts = np.searchsorted(known, clusters, side="left")
        ends = np.searchsorted(known, clusters, side="right")
        places = [np.arange(start, end) for start, end in zip(starts, ends, strict=True)]
        return self.columns["id"][order[np.concatenate(places or [np.arange(0)])]]

    @cached_property
    def results(self) -> dict[str, CountedResult]:
        """Results that were asked for, see ``clusters_of``."""
        return {}

    @property
    def has_pay(self) -> BitMap:
        return self.fields["has_pay"].having([1])

    @property
    def anywhere(self) -> BitMap:
        """Remote from anywhere."""
        return self.fields["anywhere"].having([1])

    def by_pay(self, per_euro: dict[str, float]) -> ByPay:
        """Return the order by pay under some rates; kept until others are asked for."""
        rates, order = self._by_pay[0]
        if order is None or rates != per_euro:
            order = ByPay(self.columns, per_euro)
            self._by_pay[0] = dict(per_euro), order
        return order

    @cached_property
    def _by_pay(self) -> list[tuple[dict[str, float], ByPay | None]]:
        return [({}, None)]

    def posted_after(self, moment: int) -> int:
        """Return the first document that was posted after ``moment`` (microseconds)."""
        return int(np.searchsorted(self.columns["posted"], moment, side="right"))


def _texts(rows: PostingRows, by_id: "_ById") -> Texts | None:
    if rows.texts is None:
        return None
    documents = np.full(len(rows.texts.ids), NO_DOCUMENT)
    known, places = by_id.documents(rows.texts.ids)
    documents[places] = known
    return Texts.of_tokens(rows.texts, documents)


def _with_silent(
    everyone: np.ndarray, documents: np.ndarray, keys: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Add the key NONE for each document that has none."""
    silent = np.setdiff1d(everyone, documents)
    nothing = np.full(len(silent), NONE)
    return np.concatenate((documents, silent)), np.concatenate((keys, nothing))


class _ById:
    """Finds documents by the numbers of their postings."""

    def __init__(self, ids: np.ndarray) -> None:
        self.order = np.argsort(ids)
        self.ids = ids[self.order]

    def documents(self, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return (documents, places in ``ids``) of those that are there; O(m log n)."""
        if not len(self.ids):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        highest = np.iinfo(self.ids.dtype).max  # numbers of one type: else all are copied
        wanted = np.where(ids <= highest, ids, NO_ID).astype(self.ids.dtype)
        at = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        found = np.flatnonzero(self.ids[at] == wanted)
        return self.order[at[found]], found
