"""Writing figures: a row is appended only where a figure changed, and the old one superseded.

A row that says what one that holds does is known by its digest and goes no further. The others go
through COPY into a table of their own, and the database compares them with the rows that hold.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import compress
from typing import Any

import numpy as np
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import CharField, Field, JSONField, Model

from listings.insights.columns import ColumnQuery, Flags, Numbers

# What differs from run to run though no figure has changed.
NOT_COMPARED = {"window_from", "window_to", "seen_since", "taken_at", "superseded_at", "digest"}
EMPTY: dict[type[Any], str] = {dict: "{}", list: "[]"}
BLOCK = 1_000_000  # characters
NULL = "\\N"  # as COPY reads it

# Values are kept as they are, since most rows are thrown away: compressing took half of all.
FOUND = "CREATE TEMP TABLE {found} (LIKE {table}); ALTER TABLE {found} DROP COLUMN id, {columns}"
SHARED = "ALTER COLUMN {name} SET DEFAULT {value}"
UNCOMPRESSED = "ALTER COLUMN {name} SET STORAGE EXTERNAL"
HOLDING = (
    "SELECT digest FROM {table} WHERE superseded_at IS NULL AND digest IS NOT NULL AND {{span}}"
)
VANISHED = """
INSERT INTO {found} ({columns}) SELECT {values}
FROM {table} old, {empty} none WHERE old.superseded_at IS NULL
AND (old.digest IS NULL OR old.digest = ANY(%s))
AND NOT EXISTS (SELECT FROM {found} new WHERE {key})
"""
UNCHANGED = """
WITH unchanged AS (
    DELETE FROM {found} new USING {table} old WHERE old.superseded_at IS NULL AND {key}
    AND ({new}) IS NOT DISTINCT FROM ({old}) RETURNING old.id, new.digest
)
UPDATE {table} old SET digest = unchanged.digest FROM unchanged
WHERE old.id = unchanged.id AND unchanged.digest IS NOT NULL
"""  # rows of an older program have no digest, or another one
SUPERSEDED = """
UPDATE {table} old SET superseded_at = %s FROM {found} new
WHERE old.superseded_at IS NULL AND {key}
"""
APPENDED = "INSERT INTO {table} ({columns}) SELECT {columns} FROM {found}"

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


class Appender:
    """Takes the rows of one table and, once all are there, appends those that changed."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._lines: list[bytes] = []
        self._held = [table.holding[:0]]
        self._length = self.rows = self.published = 0
        with connection.cursor() as cursor:
            for name in (self._found, self._empty):
                cursor.execute(self._temporary(name), self._shared)

    @property
    def _found(self) -> str:
        return f"{self.table.name}_found"

    @property
    def _empty(self) -> str:
        return f"{self.table.name}_empty"

    @property
    def _shared(self) -> list[str | None]:
        return [None if one == NULL else one for one in self.table.shared.values()]

    def _temporary(self, name: str) -> str:
        table = self.table
        columns = [SHARED.format(name=one, value="%s") for one in table.shared]
        columns += [UNCOMPRESSED.format(name=one) for one in table.long]
        return FOUND.format(found=name, table=table.name, columns=", ".join(columns))

    def add(self, rows: FoundRows) -> None:
        self._lines += rows.lines
        self._length += sum(map(len, rows.lines))
        self._held += rows.held
        self.rows += rows.rows
        self.published += rows.published
        if self._length > BLOCK:
            self._write(self._found)

    def append(self, now: datetime, kept: str = "FALSE") -> int:
        """Append what changed and return how many rows that are.

        A cell whose last posting has left says that it is empty. Where ``kept`` is true of the row
        that held, it keeps the window of that.
        """
        self._write(self._found)
        names = *self.table.compared, *self.table.others
        self._lines = self.table.rows({**self.table.empty, "digest": [None]}, names)
        self._write(self._empty)
        elsewhere = np.setdiff1d(self.table.holding, np.concatenate(self._held))
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {self._found} ({', '.join(self.table.key)})")
            vanished = self._sql(VANISHED, values=", ".join(self._vanished(kept)))
            cursor.execute(vanished, [elsewhere.tolist()])
            new, old = (self._compared_of(row) for row in ("new", "old"))
            cursor.execute(self._sql(UNCHANGED, new=new, old=old))
            cursor.execute(self._sql(SUPERSEDED), [now])
            cursor.execute(self._sql(APPENDED))
            appended = int(cursor.rowcount)
            cursor.execute(f"DROP TABLE {self._found}, {self._empty}")
        return appended

    def _sql(self, statement: str, **more: str) -> str:
        names = {"table": self.table.name, "found": self._found, "empty": self._empty}
        key = " AND ".join(f"new.{name} = old.{name}" for name in self.table.key)
        return statement.format(**names, columns=", ".join(self.table.columns), key=key, **more)

    def _compared_of(self, row: str) -> str:
        compared = (name for name in self.table.columns if name not in NOT_COMPARED)
        return ", ".join(f"{row}.{name}" for name in compared)

    def _vanished(self, kept: str) -> Iterator[str]:
        for name in self.table.columns:
            if name in self.table.key:
                yield f"old.{name}"
            elif name in {"window_from", "window_to"}:
                yield f"CASE WHEN {kept} THEN old.{name} ELSE none.{name} END"
            else:
                yield f"none.{name}"

    def _write(self, table: str) -> None:
        if not self._lines:
            return
        columns = *self.table.compared, *self.table.others
        copied = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(copied) as copy:
            copy.write(b"".join(self._lines))
        self._lines, self._length = [], 0


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
