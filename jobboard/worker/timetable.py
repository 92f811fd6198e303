"""What is done by the clock: entries, each declared by the room whose work it is, and their runs.

An entry runs once, however many workers there are: a run holds the advisory lock of its entry, and
looks at the entry's row again when it has it. Administrators get a mail of those that hang, are
late or fail.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timesince import timesince

from jobboard import mail
from jobboard.locks import lock_apart
from jobboard.models import TimetableEntry, User
from jobboard.models.timetable import BROKEN_OFF
from jobboard.site import identity
from jobboard.worker.coordination import live_workers

DAILY = timedelta(days=1)

type Clock = Callable[[], datetime]

logger = logging.getLogger("jobboard.worker")


@dataclass(frozen=True, slots=True)
class TimedJob:
    """``run`` gets the time at which it starts; it raises where it failed and is then tried again.

    What it returns, if a text, says how it went. It has a process of its own, may be broken off at
    any moment, and must then be able to start anew. ``at`` is a time of day in the board's time
    zone. ``is_long``: it asks many servers or reads the whole market, and has the longer limit.
    """

    name: str
    label: str
    run: Callable[[datetime], object]
    every: timedelta = DAILY
    at: time | None = None
    is_long: bool = False

    @property
    def seconds(self) -> int:
        """Return after how many seconds it is ended."""
        limit: int = settings.JOBS.limit(is_long=self.is_long)
        return limit

    def next_after(self, now: datetime) -> datetime:
        """Return when it runs next, given that it has just run, or was just declared."""
        if self.at is None:
            return now + self.every
        here = now.astimezone(ZoneInfo(identity.current().time_zone))
        first = here.replace(
            hour=self.at.hour, minute=self.at.minute, second=self.at.second, microsecond=0, fold=0
        )
        while first <= here:
            first += self.every
        return first.astimezone(now.tzinfo)


_entries: dict[str, TimedJob] = {}


def add(*entries: TimedJob) -> None:
    """Declare entries, from ``ready()`` of the room's app."""
    for entry in entries:
        if entry.name in _entries and _entries[entry.name] != entry:
            raise ValueError(f"Two entries of the timetable are named {entry.name}.")
        _entries[entry.name] = entry


def all_entries() -> tuple[TimedJob, ...]:
    return tuple(_entries.values())


def entry_named(name: str) -> TimedJob:
    """Return an entry, or raise LookupError with the names that there are."""
    if name not in _entries:
        known = ", ".join(_entries)
        raise LookupError(f"The timetable has no entry {name!r}; there are {known}.")
    return _entries[name]


def label_of(name: str) -> str:
    """Return what the admin calls an entry, also one that no room declares any more."""
    return _entries[name].label if name in _entries else name.replace("-", " ")


def seconds_of(name: str) -> int:
    """Return the limit of an entry, also of one that no room declares any more."""
    usual: int = settings.JOBS.limit(is_long=False)
    return _entries[name].seconds if name in _entries else usual


def sync_rows(now: datetime) -> None:
    """Have a row for each entry, and none for what no room declares any more."""
    rows = [TimetableEntry(name=e.name, next_run_at=e.next_after(now)) for e in all_entries()]
    TimetableEntry.objects.bulk_create(rows, ignore_conflicts=True)
    TimetableEntry.objects.exclude(name__in=[row.name for row in rows]).delete()


def due_entries(now: datetime) -> list[TimedJob]:
    """Return what is due and not running, the longest waiting first. One query."""
    rows = TimetableEntry.objects.at_rest().filter(next_run_at__lte=now)
    names = rows.order_by("next_run_at", "name").values_list("name", flat=True)
    return [_entries[name] for name in names if name in _entries]


def run_entry(
    entry: TimedJob, clock: Clock, *, even_if_not_due: bool = False, worker: str = ""
) -> bool:
    """Run an entry in this process and record the outcome; return whether it went well.

    Nothing happens where another process is at it, or has just done it. ``worker`` is the one whose
    job this process is.
    """
    with lock_apart(_lock_name(entry.name)) as is_ours:
        row = TimetableEntry.objects.filter(name=entry.name).first()
        now = clock()
        if not is_ours or row is None:
            return False
        if not even_if_not_due and (row.is_running or row.next_run_at > now):
            return False
        row.begin(now, worker)
        return _run(entry, row, clock)


def _run(entry: TimedJob, row: TimetableEntry, clock: Clock) -> bool:
    try:
        note = entry.run(clock())
    except Exception as error:  # whatever a room raises; the admin shows it
        logger.exception("Timetable: %s failed", entry.name)
        row.fail(clock(), " ".join(f"{type(error).__name__}: {error}".split()))
        return False
    row.succeed(clock(), entry.next_after(clock()), note if isinstance(note, str) else "")
    logger.info("Timetable: %s done", entry.name)
    return True


def _lock_name(name: str) -> str:
    return f"timetable:{name}"


