"""One process of all, on whatever machine: the database's advisory locks."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Hold the lock of ``name`` during the block; the value tells whether we have it.

    The lock lives on a connection of its own, outside the pool, which nothing inside the block
    can give back; the database drops it at once when the process dies.
    """
    mine = connection.copy(alias="alone")
    mine.settings_dict["OPTIONS"].pop("pool", None)
    with psycopg.connect(**mine.get_connection_params(), autocommit=True) as held:
        found = held.execute(
            "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name]
        ).fetchone()
        yield bool(found and found[0])
