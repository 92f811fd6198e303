"""One facet in a part: the values of each document, and the documents of each value.

Facets of few values are packed: a result's documents are looked up once for several facets.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import Bitmaps, Copies, ValueSets, to_array, to_bitmap, union

MOST_IN_TABLE = 0.9
"""Of the documents, so many have all their values in the table."""

AT_ONCE = 131_072
"""Values that are counted together: more of them no longer fit the processor's cache."""

MOST_VALUES = 62  # of a facet: a document's set of them is one number
MOST_SETS = 300
MOST_STATES = 6_000  # of a pack: counts of all of them stay in the processor's cache


class Field:
    """Values of ``n`` documents among ``V`` different ones.

    ``keys``     (V,) int64, ascending: what a value is outside (a row's number, a coded word)
    ``starts``   (n + 1,) int32: document ``d`` has the values ``codes[starts[d]:starts[d + 1]]``
    ``codes``    (e,) int32: places in ``keys``
    ``table``    (n, W) int32: the first values of each document once more, side by side; V where it
                 has fewer
    ``sizes``    (V,) int64: how many documents have each value
    ``bitmaps``  the documents of each value
    ``united``   values of whole clusters; None where the members of each have the same ones
    ``sets``     the different sets of values, where a file has them
    """

    def __init__(
        self,
        keys: np.ndarray,
        starts: np.ndarray,
        codes: np.ndarray,
        bitmaps: Bitmaps,
        *,
        table: np.ndarray | None = None,
        sizes: np.ndarray | None = None,
        united: "ClusterValues | None" = None,
        sets: ValueSets | None = None,
    ) -> None:
        self.keys, self.starts, self.codes = keys, starts, codes
        self.bitmaps, self.united, self.sets = bitmaps, united, sets
        self.table = self._table() if table is None else table
        self.sizes = np.bincount(codes, minlength=len(keys)) if sizes is None else sizes
        self._codes_in: tuple[np.ndarray, np.ndarray] | None = None

    @classmethod
    def of_pairs(cls, documents: np.ndarray, keys: np.ndarray, copies: Copies) -> "Field":
        """Make a field from pairs of a document and a key, in any order; O(e log e)."""
        known, codes = np.unique(keys, return_inverse=True)
        found = cls._of_codes(documents, codes, known, len(copies.group))
        if _differs(found, copies):
            found.united = _united(found, copies)
        return found

    @classmethod
    def _of_codes(
        cls, documents: np.ndarray, codes: np.ndarray, keys: np.ndarray, size: int
    ) -> "Field":
        pairs = np.unique((documents.astype(np.int64) << 32) | codes)
        documents, codes = pairs >> 32, (pairs & 0xFFFFFFFF).astype(np.int32)
        starts = np.searchsorted(documents, np.arange(size + 1)).astype(np.int32)
        return cls(keys, starts, codes, Bitmaps.of_pairs(len(keys), codes, documents))

    def _table(self) -> np.ndarray:
        lengths = np.diff(self.starts)
        if len(lengths) and (lengths == 1).all():
            return self.codes.reshape(-1, 1)
        width = int(np.quantile(lengths, MOST_IN_TABLE)) if len(lengths) else 0
        width = 2 ** round(math.log2(max(width, 1)))  # a row of 2, 4, 8 … bytes is copied as one
        made = np.full((len(lengths), width), len(self.keys), np.int32)
        for at in range(made.shape[1]):
            has_more = lengths > at
            made[has_more, at] = self.codes[self.starts[:-1][has_more] + at]
        return made

    @cached_property
    def longer(self) -> BitMap:
        """Documents that have more values than the table holds."""
        return to_bitmap(np.flatnonzero(np.diff(self.starts) > self.table.shape[1]))

    def counts(self, documents: BitMap, numbers: np.ndarray) -> np.ndarray:
        """(V,) how many of some documents have each value; O(their values).

        They are given as a set and as ``numbers``.
        """
        if self.sets and len(self.sets.sets) < len(numbers):
            return self.sets.counts(numbers)
        size = len(self.keys)
        rows = max(AT_ONCE // self.table.shape[1], 1)
        parts = [numbers[at : at + rows] for at in range(0, len(numbers), rows)]
        found = self._in_table(parts[0] if parts else numbers)
        for part in parts[1:]:
            found += self._in_table(part)
        if longer := documents & self.longer:
            more = self.codes.take(
                self.places_of(to_array(longer).astype(np.int64), self.table.shape[1])
            )
            found += np.bincount(more, minlength=size + 1)
        return found[:size]

    def _in_table(self, documents: np.ndarray) -> np.ndarray:
        """(V + 1,) how many of the first values of some documents are which."""
        values = self.table.take(documents, axis=0).ravel()
        return np.bincount(values, minlength=len(self.keys) + 1)

    def places_of(self, documents: np.ndarray, but: int = 0) -> np.ndarray:
        """Return where in ``codes`` the values of some documents stand, ``but`` the first few."""
        begin = self.starts.take(documents).astype(np.int64) + but
        lengths = self.starts.take(documents + 1) - begin
        places = np.repeat(begin - np.cumsum(lengths) + lengths, lengths)
        places += np.arange(len(places))
        return places

    def shared(self, documents: np.ndarray, keys: Collection[int]) -> np.ndarray:
        """(d,) how many of some keys each of some documents has."""
        lengths = self.starts.take(documents + 1) - self.starts.take(documents)
        owners = np.repeat(np.arange(len(documents)), lengths)
        is_wanted = np.zeros(len(self.keys) + 1, bool)
        is_wanted[self.codes_of(np.array([*keys], np.int64))] = True  # what is not there: the last
        found = is_wanted.take(self.codes.take(self.places_of(documents)))
        return np.bincount(owners, found, len(documents))

    def code(self, key: int) -> int | None:
        """Return the place of a key; None where no document has it."""
        at = int(np.searchsorted(self.keys, key))
        return at if at < len(self.keys) and self.keys[at] == key else None

    def codes_of(self, keys: np.ndarray) -> np.ndarray:
        """(k,) the places of some keys; −1 where no document has one."""
        if not len(self.keys):
            return np.full(len(keys), -1)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, at, -1)

    def codes_in(self, other: "Field") -> np.ndarray:
        """(V,) the places of this field's keys in another; −1 where no document there has one."""
        if self._codes_in is None or self._codes_in[0] is not other.keys:
            self._codes_in = other.keys, other.codes_of(self.keys)
        return self._codes_in[1]

    def having(self, keys: Iterable[int]) -> BitMap:
        """Return the documents that have any of the keys."""
        codes = [self.code(key) for key in keys]
        return union([self.bitmaps[code] for code in codes if code is not None])

    def having_with_others(self, keys: Iterable[int], others: int) -> BitMap:
        """Return the documents with any of the keys and so many other values; O(n)."""
        own = np.zeros(len(self.starts) - 1, np.int16)
        codes = (self.code(key) for key in keys)
        for code in (code for code in codes if code is not None):
            own[to_array(self.bitmaps[code])] += 1
        return to_bitmap(np.flatnonzero((own > 0) & (self._lengths - own == others)))

    @cached_property
    def _lengths(self) -> np.ndarray:
        """(n,) int16: how many values each document has."""
        return np.diff(self.starts).astype(np.int16)


