"""What a new board still needs: a list that is true by itself, and goes when all of it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from jobboard.models import SiteIdentity, User
from jobboard.models.identity import THE_ROW
from jobboard.site import identity
from listings.models import Listing, Source

BACKUP_AGE = timedelta(days=8)  # a week, and a night that went wrong
ALL = "all"


@dataclass(frozen=True, slots=True)
class SetUpStep:
    """``address`` is a page of the admin or of the board; ``how`` may hold code in backticks."""

    key: str
    label: str
    how: str
    address: Callable[[], str]
    is_done: Callable[[], bool]


def _identity_page(field: str) -> str:
    return f"{reverse('admin:jobboard_siteidentity_changelist')}#id_{field}"


def _is_said(field: str, usual: str) -> bool:
    """Whether somebody wrote it, or the environment says something of its own."""
    written = SiteIdentity.objects.exclude(**{field: ""}).exists()
    return written or getattr(identity.current(), field) != usual


def _has_backup() -> bool:
    since = (timezone.now() - BACKUP_AGE).timestamp()
    files = (settings.VAR_DIR / "backups").glob("board-*.tar")
    return any(file.stat().st_mtime >= since for file in files)


def _sends_mail() -> bool:
    transport = settings.MAILERS.get("transport", {})
    return str(transport.get("BACKEND", "")).endswith("smtp.Backend")


STEPS = (
    SetUpStep(
        "name",
        "Name the board",
        "Its name and one line about it stand in the header and in search engines.",
        lambda: _identity_page("name"),
        lambda: _is_said("name", "Open Roles"),
    ),
    SetUpStep(
        "logo",
        "Add a logo",
        "It stands beside the name; a picture of any size will do.",
        lambda: _identity_page("logo"),
        lambda: identity.current().logo is not None,
    ),
    SetUpStep(
        "country",
        "Say where it is at home",
        "Country and currency decide whose pay is shown first.",
        lambda: _identity_page("country"),
        lambda: _is_said("country", "US"),
    ),
    SetUpStep(
        "sources",
        "Add an employer’s board as a source",
        "Its openings are read by themselves from then on, and close when it takes them off.",
        lambda: reverse("admin:listings_source_add"),
        lambda: Source.objects.filter(is_enabled=True, is_recorded=False).exists(),
    ),
    SetUpStep(
        "postings",
        "Publish the first opening",
        "By the form for employers, or by itself from a source.",
        lambda: reverse("post"),
        lambda: Listing.objects.live().filter(is_demo=False).exists(),
    ),
    SetUpStep(
        "mail",
        "Let it send mail",
        "Set `JOBBOARD_SMTP_URL` and `JOBBOARD_MAIL_FROM`, then try `manage.py send_test_mail`.",
        lambda: reverse("admin:jobboard_outgoingmail_changelist"),
        _sends_mail,
    ),
    SetUpStep(
        "backup",
        "Make a backup every day",
        "`manage.py backup` from a timer; done while the last one is at most a week old.",
        lambda: reverse("admin:jobboard_timetableentry_changelist"),
        _has_backup,
    ),
)


@dataclass(frozen=True, slots=True)
class StepState:
    key: str
    label: str
    how: str
    url: str
    is_done: bool


def steps_for(person: object) -> list[StepState]:
    """Return the list for an administrator; empty once all is done or put away. Five queries."""
    if not _may_set_up(person):
        return []
    shown = [step for step in STEPS if step.key not in put_away()]
    states = [StepState(s.key, s.label, s.how, s.address(), s.is_done()) for s in shown]
    return states if not all(state.is_done for state in states) else []


def put_away() -> frozenset[str]:
    rows = SiteIdentity.objects.values_list("put_away_steps", flat=True)
    return frozenset(key for keys in rows for key in keys)


def _may_set_up(person: object) -> bool:
    return isinstance(person, User) and person.has_perm("jobboard.change_siteidentity")


@require_POST
def put_step_away(request: HttpRequest) -> HttpResponse:
    """Show a step no longer, or none of them; what is unknown changes nothing."""
    if not _may_set_up(request.user):
        raise PermissionDenied
    asked = request.POST.get("step", "")
    keys = sorted({*put_away(), *(one.key for one in STEPS if asked in {ALL, one.key})})
    with transaction.atomic():
        row, _ = SiteIdentity.objects.get_or_create(pk=THE_ROW)
        row.put_away_steps = keys
        row.save(update_fields=["put_away_steps"])
    return HttpResponseRedirect(reverse("admin:index"))
