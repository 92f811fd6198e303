"""Which workers are there: each says so in a row, a few times a minute."""

import os
import socket
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import Max

from jobboard.models import WorkerProcess

MISSED_AFTER = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(days=7)


def new_name() -> str:
    """Return a name for this process that no other had."""
    return f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid4().hex[:12]}"


def be_seen(name: str, now: datetime) -> None:
    """Say that the worker is there."""
    WorkerProcess.objects.update_or_create(
        name=name, defaults={"seen_at": now}, create_defaults={"started_at": now, "seen_at": now}
    )


def leave(name: str) -> None:
    """Say that the worker ended in peace."""
    WorkerProcess.objects.filter(name=name).delete()


def present(now: datetime) -> set[str]:
    """Return the names of workers that were seen lately."""
    seen = WorkerProcess.objects.filter(seen_at__gt=now - MISSED_AFTER)
    return set(seen.values_list("name", flat=True))


def last_seen() -> datetime | None:
    """Return when any worker was seen last. One query."""
    found: datetime | None = WorkerProcess.objects.aggregate(at=Max("seen_at"))["at"]
    return found


def is_missed(seen: datetime | None, now: datetime) -> bool:
    """Tell whether no worker was seen for ten minutes, given when one was seen last."""
    return seen is None or seen < now - MISSED_AFTER


def forget_old(now: datetime) -> None:
    """Delete the rows of workers that were killed long ago."""
    WorkerProcess.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()