@dataclass(frozen=True)
class ClusterValues:
    """What the members of each cluster have together, for ``G`` pairs of a cluster and a value.

    ``field``    the newest member of each cluster has the values of all members
    ``numbers``  (e,) int32, for each value of a document: the number of its pair; −1 without copies
    ``codes``    (G,) int32: the value of each pair
    """

    field: Field
    numbers: np.ndarray
    codes: np.ndarray


def _differs(field: Field, copies: Copies) -> bool:
    """Tell whether the members of any cluster have different values.

    Each set is told by the sum of random numbers of its values, so that nothing is sorted.
    """
    noise = np.random.default_rng(1).integers(1, 2**62, len(field.keys), np.uint64)
    marks = np.zeros(len(field.starts), np.uint64)
    np.add.at(marks, _documents(field), noise[field.codes])
    everyone = np.flatnonzero(copies.group >= 0)
    groups = copies.group[everyone]
    first = np.zeros(len(copies.sizes), np.uint64)
    first[groups] = marks[everyone]
    return bool((first[groups] != marks[everyone]).any())


def _documents(field: Field) -> np.ndarray:
    """(e,) of which document each value is."""
    return np.repeat(np.arange(len(field.starts) - 1), np.diff(field.starts))


def _united(field: Field, copies: Copies) -> ClusterValues:
    documents = _documents(field)
    groups = copies.group[documents]
    is_shared = groups >= 0
    pairs = (groups[is_shared].astype(np.int64) << 32) | field.codes[is_shared]
    known, which = np.unique(pairs, return_inverse=True)
    numbers = np.full(len(field.codes), -1, np.int32)
    numbers[is_shared] = which
    codes = (known & 0xFFFFFFFF).astype(np.int32)
    first = np.zeros(len(copies.sizes), np.int64)
    first[copies.group[np.flatnonzero(copies.group >= 0)]] = np.flatnonzero(copies.group >= 0)
    all_documents = np.concatenate((documents[~is_shared], first[known >> 32]))
    all_codes = np.concatenate((field.codes[~is_shared], codes))
    whole = Field._of_codes(all_documents, all_codes, field.keys, len(copies.group))  # noqa: SLF001 (its own module)
    return ClusterValues(whole, numbers, codes)


