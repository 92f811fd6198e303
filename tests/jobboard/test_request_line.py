"""The first line of a request as it comes from a socket, before Django sees it."""

import pytest
from gunicorn.http import wsgi
from gunicorn.http.errors import InvalidHTTPVersion, InvalidRequestLine, LimitRequestLine
from gunicorn.http.parser import RequestParser

from jobboard import request_line
from jobboard.port import listen
from jobboard.serve import Web, plan


def read(target: bytes, *headers: bytes) -> request_line.Request:
    with listen("127.0.0.1", 0) as listener:
        config = Web(plan({}), listener).cfg
    request_line.install()
    lines = (b"GET " + target + b" HTTP/1.1", b"Host: board.example", *headers)
    head = b"\r\n".join(lines) + b"\r\n\r\n"
    request = next(RequestParser(config, [head], ("127.0.0.1", 1)))
    assert isinstance(request, request_line.Request)
    return request


def test_an_ordinary_line_is_read_as_ever() -> None:
    request = read(b"/jobs/?q=data+engineer#results")
    assert (request.path, request.query) == ("/jobs/", "q=data+engineer")


def test_bytes_that_nobody_encoded_reach_the_query_as_they_are() -> None:
    query = "q=müller".encode() + b"&city=\xff\x00"
    assert read(b"/jobs/?" + query).query.encode("latin-1") == query


def test_such_bytes_in_the_path_are_encoded() -> None:
    assert read("/jobs/1-ü/?q=a?b".encode()).path == "/jobs/1-%C3%BC/"
    assert read("/jobs/1-ü/".encode()).query == ""
    assert read("/jobs/ü?a=b?c#d".encode()).query == "a=b?c"


@pytest.mark.parametrize("length", [4_001, 9_000, 60_000])
def test_a_long_line_reaches_the_board_which_has_a_page_for_it(length: int) -> None:
    assert len(read(b"/jobs/?" + b"a" * length).query) == length


def test_a_line_without_end_is_read_no_further() -> None:
    with pytest.raises(LimitRequestLine):
        read(b"/jobs/?" + b"a" * request_line.LONGEST_LINE)


def test_a_space_in_an_address_stays_refused() -> None:
    with pytest.raises(InvalidHTTPVersion):
        read("/jobs/?q=a ü".encode())


def test_no_address_is_no_request() -> None:
    with pytest.raises(InvalidRequestLine):
        read(b"")


@pytest.mark.parametrize(
    "header",
    [b"SCRIPT_NAME: /jobs", b"PATH_INFO: /admin/", b"script_name: /x", b"X_Forwarded_For: 1.2.3.4"],
)
def test_nobody_says_by_a_header_which_path_was_asked_for(header: bytes) -> None:
    request = read(b"/jobs/", header)
    assert [name for name, _ in request.headers] == ["HOST"]
    _, environ = wsgi.create(request, None, ("127.0.0.1", 1), ("127.0.0.1", 2), request.cfg)
    assert (environ["PATH_INFO"], environ["SCRIPT_NAME"]) == ("/jobs/", "")


def test_nobody_says_by_a_header_that_it_came_by_https() -> None:
    request = read(b"/jobs/", b"X-Forwarded-Proto: https", b"X-Forwarded-Ssl: on")
    assert request.scheme == "http"
