"""Django's default mailer: what Django or a library sends joins the queue."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.html import linebreaks, urlize

from jobboard.mail.letter import LONGEST_SUBJECT, Letter
from jobboard.mail.queue import put

KIND = "other"
USEFUL_FOR = timedelta(hours=48)


class Queue(BaseEmailBackend):
    """Writes a row for each recipient; such mail may hold links that sign in, so it is secret."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.attachments:
                raise ValueError("Mail with attachments cannot be queued.")
            letter = _letter(message)
            for address in message.recipients():
                put(
                    letter,
                    address,
                    key=f"{KIND}:{uuid4()}",
                    kind=KIND,
                    holds_secret=True,
                    useful_for=USEFUL_FOR,
                )
        return len(email_messages)


def _letter(message: EmailMessage) -> Letter:
    text = message.body.strip()
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    given = next((str(content) for content, kind in alternatives if kind == "text/html"), "")
    html = given or linebreaks(urlize(text, autoescape=True))
    return Letter(" ".join(message.subject.split())[:LONGEST_SUBJECT], text, str(html))
