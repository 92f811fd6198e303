"""Background tasks: running one, and recording those whose process ended before they did."""

from datetime import datetime

from django.tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult

from jobboard.worker.coordination import MISSING_AFTER, live_workers

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
