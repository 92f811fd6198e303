"""Sending to the mail server, and what its answers mean for a mail."""

import smtplib
import socket
import ssl
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, mailers

from jobboard.mail.smtp import Backend

QUIT_SECONDS = 3.0
TOO_LARGE = 552


class NotSentError(Exception):
    """A mail was not sent; the message says why, in words for the admin."""


class MailRefusedError(NotSentError):
    """The server will never take this mail."""


class PutOffError(NotSentError):
    """The server does not take this mail now."""


class AwayError(NotSentError):
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
            kind = MailRefusedError if error.smtp_code == TOO_LARGE else AwayError
            raise kind(reason_of(error)) from error
        except smtplib.SMTPDataError as error:
            raise _by_code(error.smtp_code, error) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise AwayError(reason_of(error)) from error
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
    return (MailRefusedError if code >= 500 else PutOffError)(reason_of(error))


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
