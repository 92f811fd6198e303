"""What the worker does by the clock, and who works: rows for the admin and for other workers."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from jobboard.models.mail import LONGEST_ERROR, pause_after

BROKEN_OFF = "Broken off: its process ended while it was running."


# What a run writes at its end; whether its fault was told is another process's to say.
OUTCOME = ["finished_at", "seconds", "next_run_at", "failures", "last_error"]


class TimetableEntryQuerySet(models.QuerySet["TimetableEntry"]):
    def running(self) -> Self:
        return self.filter(started_at__isnull=False, finished_at=None)

    def at_rest(self) -> Self:
        return self.exclude(started_at__isnull=False, finished_at=None)


class TimetableEntry(models.Model):
    """When an entry of the timetable runs next, and how its last run went.

    A run whose process vanished stays running until a worker finds that nobody is at it; then it
    counts as failed, and is tried again, ever more slowly, like one that raised.
    """

    name = models.CharField(max_length=60, unique=True, editable=False)
    next_run_at = models.DateTimeField("next run")
    started_at = models.DateTimeField("last start", null=True, blank=True)
    finished_at = models.DateTimeField("last end", null=True, blank=True)
    worker = models.CharField(max_length=64, blank=True, default="", editable=False)
    success_at = models.DateTimeField("last success", null=True, blank=True)
    seconds = models.FloatField("seconds it took", null=True, blank=True)
    note = models.CharField("last outcome", max_length=LONGEST_ERROR, blank=True, default="")
    failures = models.PositiveIntegerField("failures in a row", default=0)
    last_error = models.CharField(max_length=LONGEST_ERROR, blank=True, default="")
    told_at = models.DateTimeField("administrators told", null=True, blank=True)

    objects = TimetableEntryQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = "entry of the timetable"
        verbose_name_plural = "entries of the timetable"
        constraints = [
            models.CheckConstraint(
                condition=Q(failures=0, last_error="") | (Q(failures__gt=0) & ~Q(last_error="")),
                name="%(app_label)s_%(class)s_failure_has_reason",
                violation_error_message="A failure has its reason, a success has none.",
            )
        ]

    def __str__(self) -> str:
        return self.name.replace("-", " ").capitalize()

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.finished_at is None

    def begin(self, now: datetime, worker: str = "") -> None:
        """Note that it starts, as a job of this worker."""
        self.started_at, self.finished_at, self.worker = now, None, worker
        self.save(update_fields=["started_at", "finished_at", "worker"])

    def succeed(self, now: datetime, next_run_at: datetime, note: str = "") -> None:
        self._end(now)
        self.success_at, self.next_run_at = now, next_run_at
        self.failures, self.last_error, self.note = 0, "", note[:LONGEST_ERROR]
        self.save(update_fields=[*OUTCOME, "success_at", "note"])

    def fail(self, now: datetime, error: str) -> None:
        """Note why it failed, and when it is tried again."""
        self._end(now)
        self.failures += 1
        self.last_error = error[:LONGEST_ERROR] or BROKEN_OFF
        self.next_run_at = now + pause_after(self.failures)
        self.save(update_fields=OUTCOME)

    def _end(self, now: datetime) -> None:
        if self.is_running and self.started_at:
            self.seconds = (now - self.started_at).total_seconds()
        self.finished_at = now


class WorkerProcess(models.Model):
    """A running worker, seen a few times a minute; gone when it ended in peace."""

    name = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_at__gte=models.F("started_at")),
                name="%(app_label)s_%(class)s_seen_after_start",
                violation_error_message="A worker is seen after it has started.",
            )
        ]

    def __str__(self) -> str:
        return self.name
