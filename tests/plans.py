"""How much a statement reads, counted by the server, so that growth is compared and never time."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext


def rows_read(work: Callable[[], object]) -> int:
    """Return how many rows all statements of ``work`` read, inner loops counted each time.

    It is done once to learn its statements, and each of them again under ``EXPLAIN``; both times
    everything is undone.
    """
    with transaction.atomic():
        with CaptureQueriesContext(connection) as seen:
            work()
        transaction.set_rollback(True)
    with transaction.atomic():
        found = sum(rows_of(one["sql"]) for one in seen if _is_planned(one["sql"]))
        transaction.set_rollback(True)
    return found


def rows_of(statement: str) -> int:
    """Return how many rows one statement reads."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
        found = cursor.fetchone()[0]
    plan = json.loads(found) if isinstance(found, str) else found
    return sum(_rows(node) for node in _nodes(plan[0]["Plan"]))


def _rows(node: dict[str, Any]) -> int:
    """Rows that came out of a node and that it threw away, for all its loops."""
    thrown = sum(value for name, value in node.items() if name.startswith("Rows Removed"))
    return int((node["Actual Rows"] + thrown) * node["Actual Loops"])


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", ()):
        yield from _nodes(inner)


def _is_planned(statement: str) -> bool:
    return statement.lstrip("( ").upper().startswith(("SELECT", "UPDATE", "DELETE", "INSERT"))
