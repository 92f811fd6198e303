"""``manage.py send_test_mail ADDRESS``: try the mail settings."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from jobboard import mail
from jobboard.mail.backends import NotSentError, Transport
from jobboard.mail.kinds import kind_named
from jobboard.mail.queue import new_message_id
from jobboard.mail.rendering import current_wording, render_mail
from jobboard.mail.sending import message_of
from jobboard.models import OutgoingMail
from jobboard.site import dates


class Command(BaseCommand):
    help = "Send a test mail with the board's settings and say what failed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")

    def handle(self, *, address: str, **options: Any) -> None:
        if not mail.is_open():
            raise CommandError(
                "Mail is not set up: set JOBBOARD_SMTP_URL (starttls://user:password@host) and "
                "JOBBOARD_MAIL_FROM."
            )
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(f"{address} is no e-mail address.") from error
        self.stdout.write(f"From {settings.DEFAULT_FROM_EMAIL} by {where()} …")
        transport = Transport()
        try:
            transport.send(message_of(test_mail(address)))
        except NotSentError as error:
            raise CommandError(f"It was not sent. {error}") from error
        finally:
            transport.close()
        self.stdout.write(f"{where()} took the mail for {address}.")


def test_mail(address: str) -> OutgoingMail:
    """Return the mail, a row that is not saved."""
    kind = kind_named("test")
    now = f"{dates.minute(timezone.now())} ({dates.zone()})"
    message = render_mail(kind, current_wording(kind), {"sent_at": now})
    return OutgoingMail(
        recipient=address,
        message_id=new_message_id(),
        subject=message.subject,
        text=message.text,
        html=message.html,
    )


def where() -> str:
    """Return where mail goes, without user and password."""
    options = settings.MAILERS["transport"].get("OPTIONS", {})
    if "folder" in options:
        return f"files in {options['folder']}"
    return f"{options.get('host')}, port {options.get('port')}"
