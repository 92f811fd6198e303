"""The worker's timetable at the desk."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from jobboard.desk.saving import NothingLost
from jobboard.models import TimetableEntry
from jobboard.worker.timetable import label_of


@admin.register(TimetableEntry)
class TimetableEntryAdmin(NothingLost):
    list_display = ("label", "success_at", "took", "next_run_at", "failures", "last_error")
    fields = ("label", "success_at", "took", "started_at", "next_run_at", "failures", "last_error")
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

    @admin.display(description="took", ordering="seconds")
    def took(self, entry: TimetableEntry) -> str:
        return "" if entry.seconds is None else f"{entry.seconds:.1f} s"

    @admin.action(description="Run as soon as the worker is free", permissions=["change"])
    def run_soon(self, request: HttpRequest, queryset: QuerySet[TimetableEntry]) -> None:
        for entry in queryset:
            entry.next_run_at = timezone.now()
            entry.save(update_fields=["next_run_at"])
            self.log_change(request, entry, "Asked to run now")
        self.message_user(request, "The worker runs them within seconds, one after the other.")
