"""The index that a test reads is kept until something that it holds was written.

Reading all postings at each page took a third of the tests that open many pages. Triggers number
each change that searches notice, even one that the transaction has made before; a number is never
given back. Outside of a test's own transaction all is read, and where statements are counted,
unless who counts takes those of the index off.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
from django.db import connection

from listings.search.index.current import fresh
from listings.search.index.view import Index

CHANGES = """
SELECT (last_value, is_called)::text, (extract(epoch FROM statement_timestamp()) * 1000000)::bigint
FROM listings_searchchange_id_seq
"""


class KeptIndex:
    """The last index that this test read, and the number of the last change before it."""

    def __init__(self) -> None:
        self.index: Index | None = None
        self.number = ""
        self.is_counted_apart = False

    @contextmanager
    def counted_apart(self) -> Iterator[None]:
        """Within it whoever counts statements leaves those of the index out."""
        self.is_counted_apart = True
        try:
            yield
        finally:
            self.is_counted_apart = False

    def forget(self) -> None:
        self.index = None

    def fresh(self) -> Index:
        """Give what ``fresh`` of the board's would give."""
        is_counted = connection.force_debug_cursor and not self.is_counted_apart
        if is_counted or not _is_of_test():
            return fresh()
        number, now = _changes()
        if self.index is None or self.number != number or now >= self.index.views[0].until:
            self.index, self.number = fresh(), number
        return Index(tuple(replace(view, now=now) for view in self.index.views))

    def hear(
        self, execute: Callable[..., Any], sql: object, parameters: Any, many: bool, context: Any
    ) -> Any:
        """Forget it with what is taken back, and where ``tests.database`` puts rows unnoticed."""
        if isinstance(sql, str) and sql.startswith(("ROLLBACK", "SET ")):
            self.forget()
        return execute(sql, parameters, many, context)


kept = KeptIndex()


def _is_of_test() -> bool:
    """Tell whether a test's transaction is open, which no other connection sees into."""
    blocks = connection.atomic_blocks
    # how Django marks the transaction of a test; its stubs lack it
    return any(one._from_testcase for one in blocks)  # type: ignore[attr-defined]


def _changes() -> tuple[str, int]:
    """The number of the last change, and the time in microseconds since 1970."""
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(CHANGES)
        [found] = cursor.fetchall()
        return found
