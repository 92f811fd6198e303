"""Rows of figures as COPY reads them; by its digest one is known that says what another holds.

Nothing here needs a database but ``Table.of``, so that rows are written in any process.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import compress
from typing import Any

import numpy as np
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Field, JSONField, Model

from listings.insights.statistics.columns import ColumnQuery, Flags, Numbers

# What differs from run to run though no figure has changed.
NOT_COMPARED = {"window_from", "window_to", "seen_since", "taken_at", "superseded_at", "digest"}
EMPTY: dict[type[Any], str] = {dict: "{}", list: "[]"}
NULL = "\\N"  # as COPY reads it
HOLDING = (
    "SELECT digest FROM {table} WHERE superseded_at IS NULL AND digest IS NOT NULL AND {{span}}"
)

type Column = Sequence[Any]
type Columns = Mapping[str, Column]
"""By name, of rows that are computed together."""
type Writer = Callable[[Column], list[str]]
"""Writes the values of one column."""


@dataclass(frozen=True, slots=True)
class Table:
    """How rows of a table are written, as COPY reads them.

    ``key``: the columns that name a cell; ``compared`` and ``others``: those that differ between
    rows; ``shared``: what all rows of a run have in the rest; ``empty``: the row of a cell without
    postings; ``told``: a column that is known where a row is large enough to show; ``holding``: the
    digests of the rows that hold, ascending. Needs no database.
    """

    name: str
    key: Sequence[str]
    compared: Sequence[str]
    others: Sequence[str]
    shared: Mapping[str, str]
    long: Sequence[str]  # columns that may hold kilobytes
    writers: Mapping[str, Writer]
    empty: Columns
    told: str
    holding: Numbers

    @classmethod
    def of(
        cls,
        model: type[Model],
        *key: str,
        told: str,
        empty: Columns,
        taken: Mapping[str, Any],
    ) -> "Table":
        """``empty`` has the columns that differ between rows, ``taken`` those that all share.

        All others have the model's defaults. One query.
        """
        fields = {one.attname: one for one in model._meta.concrete_fields if not one.primary_key}
        differing, name = [*empty, "digest"], model._meta.db_table
        holding = ColumnQuery(HOLDING.format(table=name), 1, name, "id").read()[0]
        return cls(
            name=name,
            key=key,
            compared=[name for name in differing if name not in NOT_COMPARED],
            others=[name for name in differing if name in NOT_COMPARED],
            shared={
                name: _writer(one)([taken.get(name, one.get_default())])[0]
                for name, one in fields.items()
                if name not in differing
            },
            long=[name for name in differing if isinstance(fields[name], (ArrayField, JSONField))],
            writers={name: _writer(fields[name]) for name in differing},
            empty=empty,
            told=told,
            holding=np.sort(holding),
        )

    @property
    def columns(self) -> list[str]:
        return [*self.shared, *self.compared, *self.others]

    def found(self, blocks: Iterable[Columns]) -> "FoundRows":
        """Write those rows that do not hold already, block by block."""
        found = FoundRows([], [], 0, 0)
        shared = self._shared_digest()
        for columns in blocks:
            compared = self.rows(columns, self.compared)
            digests = np.array([_digest(shared, row) for row in compared], np.int64)
            others = self.rows({**columns, "digest": digests.tolist()}, self.others)
            holds = self._hold(digests)
            new = compress(zip(compared, others, strict=True), ~holds)
            found.lines.append(b"".join(b"%b\t%b\n" % row for row in new))
            found.held.append(digests[holds])
            found.rows += len(compared)
            found.published += len(compared) - columns[self.told].count(None)
        return found

    def _hold(self, digests: Numbers) -> Flags:
        if not len(self.holding):
            return np.zeros(len(digests), bool)
        at = np.searchsorted(self.holding, digests)
        found: Flags = self.holding.take(at, mode="clip") == digests
        return found

    def rows(self, columns: Columns, names: Iterable[str]) -> list[bytes]:
        """Write some columns, a row each."""
        written = [self.writers[name](columns[name]) for name in names]
        return ["\t".join(row).encode() for row in zip(*written, strict=True)]

    def _shared_digest(self) -> blake2b:
        compared = ((name, one) for name, one in self.shared.items() if name not in NOT_COMPARED)
        return blake2b(repr((*compared, self.compared)).encode(), digest_size=8)


def _digest(shared: blake2b, row: bytes) -> int:
    """Return a hash of all that is compared, never 0.

    It has 63 bits: that a changed figure gets the digest of another of a million is as likely as
    one in ten million million.
    """
    own = shared.copy()
    own.update(row)
    return int.from_bytes(own.digest()) >> 1 or 1


@dataclass(slots=True)
class FoundRows:
    """Rows of one table, by block: those that are new as they are written, digests of the others.

    And how many all are, and how many of them are large enough to show.
    """

    lines: list[bytes]
    held: list[Numbers]
    rows: int
    published: int


def _writer(field: Field[Any, Any]) -> Writer:
    """Return what writes values of a column as COPY reads them."""
    if isinstance(field, JSONField):
        return _json
    if isinstance(field, ArrayField):
        return _arrays
    if isinstance(field, CharField):
        return _texts
    return _known_or_not if field.null else _plain


def _json(values: Column) -> list[str]:
    """Most cells have too few postings for these."""
    return [_one_json(one) if one else NULL if one is None else EMPTY[type(one)] for one in values]


def _one_json(value: Any) -> str:
    """It escapes control characters itself."""
    return _encoded(value).replace("\\", "\\\\")


def _arrays(values: Column) -> list[str]:
    """Of numbers."""
    lists = (one.tolist() if isinstance(one, np.ndarray) else one for one in values)
    return [f"{{{str(one)[1:-1]}}}" for one in lists]


def _texts(values: Column) -> list[str]:
    if _SPECIAL_LETTERS.search("".join(values)):
        return [one.translate(_SPECIAL) for one in values]
    return [*values]


def _plain(values: Column) -> list[str]:
    return [*map(str, values)]


def _known_or_not(values: Column) -> list[str]:
    return [NULL if one is None else str(one) for one in values]


_encoded = json.JSONEncoder(check_circular=False).encode
_SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL_LETTERS = re.compile(r"[\\\t\n\r]")
