"""The connection to the mail server, with one limit of time for a whole conversation.

smtplib limits each single wait, so a server that sends a byte now and then would hold it for
hours. Here a mail, from looking up the server's name to its last answer, is cut off when its time
is over, whatever it waits for.
"""

import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, override

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.utils.encoding import punycode

from jobboard.outgoing import Budget, OutgoingError, RequestLimits, TooSlowError, connect

LARGEST_ANSWER = 1_000_000  # bytes that the server may say to one mail


class SmtpConnection:
    """One conversation: its limit of time, and a socket that ends it at once."""

    def __init__(self) -> None:
        self.budget = Budget(RequestLimits(settings.OUTGOING.mail_seconds, LARGEST_ANSWER))
        self._handle: socket.socket | None = None
        self._is_over = False

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """Cut the connection when the block, or one that it makes, takes longer."""
        self.budget, self._is_over = Budget(RequestLimits(seconds, LARGEST_ANSWER)), False
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (OSError, smtplib.SMTPException) as error:
            if self._is_over:
                raise TimeoutError(f"it took longer than {seconds:.0f} s") from error
            raise
        finally:
            timer.cancel()

    def connect(self, host: str, port: int, seconds: float) -> socket.socket:
        """Connect; no single wait is longer than ``seconds``."""

        def one(address: str, share: float) -> socket.socket:
            return socket.create_connection((address, port), min(seconds, share))

        try:
            made = connect(host, port, self.budget, lambda address: True, one)
        except OutgoingError as error:
            raise _as_os_error(error) from error
        made.settimeout(seconds)
        self.close()
        self._handle = made.dup()  # shutting it down ends the connection, encrypted or not
        return made

    def close(self) -> None:
        """Forget the connection."""
        handle, self._handle = self._handle, None
        if handle:
            handle.close()

    def _cut(self) -> None:
        self._is_over = True
        with suppress(OSError):
            if self._handle:
                self._handle.shutdown(socket.SHUT_RDWR)


def _as_os_error(error: OutgoingError) -> OSError:
    """Return the error as an OSError, which smtplib and Django expect."""
    if isinstance(error, TooSlowError):
        return TimeoutError()
    reason = error.__cause__
    return reason if isinstance(reason, OSError) else OSError(str(error))


class Answers:
    """What the server says, up to so many bytes for one mail."""

    def __init__(self, file: BinaryIO, line: SmtpConnection) -> None:
        self._file, self._line = file, line

    def readline(self, most: int) -> bytes:
        got = self._file.readline(most)
        try:
            self._line.budget.received(len(got))
        except OutgoingError as error:
            raise OSError(str(error)) from error
        return got

    def close(self) -> None:
        self._file.close()


class LimitedSMTP(smtplib.SMTP):
    """smtplib's conversation over a ``SmtpConnection``."""

    def __init__(self, *args: Any, line: SmtpConnection, **options: Any) -> None:
        self._line = line
        super().__init__(*args, **options)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._line.connect(host, port, timeout)

    @override
    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = Answers(self.sock.makefile("rb"), self._line)
        return super().getreply()


class LimitedSMTPSSL(smtplib.SMTP_SSL, LimitedSMTP):
    """The same, encrypted from the first byte."""

    def __init__(self, *args: Any, line: SmtpConnection, **options: Any) -> None:
        self._line = line
        super().__init__(*args, **options)


class Backend(EmailBackend):
    """Django's SMTP backend over a ``SmtpConnection``, which the sender limits."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.line = SmtpConnection()

    @override
    def open(self) -> bool:
        """As Django's, but the board names itself without asking a name server who it is."""
        if self.connection:
            return False
        kind = LimitedSMTPSSL if self.use_ssl else LimitedSMTP
        secure = {"context": self.ssl_context} if self.use_ssl else {}
        made = kind(
            self.host, self.port, own_name(), timeout=self.timeout, line=self.line, **secure
        )
        try:
            if self.use_tls:
                made.starttls(context=self.ssl_context)
            if self.username and self.password:
                made.login(self.username, self.password)
        except BaseException:
            made.close()
            raise
        self.connection = made
        return True

    @override
    def close(self) -> None:
        super().close()
        self.line.close()


def own_name() -> str:
    """Return the name that the board greets a mail server with."""
    host = "localhost" if settings.PUBLIC.is_local else settings.PUBLIC.host
    return punycode(host)
