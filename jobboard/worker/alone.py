"""One process of all, on whatever machine: the database's advisory locks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

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
        is_ours = _ask(held, "pg_try_advisory_lock", name)
        yield is_ours
        if is_ours:  # at once: the server notices a closed connection only a moment later
            _ask(held, "pg_advisory_unlock", name)


def _ask(held: psycopg.Connection[Any], function: LiteralString, name: str) -> bool:
    found = held.execute(f"SELECT {function}(hashtextextended(%s, 0))", [name]).fetchone()
    return bool(found and found[0])