def run_again(name: str, worker: str, now: datetime) -> None:
    """Have a run begin anew that was stopped with its worker: that is no failure."""
    rows = TimetableEntry.objects.running().filter(name=name, worker=worker)
    rows.update(finished_at=now, next_run_at=now)


@transaction.atomic
def record_failure(name: str, worker: str, reason: str, now: datetime) -> bool:
    """Record why a job of this worker failed that could not do so itself; False where it had.

    One that never began is still due, and is put off like one that failed.
    """
    row = TimetableEntry.objects.select_for_update().filter(name=name).first()
    if row is None:
        return False
    is_missing = row.worker == worker if row.is_running else row.next_run_at <= now
    if is_missing:
        row.fail(now, reason)
    return is_missing


def record_vanished_runs(worker: str, busy: Collection[str], now: datetime) -> None:
    """Record as failed the runs whose process, or whole machine, went away without a word.

    Such a run holds its lock no more, and its worker, unless it is this one, has no heartbeat.
    """
    others = live_workers(now) - {worker}
    for row in TimetableEntry.objects.running():
        if row.name in busy or row.worker in others:
            continue
        with lock_apart(_lock_name(row.name)) as is_free:
            if is_free and record_failure(row.name, row.worker, BROKEN_OFF, now):
                logger.error("Timetable: %s was broken off", row.name)


def duration(seconds: float) -> str:
    """Return a duration as people say it: ``45 seconds``, ``10 minutes``."""
    number, unit = (seconds, "second") if seconds < 120 else (seconds / 60, "minute")
    return f"{number:.3g} {unit}{'' if number == 1 else 's'}"


FAILING, RECOVERED = "jobs-trouble", "jobs-mended"
GRACE = timedelta(minutes=1)  # between a job's limit and its end


def problem_of(row: TimetableEntry, now: datetime) -> str:
    """Say what is wrong with a job, without its name; empty where nothing is."""
    if row.is_running and row.started_at:
        limit = seconds_of(row.name)
        if now > row.started_at + timedelta(seconds=limit) + GRACE:
            since = timesince(row.started_at, now)
            return f"hangs: it has run for {since}, and its limit is {duration(limit)}"
    elif row.next_run_at < now - timedelta(seconds=settings.JOBS.late_seconds):
        return f"is late: it was due {timesince(row.next_run_at, now)} ago and has not started"
    if row.failures >= settings.JOBS.failures_told:
        times = "" if row.failures == 1 else f" {row.failures} times in a row"
        return f"failed{times}: {row.last_error.removesuffix('.')}"
    return ""


def problems(now: datetime) -> list[tuple[TimetableEntry, str]]:
    """Return the jobs that do not do their work, each with what is wrong. One query."""
    found = [(row, problem_of(row, now)) for row in TimetableEntry.objects.all()]
    return [(row, what) for row, what in found if what]


@transaction.atomic
def send_alerts(now: datetime) -> None:
    """Mail administrators of each new problem once, and once more when it is over."""
    if not mail.is_open():
        return
    rows = TimetableEntry.objects.select_for_update().order_by("name")
    found = {row: problem_of(row, now) for row in rows}
    new = [row for row in found if found[row] and row.told_at is None]
    over = [row for row in found if not found[row] and row.told_at and not row.is_running]
    _tell(FAILING, [f"“{label_of(row.name)}” {found[row]}" for row in new], new, now)
    _tell(RECOVERED, [_recovered(row, now) for row in over], over, now)
    TimetableEntry.objects.filter(pk__in=[row.pk for row in new]).update(told_at=now)
    TimetableEntry.objects.filter(pk__in=[row.pk for row in over]).update(told_at=None)


def administrators() -> QuerySet[User]:
    """Return who looks after the board itself and can sign in."""
    people = User.objects.filter(is_active=True, is_staff=True, is_superuser=True)
    return people.exclude(email="").order_by("pk")


def _recovered(row: TimetableEntry, now: datetime) -> str:
    since = timesince(row.told_at, now) if row.told_at else ""
    return f"“{label_of(row.name)}”, {since} after you were told"


def _tell(kind: str, lines: list[str], rows: Iterable[TimetableEntry], now: datetime) -> None:
    which = ",".join(f"{row.name}@{row.told_at or now}" for row in rows)
    page = "admin:jobboard_timetableentry_changelist"
    tell_administrators(kind, lines, page=page, which=which, now=now)


MOST_LINES = 50  # of one mail


def tell_administrators(
    kind: str, lines: Sequence[str], *, page: str, which: str, now: datetime
) -> None:
    """Queue a mail of these lines to everybody who looks after the board; none where none are.

    ``page``: the name of the admin's page on which one deals with it; ``which`` tells this news
    from any other of its kind, so that nobody gets it twice.
    """
    if not lines:
        return
    more = [f"… and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
    url = settings.SITE_URL + reverse(page)
    facts = {"summary": "\n".join([*lines[:MOST_LINES], *more]), "desk_url": url}
    for person in administrators():
        mail.enqueue(kind, person.email, facts, key=f"{kind}:{person.pk}:{which}", now=now)
