"""Two of Django's mailers: one into the queue, for what Django or a library sends, one into files.

Files are the transport of a board at a local address without mail settings.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.html import linebreaks, urlize

from jobboard.mail.queue import put
from jobboard.mail.rendering import LONGEST_SUBJECT, RenderedMail

KIND = "other"
USEFUL_FOR = timedelta(hours=48)


class QueueBackend(BaseEmailBackend):
    """Writes a row for each recipient; such mail may hold links that sign in, so it is secret."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.attachments:
                raise ValueError("Mail with attachments cannot be queued.")
            mail = _rendered(message)
            for address in message.recipients():
                put(
                    mail,
                    address,
                    key=f"{KIND}:{uuid4()}",
                    kind=KIND,
                    holds_secret=True,
                    useful_for=USEFUL_FOR,
                )
        return len(email_messages)


def _rendered(message: EmailMessage) -> RenderedMail:
    text = message.body.strip()
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    given = next((str(content) for content, kind in alternatives if kind == "text/html"), "")
    html = given or linebreaks(urlize(text, autoescape=True))
    return RenderedMail(" ".join(message.subject.split())[:LONGEST_SUBJECT], text, str(html))


class FileBackend(BaseEmailBackend):
    """Writes each message as ``<Message-ID's name>.eml``; the same message replaces itself."""

    def __init__(self, *, folder: Path, **options: Any) -> None:
        super().__init__(**options)
        self.folder = folder

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            made = message.message()
            path = self.folder / file_name(str(made["Message-ID"]))
            draft = path.with_suffix(".draft")
            draft.write_bytes(made.as_bytes())
            draft.rename(path)
        return len(email_messages)


def file_name(message_id: str) -> str:
    """Return the file's name of a message of ours."""
    name = message_id.strip("<>").partition("@")[0]
    return f"{''.join(sign for sign in name if sign.isalnum())}.eml"
