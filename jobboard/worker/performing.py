"""Entries of the timetable that are due; each is performed by one process at a time."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction

from jobboard.models import TimetableEntry
from jobboard.models.timetable import BROKEN_OFF
from jobboard.worker import presence
from jobboard.worker.alone import alone
from jobboard.worker.timetable import Entry, all_entries, entry_named

type Clock = Callable[[], datetime]

logger = logging.getLogger("jobboard.worker")


def make_rows(now: datetime) -> None:
    """Have a row for each entry, and none for what no room declares any more."""
    rows = [TimetableEntry(name=e.name, next_run_at=e.next_after(now)) for e in all_entries()]
    TimetableEntry.objects.bulk_create(rows, ignore_conflicts=True)
    TimetableEntry.objects.exclude(name__in=[row.name for row in rows]).delete()


def due_entries(now: datetime) -> list[Entry]:
    """Return what is due and not running, the longest waiting first. One query."""
    rows = TimetableEntry.objects.at_rest().filter(next_run_at__lte=now)
    names = rows.order_by("next_run_at", "name").values_list("name", flat=True)
    known = {entry.name for entry in all_entries()}
    return [entry_named(name) for name in names if name in known]


def perform(entry: Entry, clock: Clock, *, is_asked_for: bool = False, worker: str = "") -> bool:
    """Perform an entry here and note how it went; return whether it went well.

    Nothing happens where another process is at it, or has just done it (unless asked for).
    ``worker`` is the one whose job this process is.
    """
    with alone(lock_of(entry.name)) as is_ours:
        row = TimetableEntry.objects.filter(name=entry.name).first()
        started = clock()
        if not is_ours or row is None:
            return False
        if not is_asked_for and (row.is_running or row.next_run_at > started):
            return False
        row.begin(started, worker)
        try:
            note = entry.run(started)
        except Exception as error:  # whatever a room raises; the desk shows it
            logger.exception("Timetable: %s failed", entry.name)
            row.fail(clock(), " ".join(f"{type(error).__name__}: {error}".split()))
            return False
        row.succeed(clock(), entry.next_after(clock()), note if isinstance(note, str) else "")
        return True


def lock_of(name: str) -> str:
    """Return what the lock of an entry is called."""
    return f"timetable:{name}"


def put_back(name: str, worker: str, now: datetime) -> None:
    """Have a run begin anew that was stopped with its worker: that is no failure."""
    rows = TimetableEntry.objects.running().filter(name=name, worker=worker)
    rows.update(finished_at=now, next_run_at=now)


@transaction.atomic
def note_failure(name: str, worker: str, reason: str, now: datetime) -> bool:
    """Note why a job of this worker failed that could not say so itself; False where it had.

    One that never began is still due, and is put off like one that failed.
    """
    row = TimetableEntry.objects.select_for_update().filter(name=name).first()
    if row is None:
        return False
    is_missing = row.worker == worker if row.is_running else row.next_run_at <= now
    if is_missing:
        row.fail(now, reason)
    return is_missing


def find_broken_off(worker: str, busy: Collection[str], now: datetime) -> None:
    """Note runs whose process, or whole machine, went away without a word.

    Such a run holds its lock no more, and its worker, unless it is this one, is not seen any more.
    """
    there = presence.present(now) - {worker}
    for row in TimetableEntry.objects.running():
        if row.name in busy or row.worker in there:
            continue
        with alone(lock_of(row.name)) as is_free:
            if is_free and note_failure(row.name, row.worker, BROKEN_OFF, now):
                logger.error("Timetable: %s was broken off", row.name)
