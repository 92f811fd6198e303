"""Coordination of workers on one database: heartbeats and advisory locks."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
from django.db import connection
from django.db.models import Max

from jobboard.models import WorkerProcess

MISSING_AFTER = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(days=7)


@contextmanager
def advisory_lock(name: str) -> Iterator[bool]:
    """Hold the database's lock of ``name`` during the block, or learn that another process has it.

    The lock lives on a connection of its own, outside the pool, which nothing inside the block
    can give back; the database drops it at once when the process dies.
    """
    own = connection.copy(alias="lock")
    own.settings_dict["OPTIONS"].pop("pool", None)
    with psycopg.connect(**own.get_connection_params(), autocommit=True) as holder:
        is_ours = _call(holder, "pg_try_advisory_lock", name)
        yield is_ours
        if is_ours:  # at once: the server notices a closed connection only a moment later
            _call(holder, "pg_advisory_unlock", name)


def _call(holder: psycopg.Connection[Any], function: LiteralString, name: str) -> bool:
    found = holder.execute(f"SELECT {function}(hashtextextended(%s, 0))", [name]).fetchone()
    return bool(found and found[0])


def new_worker_name() -> str:
    """Return a name for this process that no other had."""
    return f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid4().hex[:12]}"


def beat(name: str, now: datetime) -> None:
    """Write down that the worker is there; called a few times a minute."""
    WorkerProcess.objects.update_or_create(
        name=name, defaults={"seen_at": now}, create_defaults={"started_at": now, "seen_at": now}
    )


def sign_off(name: str) -> None:
    """Write down that the worker ended in peace."""
    WorkerProcess.objects.filter(name=name).delete()


def live_workers(now: datetime) -> set[str]:
    """Return the names of workers with a heartbeat in the last ten minutes."""
    seen = WorkerProcess.objects.filter(seen_at__gt=now - MISSING_AFTER)
    return set(seen.values_list("name", flat=True))


def last_heartbeat() -> datetime | None:
    """Return the time of any worker's last heartbeat. One query."""
    found: datetime | None = WorkerProcess.objects.aggregate(at=Max("seen_at"))["at"]
    return found


def is_missing(heartbeat: datetime | None, now: datetime) -> bool:
    """Tell whether no worker is there, given the last heartbeat."""
    return heartbeat is None or heartbeat < now - MISSING_AFTER


def delete_old_heartbeats(now: datetime) -> None:
    """Delete the rows of workers that were killed more than a week ago."""
    WorkerProcess.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()
