"""Asking a board's server: only the one host, in bounded time and size."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest

from jobboard.outgoing import ClosedError, fetch
from jobboard.outgoing.connecting import RequestLimits
from listings.importers.adapter import ADAPTERS, BoardError, NoBoardError
from listings.importers.answers import get
from listings.importers.systems import ashby
from tests.jobboard.mail.servers import Rude, free_port
from tests.jobboard.outgoing.servers import GOOD, SLOW, answers, bomb, serving
from tests.listings.importers.boards import answer, job


@pytest.fixture(autouse=True)
def _asks_this_machine(settings: Any) -> None:
    settings.OUTGOING = replace(settings.OUTGOING, networks=(ip_network("127.0.0.0/8"),))


@contextmanager
def said(status: int, body: bytes = b"", more: str = "") -> Iterator[str]:
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    with serving(answers(head.encode(), body)) as server:
        yield f"http://{server}/"


def test_a_board_is_asked_for_with_pay_under_its_escaped_name(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.SITE_URL = "https://board.example"
    asked: list[bytes] = []

    def talk(visitor: socket.socket) -> None:
        asked.append(visitor.recv(65_536))
        visitor.sendall(GOOD + b"\r\n" + answer(job(1)))

    server = Rude(talk)
    monkeypatch.setattr(ashby, "HOST", f"http://127.0.0.1:{server.port}")
    adapter = ADAPTERS["ashby"]
    postings = adapter.postings(adapter.fetch("North Pier/../x"))
    server.stop()
    assert [posting.external_id for posting in postings] == ["job-1"]
    path = b"/posting-api/job-board/North%20Pier%2F..%2Fx?includeCompensation=true"
    assert asked[0].startswith(b"GET " + path + b" HTTP/1.1\r\n")
    assert b"\r\nuser-agent: jobboard (+https://board.example)\r\n" in asked[0].replace(
        b"User-Agent", b"user-agent"
    )


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_an_error_is_told_with_its_number(status: int) -> None:
    with said(status) as url, pytest.raises(BoardError, match=str(status)) as told:
        get(url)
    assert isinstance(told.value, NoBoardError) == (status == 404)


def test_a_redirect_to_another_host_is_not_followed() -> None:
    more = "Location: http://169.254.169.254/latest\r\n"
    with said(302, more=more) as url, pytest.raises(BoardError, match="another host"):
        get(url)


def test_a_redirect_on_the_same_host_is_followed_a_few_times() -> None:
    asked: list[str] = []

    def talk(visitor: socket.socket, drip: Any) -> None:
        asked.append("again")
        if len(asked) == 2:
            visitor.sendall(GOOD + b"\r\nhere")
        else:
            visitor.sendall(b"HTTP/1.1 301 X\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n")

    with serving(talk) as server:
        assert get(f"http://{server}/old") == b"here"
        with pytest.raises(BoardError, match="too often"):
            get(f"http://{server}/old")


def test_an_answer_that_is_too_large_is_refused(settings: Any) -> None:
    settings.OUTGOING = replace(settings.OUTGOING, fetch_megabytes=1)
    with said(200, bytes(2_000_000)) as url, pytest.raises(BoardError, match="larger than 1 MB"):
        get(url)
    with serving(answers(bomb(megabytes=2))) as server, pytest.raises(BoardError, match="larger"):
        get(f"http://{server}/")


@pytest.mark.first(3)
@pytest.mark.parametrize("name", SLOW)
def test_an_answer_that_is_too_slow_is_refused(settings: Any, name: str) -> None:
    settings.OUTGOING = replace(settings.OUTGOING, fetch_seconds=0.6)
    with serving(SLOW[name]) as server, pytest.raises(BoardError, match="longer"):
        get(f"http://{server}/")


def test_a_server_that_cannot_be_reached_is_a_failed_board() -> None:
    with pytest.raises(BoardError, match="cannot be reached"):
        get(f"http://127.0.0.1:{free_port()}/")


def test_a_server_inside_is_asked_only_where_the_setting_says_so(settings: Any) -> None:
    settings.OUTGOING = replace(settings.OUTGOING, networks=())
    with said(200) as url:
        with pytest.raises(BoardError, match="not a public one"):
            get(url)
        with pytest.raises(ClosedError):
            fetch(url, RequestLimits(5, 1_000))
