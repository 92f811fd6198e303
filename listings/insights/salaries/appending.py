"""Snapshots are never rewritten: what changed is a new row, and the old one says until when."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime

from django.db import connection

from listings.models import Demand, Statistic

LOCK = 0x57A7  # any number that nothing else locks
BATCH = 2_000


def wait_for_turn() -> None:
    """Let no other run take figures before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def append_changed[Key: Hashable, Row: (Demand, Statistic)](
    wanted: Mapping[Key, Row], latest: Mapping[Key, Row], compared: Sequence[str], now: datetime
) -> int:
    """Append each wanted row that differs from the latest of its cell; return how many."""
    changed = [
        cell for cell, row in wanted.items() if not _is_same(row, latest.get(cell), compared)
    ]
    if not changed:
        return 0
    model = type(wanted[changed[0]])
    old = [latest[cell].pk for cell in changed if cell in latest]
    model.objects.filter(pk__in=old).update(superseded_at=now)
    model.objects.bulk_create([wanted[cell] for cell in changed], batch_size=BATCH)
    return len(changed)


def _is_same(row: object, other: object | None, compared: Sequence[str]) -> bool:
    return other is not None and all(
        getattr(row, name) == getattr(other, name) for name in compared
    )
