"""Background tasks: the database worker of django-tasks-db, and what it leaves when killed."""

from datetime import datetime

from django.tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult

from jobboard.worker.presence import MISSED_AFTER, present

MOST_STARTS = 3


class LostError(RuntimeError):
    """A task whose process ended each time that it was tried."""


def new_worker(name: str) -> DatabaseWorker:
    """Return the library's worker, which ends when no task is ready; run it again and again."""
    return DatabaseWorker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )


def take_back(now: datetime) -> int:
    """Make ready again what a vanished worker was running; return how many.

    The library claims a task by a status and so never learns that its worker was killed. What was
    started three times without an end is given up as failed.
    """
    started = DBTaskResult.objects.running().filter(started_at__lt=now - MISSED_AFTER)
    there = present(now) if started else set()
    lost = [task for task in started if not task.worker_ids or task.worker_ids[-1] not in there]
    for task in lost:
        if len(task.worker_ids) >= MOST_STARTS:
            task.set_failed(LostError("Its process ended each time that it was tried."))
        else:
            task.status = "READY"
            task.save(update_fields=["status"])
    return len(lost)
