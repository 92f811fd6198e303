"""For how long mail is kept: who it went to and what it said goes, that it was sent stays."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from jobboard.models import OutgoingMail
from jobboard.models.outgoing_mail import mailbox_of

EMPTY = {
    "recipient": "",
    "mailbox": "",
    "subject": "",
    "text": "",
    "html": "",
    "headers": {},
    "asked_from": "",
    "last_error": "",  # a server's answer names whom it refused
}


def empty_old(now: datetime) -> int:
    """Empty mail that was sent or given up ``MAIL_DAYS`` ago; return how many."""
    before = now - timedelta(days=settings.MAIL_DAYS)
    over = Q(sent_at__lte=before) | Q(given_up_at__lte=before)
    return _empty(OutgoingMail.objects.filter(over).exclude(recipient=""))


@transaction.atomic
def forget(address: str, now: datetime) -> int:
    """Empty all mail to an address, at its owner's wish, and send nothing that still waits."""
    rows = OutgoingMail.objects.filter(mailbox=mailbox_of(address))
    rows.open().update(given_up_at=now, delayed_reason="")
    return _empty(rows)


def _empty(rows: QuerySet[OutgoingMail]) -> int:
    return rows.update(**EMPTY)
