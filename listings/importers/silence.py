"""Boards that were not read well for long: told before their postings leave the lists."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.timesince import timesince, timeuntil

from jobboard import mail
from jobboard.worker.alerts import administrators
from listings.models import Source
from listings.models.source import VERIFIED_FOR

SILENT, BACK = "boards-silent", "boards-read-again"
MOST_LINES = 50


def kinds() -> list[mail.MailKind]:
    """Return the kinds of mail that this room sends."""
    return list(mail.read_kinds(Path(__file__).parent / "words"))


@transaction.atomic
def tell_of_silence(now: datetime) -> str:
    """Tell administrators of each board that fell silent, once, and once more when it is back."""
    if not mail.is_open():
        return "Mail is not set up."
    told = Source.objects.select_for_update(of=("self",)).select_related("company")
    new = list(silent(told, now).filter(told_at=None))
    back = list(told.filter(told_at__isnull=False, last_good_at__gt=F("told_at")))
    _send(SILENT, [_said(source, now) for source in new], new, now)
    _send(BACK, [f"{source} ({source.company})" for source in back], back, now)
    Source.objects.filter(pk__in=[one.pk for one in new]).update(told_at=now)
    Source.objects.filter(pk__in=[one.pk for one in back]).update(told_at=None)
    return f"{len(new)} fell silent, {len(back)} are read again"


def silent(sources: QuerySet[Source], now: datetime) -> QuerySet[Source]:
    """Return the boards that should have been read well and were not for the time of a setting."""
    before = now - timedelta(hours=settings.BOARD_SILENT_HOURS)
    return sources.filter(is_enabled=True, is_recorded=False, last_good_at__lte=before)


def _said(source: Source, now: datetime) -> str:
    good_at = source.last_good_at or now
    leaves = good_at + VERIFIED_FOR
    when = f"leave the lists in {timeuntil(leaves, now)}" if leaves > now else "have left the lists"
    why = source.last_error or "No sync has come to it."
    since = timesince(good_at, now)
    return f"{source} ({source.company}), not read for {since}: {why} Its postings {when}."


def _send(kind: str, lines: list[str], sources: Sequence[Source], now: datetime) -> None:
    if not lines:
        return
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], f"… and {len(lines) - MOST_LINES} more"]
    url = settings.SITE_URL + reverse("admin:listings_source_changelist")
    facts = {"summary": "\n".join(lines), "desk_url": url}
    which = f"{sources[0].pk}:{len(sources)}:{now.isoformat()}"
    for person in administrators():
        mail.enqueue(kind, person.email, facts, key=f"{kind}:{person.pk}:{which}", now=now)
