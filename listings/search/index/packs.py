"""Facets of few values, packed: a result's documents are looked up once for several facets."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from listings.search.index.fields import Field

MOST_VALUES = 62  # of a facet: a document's set of them is one number
MOST_SETS = 300
MOST_STATES = 6_000  # of a pack: counts of all of them stay in the processor's cache


@dataclass(frozen=True)
class Member:
    """A facet of a pack: its ``S`` sets of values that occur, ``table`` (S, V) says which."""

    name: str
    table: np.ndarray

    @property
    def size(self) -> int:
        return len(self.table)


@dataclass(frozen=True)
class Pack:
    """Some facets together. ``states`` (n,) uint16: each document's sets of all, as one number."""

    members: tuple[Member, ...]
    states: np.ndarray

    def counts(self, documents: np.ndarray) -> dict[str, np.ndarray]:
        """(V,) of each facet, how many of some documents have each value; O(documents)."""
        shape = [member.size for member in self.members]
        number = np.bincount(self.states.take(documents), minlength=int(np.prod(shape)))
        found, numbers = {}, number.reshape(shape)
        for at, member in enumerate(self.members):
            others = tuple(axis for axis in range(len(shape)) if axis != at)
            found[member.name] = numbers.sum(axis=others) @ member.table
        return found


def packed(fields: Mapping[str, Field]) -> dict[str, Pack]:
    """Return the pack of each facet that is in one: few values, the same in all copies."""
    few = {
        name: _sets(name, field)
        for name, field in fields.items()
        if field.united is None and len(field.keys) <= MOST_VALUES
    }
    packs: list[Pack] = []
    for member, states in sorted(few.values(), key=lambda one: -one[0].size):
        if member.size > MOST_SETS:
            continue
        for at, pack in enumerate(packs):
            if int(np.prod([one.size for one in pack.members])) * member.size <= MOST_STATES:
                joined = pack.states * np.uint16(member.size) + states
                packs[at] = Pack((*pack.members, member), joined)
                break
        else:
            packs.append(Pack((member,), states))
    return {member.name: pack for pack in packs for member in pack.members}


def _sets(name: str, field: Field) -> tuple[Member, np.ndarray]:
    """Number the different sets of values: (S, V) which values each has, (n,) each document's."""
    masks = np.zeros(len(field.starts) - 1, np.int64)
    documents = np.repeat(np.arange(len(masks)), np.diff(field.starts))
    np.bitwise_or.at(masks, documents, np.left_shift(1, field.codes.astype(np.int64)))
    known, states = np.unique(masks, return_inverse=True)
    table = known[:, None] >> np.arange(len(field.keys)) & 1
    return Member(name, table.astype(np.int64)), states.astype(np.uint16)
