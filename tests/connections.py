"""Two at one moment, each on a connection of its own: at a barrier, or the second waiting."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.db import connection, transaction

from tests.processes import PATIENCE, wait_for

BLOCKED = """
SELECT EXISTS (
    SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
)
"""


def at_once(*doing: Callable[[], Any]) -> list[Any]:
    """Do all at the same moment, each on a connection of its own."""
    barrier = Barrier(len(doing))

    def one(act: Callable[[], Any]) -> Any:
        barrier.wait()
        return on_its_own(act)

    with ThreadPoolExecutor(len(doing)) as threads:
        return list(threads.map(one, doing))


def on_its_own(act: Callable[[], Any]) -> Any:
    """Do it in this thread, on a connection that ends with it."""
    try:
        return act()
    finally:
        connection.close()


@contextmanager
def first(before: Callable[[], Any], other: Callable[[], Any]) -> Iterator[Future[Any]]:
    """Do ``before`` in a transaction; the block, still within it, begins once ``other`` waits.

    ``other`` runs on another connection and goes on when the block has ended; the value is its
    outcome.
    """
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            before()
            outcome = threads.submit(on_its_own, other)
            _until_blocked(outcome)
            yield outcome
        outcome.exception(timeout=PATIENCE)


def _until_blocked(other: Future[Any]) -> None:
    """Return when somebody waits for what our transaction holds."""

    def is_blocked() -> bool:
        assert not other.done(), f"It did not wait: {other.exception() or other.result()}"
        cursor.execute(BLOCKED)
        return bool(cursor.fetchone() == (True,))

    with connection.cursor() as cursor:
        wait_for(is_blocked)
