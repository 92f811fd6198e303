"""What workers on one database share: heartbeats and background tasks.

A task whose process ended before it did is recorded, and tried again.
"""

import os
import socket
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import Max
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult

from jobboard.models import WorkerProcess

MISSING_AFTER = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(days=7)


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


MOST_STARTS = 3
MARK = "#"  # between the name of a worker and the number of its process


class LostError(RuntimeError):
    """A task whose process ended each time that it was tried."""


class TookTooLongError(RuntimeError):
    """A task that was ended because it took longer than it may."""


def is_one_ready() -> bool:
    """Tell whether a task waits for somebody to take it. One query."""
    return bool(DBTaskResult.objects.ready().exists())


def new_worker(name: str) -> DatabaseWorker:
    """Return the library's worker, which ends after one task, or when none is ready."""
    return DatabaseWorker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=1,
        worker_id=name,
        excluded_queue_names=[],
    )


def record_ended(name: str, over_time: str) -> None:
    """Record the task that a process was running when it ended.

    It is tried again; where the process was ended for taking too long, ``over_time`` says so, and
    the task has failed.
    """
    for task in DBTaskResult.objects.running():
        if task.worker_ids and task.worker_ids[-1] == name:
            if over_time:
                task.set_failed(TookTooLongError(over_time))
            else:
                _try_again(task)


def requeue_lost(now: datetime) -> int:
    """Make ready again what a vanished worker was running; return how many.

    The library claims a task by a status and so never learns that its worker was killed.
    """
    started = DBTaskResult.objects.running().filter(started_at__lt=now - MISSING_AFTER)
    live = live_workers(now) if started else set()
    lost = [task for task in started if _worker_of(task) not in live]
    for task in lost:
        _try_again(task)
    return len(lost)


def _worker_of(task: DBTaskResult) -> str:
    return str(task.worker_ids[-1]).partition(MARK)[0] if task.worker_ids else ""


def _try_again(task: DBTaskResult) -> None:
    """Have it tried again; what was started three times without an end is given up as failed."""
    if len(task.worker_ids) >= MOST_STARTS:
        task.set_failed(LostError("Its process ended each time that it was tried."))
    else:
        task.status = "READY"
        task.save(update_fields=["status"])
