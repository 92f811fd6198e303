"""Real servers on this machine that hold a request up, each in a way of its own."""

import gzip
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.jobboard.mail.servers import Rude

type Talk = Callable[[socket.socket, "Drip"], None]
type Drip = Callable[[socket.socket, bytes], None]

MOST_DRIPS = 300  # thirty seconds: who has no limit gets the whole answer, and the test fails
DRIP_SECONDS = 0.1
GOOD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"


@contextmanager
def serving(talk: Talk) -> Iterator[str]:
    """Give the address of a server that reads a request and then does what ``talk`` does."""

    def one(visitor: socket.socket) -> None:
        visitor.recv(65_536)
        talk(visitor, drip)

    def drip(visitor: socket.socket, piece: bytes) -> None:
        for _ in range(MOST_DRIPS):
            if rude.is_over.wait(DRIP_SECONDS):
                return
            visitor.sendall(piece)

    rude = Rude(one)
    try:
        yield f"127.0.0.1:{rude.port}"
    finally:
        rude.stop()


@contextmanager
def never_accepting() -> Iterator[str]:
    """Give the address of a port whose queue is full: a connection is neither made nor refused."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        port = listening.getsockname()[1]
        waiting = []
        for _ in range(3):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
            waiting.append(one)
        try:
            yield f"127.0.0.1:{port}"
        finally:
            for one in waiting:
                one.close()


def answers(*parts: bytes) -> Talk:
    """Say these bytes at once."""

    def talk(visitor: socket.socket, drip: Drip) -> None:
        for part in parts:
            visitor.sendall(part)

    return talk


def then_drips(first: bytes, piece: bytes, last: bytes = b"") -> Talk:
    """Say the first bytes at once and the others as slowly as no single wait is too long."""

    def talk(visitor: socket.socket, drip: Drip) -> None:
        visitor.sendall(first)
        drip(visitor, piece)
        visitor.sendall(last)

    return talk


def without_end(first: bytes, piece: bytes) -> Talk:
    """Say the piece again and again, as fast as it is taken."""

    def talk(visitor: socket.socket, drip: Drip) -> None:
        visitor.sendall(first)
        many = piece * (65_536 // len(piece) + 1)
        for _ in range(10_000):  # 655 MB
            visitor.sendall(many)

    return talk


def bomb(megabytes: int) -> bytes:
    """A small answer that unpacks to a large one."""
    packed = gzip.compress(bytes(megabytes * 1_000_000))
    head = f"Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    return GOOD + head.encode() + packed


SLOW: dict[str, Talk] = {
    "says nothing": then_drips(b"", b""),
    "drips its status": then_drips(b"HTTP/1.1 ", b"2"),
    "drips its headers": then_drips(GOOD, b"X-A: b\r\n", b"Content-Length: 0\r\n\r\n"),
    "drips one header": then_drips(GOOD + b"X-A: ", b"b", b"\r\nContent-Length: 0\r\n\r\n"),
    "drips interim answers": then_drips(
        b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", GOOD + b"\r\n"
    ),
    "drips its body": then_drips(GOOD + b"Content-Length: 300\r\n\r\n", b"x"),
    "drips chunks": then_drips(
        GOOD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", b"0\r\n\r\n"
    ),
    "drips a packed body": then_drips(
        GOOD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10], b"\x00\x00\x00\xff\xff"
    ),
}
ENDLESS: dict[str, Talk] = {
    "interim answers": without_end(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "body": without_end(GOOD + b"\r\n", b"x"),
    "chunks": without_end(GOOD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "trailers": without_end(
        GOOD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", b"X-A: b\r\n"
    ),
}
ENDLESS_HEADERS: dict[str, Talk] = {
    "headers": without_end(GOOD, b"X-A: b\r\n"),
    "one header": without_end(GOOD + b"X-A: ", b"b"),
    "status": without_end(b"HTTP/1.1 200 ", b"K"),
    "no line": without_end(b"", b"x"),
}
