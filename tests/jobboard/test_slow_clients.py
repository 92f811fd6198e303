"""Clients that send slowly, or never: others are served, and those get an answer of their own."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from jobboard.environment import BASE_DIR, ClientLimits
from jobboard.incoming import MOST_HEAD, Incoming

HEAD = b"POST /x HTTP/1.1\r\nHost: board.example\r\n"
SERVER = """
import sys
from gunicorn.arbiter import Arbiter
from jobboard import request_line, serve
from jobboard.environment import ClientLimits
from jobboard.port import listen
from jobboard.slow_clients import Worker

def application(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    said = f"{len(body)} bytes".encode()
    start_response("200 OK", [("Content-Length", str(len(said)))])
    return [said]

class Web(serve.Web):
    def settings(self):
        return {**super().settings(), "workers": 1, "threads": 2}

    def load(self):
        head, body, megabytes = map(int, sys.argv[2:])
        Worker.limits = ClientLimits(head, body, 3600, megabytes)
        request_line.install()
        return application

board = serve.plan({"PORT": sys.argv[1]})
Arbiter(Web(board, listen(board.host, board.port))).run()
"""


class TestIncoming:
    def of(self, *pieces: bytes, limits: ClientLimits | None = None) -> Incoming:
        incoming = Incoming(limits or ClientLimits())
        for piece in pieces:
            incoming.add(piece)
        return incoming

    def test_a_request_without_a_body_is_whole_with_its_head(self) -> None:
        assert not self.of(b"GET / HTTP/1.1\r\n").is_whole
        assert self.of(b"GET / HTTP/1.1\r\n\r", b"\n").is_whole

    def test_one_with_a_body_is_whole_when_all_of_it_is_there(self) -> None:
        head = HEAD + b"CONTENT-length: 5 \r\n\r\n"
        assert not self.of(head, b"1234").is_whole
        assert self.of(head, b"1234", b"5").is_whole
        assert self.of(head + b"12345GET / HT").is_whole

    def test_byte_by_byte_it_is_the_same(self) -> None:
        whole = HEAD + b"Content-Length: 3\r\n\r\nabc"
        incoming = Incoming(ClientLimits())
        for i, byte in enumerate(whole):
            assert not incoming.is_whole, i
            incoming.add(bytes([byte]))
        assert incoming.is_whole
        assert incoming.take() == whole

    def test_a_body_that_is_too_large_is_not_collected(self) -> None:
        assert self.of(HEAD + b"Content-Length: 99999999\r\n\r\n").is_whole

    def test_a_head_without_end_is_refused(self) -> None:
        refusal = self.of(HEAD, b"X: " + b"a" * MOST_HEAD).refusal
        assert refusal
        assert refusal.status == 431

    def test_a_body_that_does_not_say_its_length_is_refused(self) -> None:
        refusal = self.of(HEAD + b"Transfer-Encoding: chunked\r\n\r\n").refusal
        assert refusal
        assert refusal.status == 411

    def test_who_waits_for_a_word_gets_it_once(self) -> None:
        incoming = self.of(HEAD + b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n")
        assert incoming.wants_continue()
        assert not incoming.wants_continue()

    def test_head_and_body_have_a_time_each(self) -> None:
        limits, now = ClientLimits(head=10, body=60), time.monotonic()
        head = self.of(HEAD, limits=limits)
        assert not head.is_late(now + 9)
        assert head.is_late(now + 11)
        body = self.of(HEAD + b"Content-Length: 3\r\n\r\n", limits=limits)
        assert not body.is_late(now + 59)
        assert body.is_late(now + 61)


def server(head: int, body: int, megabytes: int = 12) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, *map(str, (port, head, body, megabytes))],
        cwd=BASE_DIR,
        start_new_session=True,
    )
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), connect(port):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture(scope="module")
def patient() -> Iterator[int]:
    """The port of a server of two threads that would wait an hour for anybody."""
    yield from server(3_600, 3_600)


@pytest.fixture(scope="module")
def hasty() -> Iterator[int]:
    """One that waits a second, and takes at most a megabyte."""
    yield from server(1, 1, 1)


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 20)


def answer(link: socket.socket) -> bytes:
    """All that the server says until it closes."""
    said = b""
    while data := link.recv(65_536):
        said += data
    return said


@contextlib.contextmanager
def clients(port: int, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        links = [stack.enter_context(connect(port)) for _ in range(count)]
        for link in links:
            link.sendall(sent)
        yield links


ASKED = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"G",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        HEAD + b"Content-Length: 5000\r\n\r\n",
        HEAD + b"Content-Length: 5000\r\n\r\nabc",
        HEAD + b"Content-Length: 5000\r\nExpect: 100-continue\r\n\r\n",
        ASKED.replace(b"close", b"keep-alive"),
        ASKED,  # and never closes
    ],
)
def test_slow_clients_keep_nobody_else_waiting(patient: int, sent: bytes) -> None:
    with clients(patient, 30, sent), connect(patient) as link:
        link.sendall(ASKED)
        assert answer(link).endswith(b"0 bytes")


def test_what_comes_slowly_arrives_whole(patient: int) -> None:
    body = b"a" * 100_000
    with connect(patient) as link:
        for piece in (HEAD, b"Connection: close\r\nContent-Length: 100000\r\n", b"\r\n", body):
            link.sendall(piece)
            time.sleep(0.05)
        assert answer(link).endswith(b"100000 bytes")


def test_a_connection_serves_several_requests_one_after_the_other_or_at_once(patient: int) -> None:
    kept = HEAD + b"Content-Length: 4\r\n\r\nabcd"
    with connect(patient) as link:
        link.sendall(kept)
        first = b""
        while b"4 bytes" not in first:  # head and body may come apart
            piece = link.recv(65_536)
            assert piece, first
            first += piece
        link.sendall(kept + kept + ASKED)
        said = answer(link)
    assert said.count(b"4 bytes") == 2
    assert said.endswith(b"0 bytes")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"408"),
        (HEAD + b"Content-Length: 5000\r\n\r\nabc", b"408"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n", b"411"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 40_000, b"431"),
    ],
)
def test_who_is_not_waited_for_is_told_so(hasty: int, sent: bytes, status: bytes) -> None:
    with connect(hasty) as link:
        link.sendall(sent)
        assert answer(link).startswith(b"HTTP/1.1 " + status)


def test_an_idle_connection_is_closed_without_a_word(hasty: int) -> None:
    with connect(hasty) as link:
        assert answer(link) == b""
