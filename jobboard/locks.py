"""The database's advisory locks: each has a name, and one process at a time holds it.

See "Advisory Locks" in PostgreSQL's chapter on explicit locking. The database drops a lock at once
when the process that holds it dies.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString, Protocol

import psycopg
from django.db import connection


class _Asking(Protocol):
    def execute(self, query: LiteralString, params: list[str]) -> object: ...

    def fetchone(self) -> tuple[bool] | None: ...


@contextmanager
def lock_apart(name: str) -> Iterator[bool]:
    """Hold the lock of ``name`` during the block, or learn that another process has it.

    The lock lives on a connection of its own, outside the pool, which nothing inside the block
    can give back.
    """
    own = connection.copy(alias="lock")
    own.settings_dict["OPTIONS"].pop("pool", None)
    with (
        psycopg.connect(**own.get_connection_params(), autocommit=True) as holder,
        holder.cursor() as cursor,
    ):
        is_ours = _is_granted(cursor, name)
        yield is_ours
        if is_ours:  # at once: the server notices a closed connection only a moment later
            _release(cursor, name)


@contextmanager
def lock(name: str) -> Iterator[bool]:
    """Hold the lock on this process's connection, which the block must not close."""
    with connection.cursor() as cursor:
        is_ours = _is_granted(cursor, name)
    try:
        yield is_ours
    finally:
        if is_ours and not connection.connection.closed:
            with connection.cursor() as cursor:
                _release(cursor, name)


def lock_until_commit(name: str) -> None:
    """Wait for the lock, and hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _is_granted(cursor: _Asking, name: str) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
    found = cursor.fetchone()
    return bool(found and found[0])


def _release(cursor: _Asking, name: str) -> None:
    cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