@dataclass(frozen=True)
class Member:
    """A facet of a pack: its ``S`` sets of values that occur, ``table`` (S, V) says which."""

    name: str
    table: np.ndarray

    @property
    def size(self) -> int:
        return len(self.table)


@dataclass(frozen=True)
class FacetPack:
    """Some facets together. ``states`` (n,) uint16: each document's sets of all, as one number."""

    members: tuple[Member, ...]
    states: np.ndarray

    def counts(self, documents: np.ndarray) -> dict[str, np.ndarray]:
        """(V,) of each facet, how many of some documents have each value; O(documents)."""
        left: np.ndarray = np.bincount(self.states.take(documents), minlength=self._states)
        found = {}
        for member in self.members:  # ever fewer states are left to add up
            left = left.reshape(member.size, left.size // max(member.size, 1))
            found[member.name] = left.sum(axis=1) @ member.table
            left = left.sum(axis=0) if member.size > 1 else left
        return found

    @cached_property
    def _states(self) -> int:
        return math.prod(member.size for member in self.members)


def packed(fields: Mapping[str, Field]) -> dict[str, FacetPack]:
    """Return the pack of each facet that is in one: few values, the same in all copies."""
    few = {
        name: _sets(name, field)
        for name, field in fields.items()
        if field.united is None and len(field.keys) <= MOST_VALUES
    }
    packs: list[FacetPack] = []
    for member, states in sorted(few.values(), key=lambda one: -one[0].size):
        if member.size > MOST_SETS:
            continue
        for at, pack in enumerate(packs):
            if int(np.prod([one.size for one in pack.members])) * member.size <= MOST_STATES:
                joined = pack.states * np.uint16(member.size) + states
                packs[at] = FacetPack((*pack.members, member), joined)
                break
        else:
            packs.append(FacetPack((member,), states))
    return {member.name: pack for pack in packs for member in pack.members}


def _sets(name: str, field: Field) -> tuple[Member, np.ndarray]:
    """Number the different sets of values: (S, V) which values each has, (n,) each document's."""
    masks = np.zeros(len(field.starts) - 1, np.int64)
    documents = np.repeat(np.arange(len(masks)), np.diff(field.starts))
    np.bitwise_or.at(masks, documents, np.left_shift(1, field.codes.astype(np.int64)))
    known, states = np.unique(masks, return_inverse=True)
    table = known[:, None] >> np.arange(len(field.keys)) & 1
    return Member(name, table.astype(np.int64)), states.astype(np.uint16)
