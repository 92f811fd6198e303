"""Writing figures: a row is appended only where a figure changed, and the old one superseded.

A row that holds as it is goes no further than its digest. The others go through COPY into a table
of their own, and the database compares them with the rows that hold.
"""

from collections.abc import Iterator
from datetime import datetime

import numpy as np
from django.db import connection

from listings.insights.statistics.copied_rows import NOT_COMPARED, NULL, FoundRows, Table

BLOCK = 1_000_000  # characters

# Values are kept as they are, since most rows are thrown away: compressing took half of all.
FOUND = "CREATE TEMP TABLE {found} (LIKE {table}); ALTER TABLE {found} DROP COLUMN id, {columns}"
SHARED = "ALTER COLUMN {name} SET DEFAULT {value}"
UNCOMPRESSED = "ALTER COLUMN {name} SET STORAGE EXTERNAL"
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
