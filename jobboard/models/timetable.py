"""What the worker does by the clock, and who works: rows for the desk and for other workers."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from jobboard.models.outgoing_mail import LONGEST_ERROR, pause_after

BROKEN_OFF = "Broken off: its process ended while it was running."


class TimetableEntry(models.Model):
    """When an entry of the timetable runs next, and how it went.

    ``begin`` counts the run as failed and sets the next try, ``succeed`` takes both back: so a
    run whose process was killed is tried again, ever more slowly, like one that raised.
    """

    name = models.CharField(max_length=60, unique=True, editable=False)
    next_run_at = models.DateTimeField("next run")
    started_at = models.DateTimeField("last start", null=True, blank=True)
    success_at = models.DateTimeField("last success", null=True, blank=True)
    seconds = models.FloatField("seconds it took", null=True, blank=True)
    failures = models.PositiveIntegerField("failures in a row", default=0)
    last_error = models.CharField(max_length=LONGEST_ERROR, blank=True, default="")

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
        return self.name.replace("-", " ")

    def begin(self, now: datetime) -> None:
        """Note that it starts. For a process that never says how it went, it has failed."""
        self.started_at, self.last_error = now, BROKEN_OFF
        self.failures += 1
        self.next_run_at = now + pause_after(self.failures)
        self.save(update_fields=["started_at", "last_error", "failures", "next_run_at"])

    def succeed(self, now: datetime, next_run_at: datetime) -> None:
        self.success_at, self.next_run_at = now, next_run_at
        self.failures, self.last_error = 0, ""
        self.seconds = (now - self.started_at).total_seconds() if self.started_at else None
        self.save(update_fields=["success_at", "next_run_at", "failures", "last_error", "seconds"])

    def fail(self, error: str) -> None:
        """Note why it failed; ``begin`` has set the next try."""
        self.last_error = error[:LONGEST_ERROR] or BROKEN_OFF
        self.save(update_fields=["last_error"])


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
