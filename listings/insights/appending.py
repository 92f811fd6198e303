"""Writing figures: a row is appended only where a figure changed, and the old one superseded.

What a run finds goes through COPY into a table of its own, and the database compares it with the
rows that hold, so that neither is ever in memory.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import CharField, Field, JSONField, Model
from numpy.typing import NDArray

# What differs from run to run though no figure has changed.
NOT_COMPARED = {"window_from", "window_to", "seen_since", "taken_at", "superseded_at"}
BLOCK = 8_000_000  # characters

FOUND = "CREATE TEMP TABLE {found} (LIKE {table}); ALTER TABLE {found} DROP COLUMN id"
VANISHED = """
INSERT INTO {found} ({columns}) SELECT {values}
FROM {table} old, {empty} none WHERE old.superseded_at IS NULL
AND NOT EXISTS (SELECT FROM {found} new WHERE {key})
"""
UNCHANGED = """
DELETE FROM {found} new USING {table} old WHERE old.superseded_at IS NULL AND {key}
AND ({new}) IS NOT DISTINCT FROM ({old})
"""
SUPERSEDED = """
UPDATE {table} old SET superseded_at = %s FROM {found} new
WHERE old.superseded_at IS NULL AND {key}
"""
APPENDED = "INSERT INTO {table} ({columns}) SELECT {columns} FROM {found}"


class Appender:
    """Takes the rows of one table and, once all are there, appends those that changed.

    ``key``: the columns that name a cell; ``own``: what else differs between rows; ``taken``: what
    all rows of the run share. All other columns have the model's defaults.
    """

    def __init__(
        self, model: type[Model], key: Sequence[str], own: Sequence[str], taken: Mapping[str, Any]
    ) -> None:
        self._table = model._meta.db_table
        fields = [one for one in model._meta.concrete_fields if not one.primary_key]
        self._key, self._own = key, (*key, *own)
        writers = {one.attname: _writer(one) for one in fields}
        self._writers = [(name, writers[name]) for name in self._own]
        shared = [one for one in fields if one.attname not in self._own]
        self._columns = [*(one.attname for one in shared), *self._own]
        values = ((one.attname, taken.get(one.attname, one.get_default())) for one in shared)
        self._shared = "".join(f"{writers[name](value)}\t" for name, value in values)
        self._lines: list[str] = []
        self._length = self.rows = 0
        with connection.cursor() as cursor:
            for name in (self._found, self._empty):
                cursor.execute(FOUND.format(found=name, table=self._table))

    @property
    def _found(self) -> str:
        return f"{self._table}_found"

    @property
    def _empty(self) -> str:
        return f"{self._table}_empty"

    def add(self, values: Mapping[str, Any]) -> None:
        """Take a row: its key, and all of its own."""
        line = self._line(values)
        self._lines.append(line)
        self._length += len(line)
        self.rows += 1
        if self._length > BLOCK:
            self._write(self._found)

    def append(self, empty: Mapping[str, Any], now: datetime, kept: str = "FALSE") -> int:
        """Append what changed and return how many rows that are.

        A cell whose last posting has left says that it is empty: ``empty`` is its own, without the
        key. Where ``kept`` is true of the row that held, it keeps the window of that.
        """
        self._write(self._found)
        self._lines.append(self._line(dict.fromkeys(self._key, "0") | dict(empty)))
        self._write(self._empty)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {self._found}")
            cursor.execute(self._sql(VANISHED, values=", ".join(self._vanished(kept))))
            new, old = (self._compared_of(row) for row in ("new", "old"))
            cursor.execute(self._sql(UNCHANGED, new=new, old=old))
            cursor.execute(self._sql(SUPERSEDED), [now])
            cursor.execute(self._sql(APPENDED))
            appended = int(cursor.rowcount)
            cursor.execute(f"DROP TABLE {self._found}, {self._empty}")
        return appended

    def _sql(self, statement: str, **more: str) -> str:
        names = {"table": self._table, "found": self._found, "empty": self._empty}
        key = " AND ".join(f"new.{name} = old.{name}" for name in self._key)
        return statement.format(**names, columns=", ".join(self._columns), key=key, **more)

    def _compared_of(self, row: str) -> str:
        compared = (name for name in self._columns if name not in NOT_COMPARED)
        return ", ".join(f"{row}.{name}" for name in compared)

    def _vanished(self, kept: str) -> Iterator[str]:
        for name in self._columns:
            if name in self._key:
                yield f"old.{name}"
            elif name in {"window_from", "window_to"}:
                yield f"CASE WHEN {kept} THEN old.{name} ELSE none.{name} END"
            else:
                yield f"none.{name}"

    def _line(self, values: Mapping[str, Any]) -> str:
        return self._shared + "\t".join([write(values[name]) for name, write in self._writers])

    def _write(self, table: str) -> None:
        if not self._lines:
            return
        copied = f"COPY {table} ({', '.join(self._columns)}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(copied) as copy:
            copy.write("\n".join(self._lines))
        self._lines, self._length = [], 0


def _writer(field: Field[Any, Any]) -> Callable[[Any], str]:
    """Return what writes values of a column as COPY reads them."""
    if isinstance(field, JSONField):
        return _json
    if isinstance(field, ArrayField):
        return _array
    return _text if isinstance(field, CharField) else _plain


def _json(value: Any) -> str:
    return "\\N" if value is None else _text(json.dumps(value))


def _array(value: Sequence[Any] | NDArray[Any]) -> str:
    """Of numbers."""
    values = value.tolist() if isinstance(value, np.ndarray) else value
    return f"{{{','.join(map(str, values))}}}"


def _text(value: str) -> str:
    return value.translate(_SPECIAL) if _SPECIAL_LETTERS.search(value) else value


def _plain(value: Any) -> str:
    return "\\N" if value is None else str(value)


_SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL_LETTERS = re.compile(r"[\\\t\n\r]")
