"""Bodies of requests: read whole before anything else, and refused with a page that helps."""

import io
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as board_settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from gunicorn.http.errors import InvalidChunkSize
from pytest_django import Settings

from jobboard.http import request_bodies
from jobboard.http.request_bodies import BodyMiddleware

pytestmark = pytest.mark.django_db


class Source(io.BytesIO):
    """A client's body, which may end in an error."""

    def __init__(self, data: bytes, error: Exception | None = None) -> None:
        super().__init__(data)
        self.error = error

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        if self.error and not data:
            raise self.error
        return data


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.POST.dict()} {sorted(request.FILES)}")


def request_of(source: io.BufferedIOBase, **headers: Any) -> WSGIRequest:
    form = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
    return WSGIRequest(RequestFactory().post("/").environ | form | headers | {"wsgi.input": source})


def sent(source: io.BufferedIOBase, **headers: Any) -> HttpResponse:
    request = request_of(source, **headers)
    response = BodyMiddleware(echo)(request)
    request.close()
    return response


def test_a_body_reaches_the_view_whole() -> None:
    assert sent(Source(b"a=1&b=2"), CONTENT_LENGTH="7").content == b"{'a': '1', 'b': '2'} []"


def test_one_in_chunks_too() -> None:
    response = sent(Source(b"a=1&b=2"), HTTP_TRANSFER_ENCODING="chunked")
    assert response.content == b"{'a': '1', 'b': '2'} []"


def test_a_large_picture_reaches_it_as_a_file() -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="logo"; filename="a.png"\r\n\r\n'
    data = part + b"\xff" * 3_000_000 + b"\r\n--x--\r\n"
    response = sent(
        Source(data), CONTENT_LENGTH=str(len(data)), CONTENT_TYPE="multipart/form-data; boundary=x"
    )
    assert response.content == b"{} ['logo']"


def test_what_is_too_large_is_not_read_and_told_in_numbers(settings: Settings) -> None:
    settings.CLIENT_LIMITS = replace(board_settings.CLIENT_LIMITS, megabytes=1)
    source = Source(b"a" * 2_000_000)
    response = sent(source, CONTENT_LENGTH="2000000")
    assert response.status_code == 413
    assert b"at most 1 MB" in response.content
    assert source.tell() == 0
    assert sent(Source(b"a" * 2_000_000), HTTP_TRANSFER_ENCODING="chunked").status_code == 413


@pytest.mark.parametrize("error", [TimeoutError("late"), ConnectionResetError("gone")])
def test_what_does_not_arrive_in_time_is_told_so(error: Exception) -> None:
    response = sent(Source(b"a=1", error), CONTENT_LENGTH="7")
    assert response.status_code == 408
    assert b"still in your browser" in response.content
    assert "no-store" in response["Cache-Control"]


@pytest.fixture
def slow() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The board's end of a connection, and that of a client who has sent three bytes."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"a=1")
        yield ours, theirs


def test_a_body_has_one_time_for_all_of_it_also_amid_a_read(
    settings: Settings, slow: tuple[socket.socket, socket.socket]
) -> None:
    settings.CLIENT_LIMITS = replace(board_settings.CLIENT_LIMITS, body=0)
    ours, _ = slow
    with ours.makefile("rb") as source:
        response = sent(source, CONTENT_LENGTH="7", **{"gunicorn.socket": ours})
    assert response.status_code == 408


def test_a_client_is_waited_for_no_longer_than_the_setting_says(
    slow: tuple[socket.socket, socket.socket],
) -> None:
    ours, _ = slow
    with ours.makefile("rb") as source:
        response = sent(source, CONTENT_LENGTH="3", **{"gunicorn.socket": ours})
    assert response.status_code == 200
    assert ours.gettimeout() == board_settings.CLIENT_LIMITS.send


def test_slow_bodies_take_half_of_the_threads_and_the_others_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(request_bodies, "TURN_SECONDS", 0)
    middleware = BodyMiddleware(echo)
    with ExitStack() as waiting:
        for _ in range(board_settings.WEB.threads // 2):
            waiting.enter_context(middleware.turns)
        refused = middleware(request_of(Source(b"a=1"), CONTENT_LENGTH="3"))
        assert refused.status_code == 503
        assert refused["Retry-After"]
        assert "Too many others are sending" in refused.content.decode()
        assert middleware(WSGIRequest(RequestFactory().get("/").environ)).status_code == 200
    assert middleware(request_of(Source(b"a=1"), CONTENT_LENGTH="3")).status_code == 200


def test_half_a_form_is_never_taken_for_a_whole_one() -> None:
    assert sent(Source(b"a=1&b"), CONTENT_LENGTH="7").status_code == 400


def test_a_body_whose_chunks_are_broken_is_no_error_of_ours() -> None:
    source = Source(b"a=1", InvalidChunkSize(b"x"))
    assert sent(source, HTTP_TRANSFER_ENCODING="chunked").status_code == 400


@pytest.mark.parametrize("length", ["x", "-5", "", "1e3"])
def test_a_length_that_is_none_is_no_body(length: str) -> None:
    assert sent(Source(b"a=1"), CONTENT_LENGTH=length).status_code == 200
