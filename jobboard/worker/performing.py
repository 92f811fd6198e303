"""Entries of the timetable that are due, one after the other; each by one process at a time."""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from jobboard.models import TimetableEntry
from jobboard.worker.alone import alone
from jobboard.worker.timetable import Entry, all_entries, entry_named

LOOK_SECONDS = 0.5
KILL_AFTER_SECONDS = 5.0

type Clock = Callable[[], datetime]

logger = logging.getLogger("jobboard.worker")


def make_rows(now: datetime) -> None:
    """Have a row for each entry, and none for what no room declares any more."""
    rows = [TimetableEntry(name=e.name, next_run_at=e.next_after(now)) for e in all_entries()]
    TimetableEntry.objects.bulk_create(rows, ignore_conflicts=True)
    TimetableEntry.objects.exclude(name__in=[row.name for row in rows]).delete()


def due_entries(now: datetime) -> list[Entry]:
    """Return what is due, the longest waiting first. One query."""
    names = TimetableEntry.objects.filter(next_run_at__lte=now).order_by("next_run_at", "name")
    known = {entry.name for entry in all_entries()}
    return [entry_named(name) for name in names.values_list("name", flat=True) if name in known]


def perform_due(clock: Clock, stop: threading.Event) -> None:
    """Perform what is due; one that fails stops no other."""
    for entry in due_entries(clock()):
        if stop.is_set():
            return
        if entry.apart:
            perform_apart(entry, stop)
        else:
            perform(entry, clock)


def perform(entry: Entry, clock: Clock, *, is_asked_for: bool = False) -> bool:
    """Perform an entry here and note how it went; return whether it went well.

    Nothing happens where another process is at it, or has just done it (unless asked for).
    """
    with alone(f"timetable:{entry.name}") as is_ours:
        row = TimetableEntry.objects.filter(name=entry.name).first()
        started = clock()
        if not is_ours or row is None or (row.next_run_at > started and not is_asked_for):
            return False
        row.begin(started)
        try:
            entry.run(started)
        except Exception as error:  # whatever a room raises; the desk shows it
            logger.exception("Timetable: %s failed", entry.name)
            row.fail(" ".join(f"{type(error).__name__}: {error}".split()))
        else:
            row.succeed(clock(), entry.next_after(clock()))
            return True
        return False


def perform_apart(entry: Entry, stop: threading.Event) -> None:
    """Perform an entry in a process of its own, whose memory is then freed; end it on ``stop``."""
    command = [sys.executable, "manage.py", "work", "--entry", entry.name, "--if-due"]
    child = subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL)  # noqa: S603
    while child.poll() is None and not stop.wait(LOOK_SECONDS):
        pass
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(KILL_AFTER_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
