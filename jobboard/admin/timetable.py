"""The worker's timetable at the desk."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timesince

from jobboard.admin_forms.saving import NothingLost
from jobboard.models import TimetableEntry
from jobboard.worker.alerts import problem_of
from jobboard.worker.timetable import duration, label_of, seconds_of


@admin.register(TimetableEntry)
class TimetableEntryAdmin(NothingLost):
    list_display = ("label", "state", "success_at", "took", "note", "next_run_at")
    fields = (
        "label",
        "state",
        "success_at",
        "note",
        "started_at",
        "took",
        "limit",
        "next_run_at",
        "failures",
        "last_error",
        "told_at",
    )
    actions = ("run_soon",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: TimetableEntry | None = None
    ) -> bool:
        """The list's action needs it; an entry itself is only looked at."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(
        self, request: HttpRequest, obj: TimetableEntry | None = None
    ) -> bool:
        return False

    @admin.display(description="what", ordering="name")
    def label(self, entry: TimetableEntry) -> str:
        return label_of(entry.name)

    @admin.display(description="state")
    def state(self, entry: TimetableEntry) -> str:
        now = timezone.now()
        if problem := problem_of(entry, now):
            return problem
        if entry.is_running and entry.started_at:
            return f"has been running for {timesince(entry.started_at, now)}"
        return "good" if entry.success_at else "has not run yet"

    @admin.display(description="took", ordering="seconds")
    def took(self, entry: TimetableEntry) -> str:
        return "" if entry.seconds is None else f"{entry.seconds:.1f} s"

    @admin.display(description="limit")
    def limit(self, entry: TimetableEntry) -> str:
        return duration(seconds_of(entry.name))

    @admin.action(description="Run now", permissions=["change"])
    def run_soon(self, request: HttpRequest, queryset: QuerySet[TimetableEntry]) -> None:
        for entry in queryset:
            entry.next_run_at = timezone.now()
            entry.save(update_fields=["next_run_at"])
            self.log_change(request, entry, "Asked to run now")
        self.message_user(request, "The worker starts them within seconds, side by side.")
