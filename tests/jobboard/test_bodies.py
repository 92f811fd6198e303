"""Bodies of requests: read whole before anything else, and refused with a page that helps."""

import io
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as board_settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from jobboard.bodies import BodyMiddleware

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


def sent(source: Source, **headers: Any) -> HttpResponse:
    form = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
    environ = RequestFactory().post("/").environ | form | headers | {"wsgi.input": source}
    request = WSGIRequest(environ)
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


def test_half_a_form_is_never_taken_for_a_whole_one() -> None:
    assert sent(Source(b"a=1&b"), CONTENT_LENGTH="7").status_code == 400


@pytest.mark.parametrize("length", ["x", "-5", "", "1e3"])
def test_a_length_that_is_none_is_no_body(length: str) -> None:
    assert sent(Source(b"a=1"), CONTENT_LENGTH=length).status_code == 200
