"""What waits for an administrator: mail given up, work that fails, a worker that is gone."""

from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from jobboard import mail
from jobboard.http import proxies
from jobboard.models import MailState, OutgoingMail, User
from jobboard.worker.alerts import problems
from jobboard.worker.coordination import is_missing, last_heartbeat
from jobboard.worker.timetable import label_of
from roles.admin.state import Waiting

type Person = User | AbstractBaseUser | AnonymousUser


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
