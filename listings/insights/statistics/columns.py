"""Rows of a query as columns of numbers, and sums within groups: what figures are made of.

A million postings as objects need gigabytes and minutes; as columns some bytes each.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import batched
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

type Numbers = NDArray[np.int64]
type Flags = NDArray[np.bool_]
type Floats = NDArray[np.float64]
type Span = tuple[int, int]
"""The first and the last key."""

# keys at once: until it is closed, a connection keeps room for the largest answer that it had
SPAN = 20_000
SPAN_OF_ALL = "SELECT min({column}), max({column}) FROM {table}"
SENT = "COPY (SELECT {sent} FROM ({text}) AS found({names})) TO STDOUT (FORMAT binary)"
_HEADER = 20  # bytes before the elements of an array of one dimension
_ELEMENT = np.dtype([("size", ">i4"), ("value", ">i8")])


@dataclass(frozen=True, slots=True)
class ColumnQuery:
    """A query of so many columns of type bigint, none of them NULL.

    ``text`` has ``{span}`` where the condition goes that takes a span of ``key``, a column of
    ``table``; its values are in it (see ``as_sql``).
    """

    text: str
    columns: int
    table: str
    key: str

    def blocks(self) -> Iterator[list[Numbers]]:
        """Return the columns of what it finds, a span of keys at a time.

        A second connection reads every other span meanwhile. It sees what is committed.
        """
        spans = [*self._spans()]
        is_small = len(spans) < 2
        found = (self._read(connection, one) for one in spans) if is_small else self._by_two(spans)
        return filter(None, found)

    def _by_two(self, spans: Iterable[Span]) -> Iterator[list[Numbers]]:
        other = connection.copy()
        other.inc_thread_sharing()
        with closing(other), ThreadPoolExecutor(1) as thread:
            with other.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0")  # as of this run's other statements
            for own, *more in batched(spans, 2):
                ahead = [thread.submit(self._read, other, span) for span in more]
                yield self._read(connection, own)
                yield from (one.result() for one in ahead)

    def _read(self, asked: Any, span: Span) -> list[Numbers]:
        """Return the columns of a span, or nothing.

        Each column comes as one array in PostgreSQL's binary format, of which every element has
        the same length, so that nothing is made an object.
        """
        names = [f"c{at}" for at in range(self.columns)]
        sent = ", ".join(f"array_send(array_agg({name}))" for name in names)
        text = self.text.replace("{span}", "{} BETWEEN {} AND {}".format(self.key, *span))
        found = SENT.format(sent=sent, text=text, names=", ".join(names))
        with asked.cursor() as cursor, cursor.copy(found) as copy:
            copy.set_types(["bytea"] * self.columns)
            [row] = copy.rows()
        found = [] if row[0] is None else row
        return [np.frombuffer(one, _ELEMENT, offset=_HEADER)["value"] for one in found]

    def _spans(self) -> Iterator[Span]:
        column = self.key.rpartition(".")[2]
        with connection.cursor() as cursor:
            cursor.execute(SPAN_OF_ALL.format(column=column, table=self.table))
            first, last = cursor.fetchone()
        if first is not None:
            yield from ((low, low + SPAN - 1) for low in range(first, last + 1, SPAN))

    def read(self, types: Sequence[type[Any]] = ()) -> list[NDArray[Any]]:
        """Return the columns, each as narrow as its type; without types as they are."""
        narrow: Sequence[Any] = types or (np.int64,) * self.columns
        parts: list[list[NDArray[Any]]] = [[np.empty(0, type_)] for type_ in narrow]
        for block in self.blocks():
            for own, column, type_ in zip(parts, block, narrow, strict=True):
                own.append(column.astype(type_))
        return [np.concatenate(parts.pop(0)) for _ in narrow]


def as_sql(query: str, params: Any = ()) -> str:
    """Return a query with its parameters in it."""
    operations: Any = connection.ops  # PostgreSQL's
    composed: str = operations.compose_sql(query, params)
    return composed


@dataclass(frozen=True, slots=True)
class Links:
    """Of each of ``n`` rows several values, those from ``starts[row]`` to ``starts[row + 1]``."""

    starts: NDArray[Any]
    values: NDArray[Any]

    @classmethod
    def of(cls, rows: NDArray[Any], values: NDArray[Any], n: int) -> "Links":
        """From pairs in any order, each once."""
        order = np.argsort(rows, kind="stable").astype(np.int32)
        starts = np.zeros(n + 1, np.int32)
        np.cumsum(np.bincount(rows, minlength=n), out=starts[1:])
        return cls(starts, values[order])

    def counts(self, rows: NDArray[Any]) -> Numbers:
        found: Numbers = (self.starts[rows + 1] - self.starts[rows]).astype(np.int64)
        return found

    def of_rows(self, rows: NDArray[Any]) -> tuple[Numbers, NDArray[Any]]:
        """Return the values of ``rows``, and beside each at which place of ``rows`` it belongs."""
        counts = self.counts(rows)
        places = np.repeat(np.arange(len(rows)), counts)
        at = (self.starts[rows] - (np.cumsum(counts) - counts))[places]
        at += np.arange(len(places))
        return places, self.values[at]

    def one(self, row: int) -> NDArray[Any]:
        return self.values[self.starts[row] : self.starts[row + 1]]


def pairs(one: NDArray[Any], other: NDArray[Any], most: int) -> tuple[Numbers, Numbers, Numbers]:
    """Return the different pairs in order, and how often each is there; ``other`` < ``most``."""
    keys = one.astype(np.int64)  # a copy, the only one: a large role has millions of pairs
    keys *= most
    keys += other
    keys.sort()
    starts = np.flatnonzero(firsts(keys))
    found = keys[starts]
    return found // most, found % most, np.diff(starts, append=len(keys))


def firsts(*keys: NDArray[Any]) -> Flags:
    """Tell of each row whether it begins a new run of equal keys; the rows lie in their order."""
    n = len(keys[0])
    found = np.zeros(n, bool)
    if n:
        found[0] = True
        for key in keys:
            found[1:] |= key[1:] != key[:-1]
    return found


def blocks[Item](
    items: Iterable[Item], size: Callable[[Item], int], most: int
) -> Iterator[list[Item]]:
    """Yield some at a time, of little more than ``most`` together.

    What is computed of all cells of a large role at once needs ten times the memory of the role.
    """
    block: list[Item] = []
    for one in items:
        block.append(one)
        if sum(map(size, block)) > most:
            yield block
            block = []
    if block:
        yield block


def sums(groups: NDArray[Any], n: int, weights: NDArray[Any] | None = None) -> Numbers:
    """Return of ``n`` groups how many rows each has, or the sum of their whole numbers."""
    if weights is None:
        return np.bincount(groups, minlength=n).astype(np.int64)
    return np.rint(np.bincount(groups, weights.astype(np.float64), n)).astype(np.int64)


type Pairs = tuple[NDArray[Any], NDArray[Any]]
"""Rows, and beside each a value."""


def linked(
    postings: NDArray[Any], query: ColumnQuery, type_: type[Any] = np.int64
) -> tuple[NDArray[np.int32], list[NDArray[Any]]]:
    """Read what belongs to postings; return the rows of these postings, and beside each its values.

    The query gives a posting's key and then the values, kept as narrow as ``type_``; other postings
    are left out.
    """
    order = np.argsort(postings).astype(np.int32)
    ordered = postings[order]
    rows = [np.empty(0, np.int32)]
    found = [[np.empty(0, type_)] for _ in range(query.columns - 1)]
    for ids, *values in query.blocks() if len(postings) else ():
        at = np.searchsorted(ordered, ids).clip(max=len(ordered) - 1)
        is_known = ordered[at] == ids
        rows.append(order[at[is_known]])
        for own, one in zip(found, values, strict=True):
            own.append(one[is_known].astype(type_))
    return np.concatenate(rows), [np.concatenate(parts) for parts in found]


def linked_pairs(
    postings: NDArray[Any], query: ColumnQuery, type_: type[Any] = np.int64
) -> tuple[NDArray[np.int32], NDArray[Any]]:
    """The same with one value each."""
    rows, [values] = linked(postings, query, type_)
    return rows, values
