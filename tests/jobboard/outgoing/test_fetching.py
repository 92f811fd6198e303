"""A whole request has one limit of time and one of size, whatever the server does."""

import gzip
import socket
import threading
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from jobboard.http.networks import is_public
from jobboard.outgoing import (
    Budget,
    ClosedError,
    OutgoingError,
    Reply,
    RequestLimits,
    TooLargeError,
    TooSlowError,
    fetch,
)
from tests.jobboard.outgoing.servers import (
    ENDLESS,
    ENDLESS_HEADERS,
    GOOD,
    SLOW,
    answers,
    bomb,
    never_accepting,
    serving,
    then_drips,
)

SHORT = RequestLimits(seconds=0.6, most_bytes=1_000_000)
LONG = RequestLimits(seconds=60, most_bytes=1_000_000)


def ask(url: str, limits: RequestLimits | Budget = LONG, **options: Any) -> Reply:
    return fetch(url, limits, may_reach=lambda address: True, **options)


class TestTime:
    @pytest.mark.first(3)
    @pytest.mark.parametrize("name", SLOW)
    def test_a_server_that_is_never_silent_for_long_is_too_slow_all_the_same(
        self, name: str
    ) -> None:
        with serving(SLOW[name]) as server, pytest.raises(TooSlowError, match="longer than 1 s"):
            ask(f"http://{server}/", SHORT)

    def test_a_port_that_never_accepts(self) -> None:
        with never_accepting() as server, pytest.raises(TooSlowError):
            ask(f"http://{server}/", SHORT)

    @pytest.mark.parametrize("talk", [(b"", b""), (b"\x16\x03\x03\x3f\x00", b"\x00")])
    def test_an_encrypted_connection_that_is_never_made(self, talk: tuple[bytes, bytes]) -> None:
        with serving(then_drips(*talk)) as server, pytest.raises(TooSlowError):
            ask(f"https://{server}/", SHORT)

    def test_a_name_server_that_never_answers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        answered = threading.Event()
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: answered.wait(30))
        with pytest.raises(TooSlowError):
            ask("http://board.example/", SHORT)
        answered.set()

    def test_redirects_have_one_limit_together(self) -> None:
        def hop(visitor: socket.socket, drip: Any) -> None:
            threading.Event().wait(0.3)
            visitor.sendall(b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n")

        with serving(hop) as server, pytest.raises(TooSlowError):
            ask(f"http://{server}/", SHORT)

    def test_requests_that_share_a_budget_share_its_time(self) -> None:
        budget = Budget(SHORT)
        with serving(SLOW["says nothing"]) as server:
            for _ in range(2):
                with pytest.raises(TooSlowError):
                    ask(f"http://{server}/", budget)

    def test_a_page_that_is_only_looked_for_is_not_read(self) -> None:
        with serving(SLOW["drips its body"]) as server:
            assert ask(f"http://{server}/", SHORT, wants_body=False).status == 200


class TestSize:
    @pytest.mark.slow
    @pytest.mark.parametrize("name", ENDLESS)
    def test_an_answer_without_an_end_is_none(self, name: str) -> None:
        with serving(ENDLESS[name]) as server, pytest.raises(OutgoingError):
            ask(f"http://{server}/")

    @pytest.mark.parametrize("name", ENDLESS_HEADERS)
    def test_headers_without_an_end_are_no_answer(self, name: str) -> None:
        with serving(ENDLESS_HEADERS[name]) as server, pytest.raises(OutgoingError):
            ask(f"http://{server}/", wants_body=False)

    @pytest.mark.slow
    def test_a_small_answer_that_unpacks_to_a_large_one(self) -> None:
        packed = bomb(megabytes=200)
        assert len(packed) < 300_000
        with serving(answers(packed)) as server, pytest.raises(TooLargeError, match="than 1 MB"):
            ask(f"http://{server}/")

    @pytest.mark.slow
    def test_no_more_is_unpacked_than_may_be_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pieces: list[int] = []

        class Counting:
            def __init__(self, bits: int) -> None:
                self._inner = decompressobj(bits)

            def decompress(self, data: bytes, most: int) -> bytes:
                piece = self._inner.decompress(data, most)
                pieces.append(len(piece))
                return piece

            @property
            def unconsumed_tail(self) -> bytes:
                return self._inner.unconsumed_tail

        decompressobj = zlib.decompressobj
        monkeypatch.setattr(zlib, "decompressobj", Counting)
        with serving(answers(bomb(megabytes=200))) as server, pytest.raises(TooLargeError):
            ask(f"http://{server}/")
        assert sum(pieces) < 1_100_000

    def test_an_answer_as_large_as_it_may_be_is_taken(self) -> None:
        body = bytes(1_000_000)
        head = f"Content-Length: {len(body)}\r\n\r\n".encode()
        with serving(answers(GOOD, head, body)) as server:
            assert ask(f"http://{server}/").body == body


class TestAnswers:
    @pytest.mark.parametrize(
        ("encoding", "packed"),
        [
            ("gzip", gzip.compress(b"here" * 100_000, mtime=0)),
            ("GZIP ", gzip.compress(b"here" * 100_000, mtime=0)),
            ("deflate", zlib.compress(b"here" * 100_000)),
            ("identity", b"here" * 100_000),
        ],
    )
    def test_a_packed_answer_is_unpacked(self, encoding: str, packed: bytes) -> None:
        head = f"Content-Encoding: {encoding}\r\n\r\n".encode()
        with serving(answers(GOOD, head, packed)) as server:
            assert ask(f"http://{server}/").body == b"here" * 100_000

    @pytest.mark.parametrize(
        "answer",
        [
            b"",
            b"nonsense\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
            b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nshort",
            GOOD + b"Content-Encoding: gzip\r\n\r\nnot packed at all",
            GOOD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 9_000, mtime=0)[:-9],
            GOOD + b"Content-Encoding: br\r\n\r\nabc",
            GOOD + b"Content-Encoding: gzip, gzip\r\n\r\nabc",
            b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n",
            b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n",
            b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\n\r\n",
            b"HTTP/1.1 302 Found\r\nLocation: http://a:99999999/\r\n\r\n",
        ],
    )
    def test_what_is_no_answer_is_told_in_a_sentence(self, answer: bytes) -> None:
        with serving(answers(answer)) as server, pytest.raises(OutgoingError) as told:
            ask(f"http://{server}/")
        assert str(told.value).endswith(".")
        assert str(told.value).isprintable()

    def test_redirects_end(self) -> None:
        loop = b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"
        with serving(answers(loop)) as server, pytest.raises(OutgoingError, match="too often"):
            ask(f"http://{server}/")


