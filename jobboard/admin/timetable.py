"""The worker's timetable in the admin, and what waits for somebody."""

from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from jobboard import mail
from jobboard.admin_forms.form_pages import ObservedRowsAdmin
from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.http import proxies
from jobboard.models import MailState, OutgoingMail, TimetableEntry, User
from jobboard.models.user import Person
from jobboard.worker.coordination import is_missing, last_heartbeat
from jobboard.worker.timetable import duration, label_of, problem_of, problems, seconds_of
from roles.admin.guide_actions import Waiting


@admin.register(TimetableEntry)
class TimetableEntryAdmin(ObservedRowsAdmin, SafeEditingAdmin):
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


def work_waiting_for(person: Person) -> list[Waiting]:
    """What failed, as far as the person may see it; at most one query."""
    found = []
    if isinstance(person, User) and person.has_perm("jobboard.view_outgoingmail"):
        given_up = OutgoingMail.objects.in_state(MailState.GIVEN_UP)
        count = given_up.filter(~Q(text=""), is_confirmation=False).count()
        url = reverse("admin:jobboard_outgoingmail_changelist")
        query = urlencode({"state": MailState.GIVEN_UP.value})
        found.append(Waiting("Mails that were given up", count, f"{url}?{query}"))
    return found


def alerts_for(person: Person) -> list[str]:
    """What the board lacks to do its work, in sentences; three queries."""
    if not (isinstance(person, User) and person.has_perm("jobboard.view_timetableentry")):
        return []
    alerts = []
    seen, now = last_heartbeat(), timezone.now()
    if is_missing(seen, now):
        how_long = f"has not been seen for {timesince(seen, now)}" if seen else ""
        alerts.append(
            f"The worker {how_long or 'is not running'}: no mail leaves and nothing is done by "
            "the clock. `make run` starts it; if you serve the board by other means, run "
            "`manage.py work` as well."
        )
    alerts += proxies.sentences()
    alerts += [f"“{label_of(row.name)}” {what}." for row, what in problems(now)]
    if not mail.is_open():
        alerts.append(
            "Mail is not set up, so forms that need it are closed: set JOBBOARD_SMTP_URL and "
            "JOBBOARD_MAIL_FROM, then try them with `manage.py send_test_mail ADDRESS`."
        )
    return alerts
