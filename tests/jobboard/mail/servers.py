"""Real mail servers on this machine: one that works, and several that do not."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


class Server:
    """aiosmtpd on a port of its own; ``answers`` says what a command gets instead of its 250."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.received: list[EmailMessage] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def port(self) -> int:
        return int(self._controller.port)

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.received]

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if "mail" in self.answers:
            return self.answers["mail"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if "rcpt" in self.answers:
            return self.answers["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if "data" in self.answers:
            return self.answers["data"]
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        return "250 OK"

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(**answers: str) -> Iterator[Server]:
    server = Server(**answers)
    server.start()
    try:
        yield server
    finally:
        server.stop()


type Talk = Callable[[socket.socket], None]


class Rude:
    """A server that talks SMTP up to a point and then does what ``talk`` does, each time."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.visits = 0
        self.has_message = False
        self.is_over = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                visitor, _ = self._socket.accept()
                self.visits += 1
                threading.Thread(target=self._one, args=(visitor,), daemon=True).start()

    def _one(self, visitor: socket.socket) -> None:
        with suppress(OSError), visitor:
            self._talk(visitor)

    def stop(self) -> None:
        self.is_over.set()
        self._socket.close()


def until_data(visitor: socket.socket) -> None:
    """Greet and say yes up to the message itself."""
    visitor.sendall(b"220 here\r\n")
    file = visitor.makefile("rb")
    for line in file:
        if line.upper().startswith(b"DATA"):
            visitor.sendall(b"354 go on\r\n")
            return
        visitor.sendall(b"250 OK\r\n")


def whole_message(visitor: socket.socket) -> bytes:
    """Read up to the single dot."""
    got = b""
    while not got.endswith(b"\r\n.\r\n"):
        got += visitor.recv(65_536)
    return got
