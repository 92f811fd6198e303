"""How mail leaves: into the queue, into files, or to the mail server, and what its answers mean.

``QueueBackend`` takes what Django or a library sends. Files are the transport of a board at a local
address without mail settings.
"""

import smtplib
import socket
import ssl
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.html import linebreaks, urlize

from jobboard.machine import write_whole
from jobboard.mail.kinds import MailKind, Wording
from jobboard.mail.queue import put
from jobboard.mail.rendering import LONGEST_SUBJECT, RenderedMail
from jobboard.mail.smtp import Backend

QUIT_SECONDS = 3.0
TOO_LARGE = 552


class NotSentError(Exception):
    """A mail was not sent; the message says why, in words for the admin."""


class MailRefusedError(NotSentError):
    """The server will never take this mail."""


class MailDeferredError(NotSentError):
    """The server does not take this mail now."""


class MailServerUnreachableError(NotSentError):
    """No mail can be sent: the server is away, or refuses us."""


class Transport:
    """Sends by ``MAILERS["transport"]``; the connection stays open until ``close``."""

    def __init__(self) -> None:
        self._backend: Any = None

    def send(self, message: EmailMessage) -> None:
        """Return when the server has taken the message (its 250), else raise NotSentError."""
        backend = self._backend = self._backend or mailers["transport"]
        try:
            with _limited(backend, settings.OUTGOING.mail_seconds):
                backend.open()
                backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            code, _ = next(iter(error.recipients.values()))
            raise _by_code(code, error) from error
        except smtplib.SMTPSenderRefused as error:
            kind = MailRefusedError if error.smtp_code == TOO_LARGE else MailServerUnreachableError
            raise kind(reason_of(error)) from error
        except smtplib.SMTPDataError as error:
            raise _by_code(error.smtp_code, error) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise MailServerUnreachableError(reason_of(error)) from error
        except ValueError as error:  # an address or a header that no mail can have
            raise MailRefusedError(reason_of(error)) from error

    def close(self) -> None:
        """End the connection; what the server answers to QUIT changes nothing."""
        backend, self._backend = self._backend, None
        with suppress(OSError, smtplib.SMTPException):
            if backend is not None:
                with _limited(backend, QUIT_SECONDS):
                    backend.close()


def _by_code(code: int, error: Exception) -> NotSentError:
    return (MailRefusedError if code >= 500 else MailDeferredError)(reason_of(error))


def _limited(backend: Any, seconds: float) -> AbstractContextManager[None]:
    """Give a conversation its limit; a transport into files has none."""
    return backend.line.limited(seconds) if isinstance(backend, Backend) else nullcontext()


def reason_of(error: Exception) -> str:
    """Return why, in one line for a person."""
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, OSError):
        error = error.__context__  # smtplib calls a silent server disconnected too
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return f"The server refuses the recipient: {_answer(code, text)}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        answer = _answer(error.smtp_code, error.smtp_error)
        return f"The server refuses user or password: {answer}"
    if isinstance(error, smtplib.SMTPSenderRefused):
        answer = _answer(error.smtp_code, error.smtp_error)
        return f"The server refuses the sender's address: {answer}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The server says {_answer(error.smtp_code, error.smtp_error)}"
    for kind, said in _SAID.items():
        if isinstance(error, kind):
            return f"{said} ({_one_line(str(error))})" if str(error) else said
    return _one_line(f"{type(error).__name__}: {error}")


# in this order: the special before the general
_SAID: dict[type[Exception], str] = {
    smtplib.SMTPServerDisconnected: "The server closed the connection",
    smtplib.SMTPNotSupportedError: "The server lacks something that we need",
    socket.gaierror: "The server's name is not known",
    ssl.SSLCertVerificationError: "The server's certificate is not valid",
    ssl.SSLError: "The encrypted connection failed",
    TimeoutError: "The server did not answer in time",
    ConnectionRefusedError: "Nothing listens at the server's port",
    ValueError: "It cannot be written as a mail",
}


def _answer(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return _one_line(f"{code} {said}")


def _one_line(text: str) -> str:
    """Return what a server said without line breaks and control characters, cut to a limit."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:300]


OTHER = MailKind("other", "other", Wording("", ""), sample={}, holds_secret=True)


class QueueBackend(BaseEmailBackend):
    """Writes a row for each recipient; such mail may hold links that sign in, so it is secret."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.attachments:
                raise ValueError("Mail with attachments cannot be queued.")
            mail = _rendered(message)
            for address in message.recipients():
                put(mail, address, OTHER, key=f"{OTHER.name}:{uuid4()}")
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
            write_whole(path, made.as_bytes())
        return len(email_messages)


def file_name(message_id: str) -> str:
    """Return the file's name of a message of ours."""
    name = message_id.strip("<>").partition("@")[0]
    return f"{''.join(sign for sign in name if sign.isalnum())}.eml"
