"""Jobs of the timetable that hang, are late or fail: which, why, and a mail to administrators."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timesince import timesince

from jobboard import mail
from jobboard.models import TimetableEntry, User
from jobboard.worker.timetable import duration, label_of, seconds_of

FAILING, RECOVERED = "jobs-trouble", "jobs-mended"
GRACE = timedelta(minutes=1)  # between a job's limit and its end


def declare() -> None:
    """Register the kinds of mail."""
    mail.register(*mail.read_kinds(Path(__file__).parent / "words"))


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
def send(now: datetime) -> None:
    """Mail administrators of each new problem once, and once more when it is over."""
    if not mail.is_open():
        return
    rows = TimetableEntry.objects.select_for_update().order_by("name")
    found = {row: problem_of(row, now) for row in rows}
    new = [row for row in found if found[row] and row.told_at is None]
    over = [row for row in found if not found[row] and row.told_at and not row.is_running]
    _enqueue(FAILING, [f"“{label_of(row.name)}” {found[row]}" for row in new], new, now)
    _enqueue(RECOVERED, [_recovered(row, now) for row in over], over, now)
    TimetableEntry.objects.filter(pk__in=[row.pk for row in new]).update(told_at=now)
    TimetableEntry.objects.filter(pk__in=[row.pk for row in over]).update(told_at=None)


def administrators() -> QuerySet[User]:
    """Return who looks after the board itself and can sign in."""
    people = User.objects.filter(is_active=True, is_staff=True, is_superuser=True)
    return people.exclude(email="").order_by("pk")


def _recovered(row: TimetableEntry, now: datetime) -> str:
    since = timesince(row.told_at, now) if row.told_at else ""
    return f"“{label_of(row.name)}”, {since} after you were told"


def _enqueue(kind: str, lines: list[str], rows: Iterable[TimetableEntry], now: datetime) -> None:
    if not lines:
        return
    url = settings.SITE_URL + reverse("admin:jobboard_timetableentry_changelist")
    facts = {"summary": "\n".join(lines), "desk_url": url}
    which = ",".join(f"{row.name}@{row.told_at or now}" for row in rows)
    for person in administrators():
        mail.enqueue(kind, person.email, facts, key=f"{kind}:{person.pk}:{which}", now=now)
