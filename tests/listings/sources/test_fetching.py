"""Asking a board's server: only the one host, in bounded time and size."""

from collections.abc import Callable

import httpx
import pytest

from listings.sources import fetching
from listings.sources.adapter import ADAPTERS
from listings.sources.posting import BoardError
from tests.listings.sources.boards import answer, job


def client(respond: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    return fetching.polite_client("jobboard (+https://board.example)", httpx.MockTransport(respond))


def test_a_board_is_asked_for_with_pay_under_its_escaped_name() -> None:
    asked: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=answer(job(1)))

    postings = ADAPTERS["ashby"].fetch("North Pier/../x", client(respond))
    assert [posting.external_id for posting in postings] == ["job-1"]
    url = asked[0].url
    assert url.host == "api.ashbyhq.com"
    assert url.raw_path == (
        b"/posting-api/job-board/North%20Pier%2F..%2Fx?includeCompensation=true"
    )
    assert asked[0].headers["user-agent"] == "jobboard (+https://board.example)"


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_an_error_is_told_with_its_number(status: int) -> None:
    with pytest.raises(BoardError, match=str(status)):
        fetching.get(client(lambda _: httpx.Response(status)), "https://api.example/")


def test_a_redirect_to_another_host_is_not_followed() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "api.example"
        return httpx.Response(302, headers={"location": "http://169.254.169.254/latest"})

    with pytest.raises(BoardError, match="another host"):
        fetching.get(client(respond), "https://api.example/")


def test_a_redirect_on_the_same_host_is_followed_a_few_times() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/new":
            return httpx.Response(200, content=b"here")
        return httpx.Response(301, headers={"location": "/new"})

    assert fetching.get(client(respond), "https://api.example/old") == b"here"
    loop = client(lambda _: httpx.Response(301, headers={"location": "/again"}))
    with pytest.raises(BoardError, match="too often"):
        fetching.get(loop, "https://api.example/")


def test_an_answer_that_is_too_large_or_too_slow_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    big = client(lambda _: httpx.Response(200, content=b"x" * 2_000_000))
    monkeypatch.setattr(fetching, "LARGEST_ANSWER", 1_000_000)
    with pytest.raises(BoardError, match="larger"):
        fetching.get(big, "https://api.example/")
    monkeypatch.setattr(fetching, "LARGEST_ANSWER", 50_000_000)
    monkeypatch.setattr(fetching, "LONGEST_WAIT", -1.0)
    with pytest.raises(BoardError, match="longer"):
        fetching.get(big, "https://api.example/")


def test_a_server_that_cannot_be_reached_is_a_failed_board() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    with pytest.raises(BoardError, match="ConnectError"):
        fetching.get(client(respond), "https://api.example/")
