"""What the board itself has the worker do by the clock."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.management import call_command

from jobboard.content.link_checks import check_outside
from jobboard.mail.queue import empty_old
from jobboard.worker.coordination import delete_old_heartbeats
from jobboard.worker.timetable import TimedJob, add

TASK_DAYS = 14


def declare() -> None:
    """Add the entries."""
    add(
        TimedJob("old-mail", "Empty old mail", empty_old, at=time(4, 10)),
        TimedJob("old-sessions", "Delete expired sessions", expired_sessions, at=time(4, 15)),
        TimedJob("old-tasks", "Delete finished background tasks", old_tasks, at=time(4, 20)),
        TimedJob(
            "links",
            "Ask whether linked pages are still there",
            links,
            at=time(5, 10),
            is_long=True,
        ),
        TimedJob(
            "old-workers", "Forget workers of long ago", delete_old_heartbeats, at=time(4, 25)
        ),
    )


def links(now: datetime) -> str:
    """Ask for addresses outside that are due; a board on one's own machine asks nobody."""
    if settings.PUBLIC.is_local:
        return "Nobody was asked: the board has no public address."
    found = check_outside()
    return f"{found.asked} asked, {found.failed} failed, {found.left} left for the next run"


def expired_sessions(now: datetime) -> None:
    """Delete sessions that have run out."""
    call_command("clearsessions", verbosity=0)


def old_tasks(now: datetime) -> None:
    """Delete results of background tasks: their arguments may name persons."""
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 (models first)

    before = now - timedelta(days=TASK_DAYS)
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