class TestWhoIsAsked:
    @pytest.fixture
    def server(self) -> Iterator[str]:
        with serving(answers(GOOD + b"\r\nhere")) as address:
            yield address

    def test_nobody_inside(self, server: str) -> None:
        with pytest.raises(ClosedError):
            fetch(f"http://{server}/", LONG)

    def test_nor_where_a_redirect_leads_inside(self, server: str) -> None:
        to = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:{server[10:]}/\r\n\r\n".encode()
        with serving(answers(to)) as first, pytest.raises(ClosedError):
            fetch(f"http://{first}/", LONG, may_reach=lambda address: address == "127.0.0.1")

    def test_nor_a_name_of_which_one_address_is_inside(
        self, server: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = [(2, 1, 6, "", ("93.184.215.14", 80)), (2, 1, 6, "", ("127.0.0.1", 80))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: rows)
        with pytest.raises(ClosedError):
            fetch("http://board.example/", LONG, may_reach=is_public)

    def test_the_next_address_of_a_name_where_one_does_not_answer(
        self, server: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        host, port = server.split(":")
        looked_up = socket.getaddrinfo

        def two(name: str, *args: Any, **options: Any) -> Any:
            if name != "board.example":
                return looked_up(name, *args, **options)
            return [(2, 1, 6, "", (one, int(port))) for one in ("127.0.0.3", host)]

        monkeypatch.setattr(socket, "getaddrinfo", two)
        assert ask(f"http://board.example:{port}/").body == b"here"

    def test_a_name_that_is_not_there(self) -> None:
        with pytest.raises(OutgoingError, match="no such host"):
            ask("http://nowhere.invalid/")
