"""Mail as files: the transport of a board at a local address without mail settings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Files(BaseEmailBackend):
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
