"""HEAD: what GET would answer, without its body."""

from collections.abc import Callable
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIHandler

pytestmark = pytest.mark.django_db


def answer_of(method: str, path: str) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body as the server gets them; the test client drops the body itself."""
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path}
    setup_testing_defaults(environ)
    told: list[Any] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: object = None, /
    ) -> Callable[[bytes], object]:
        told.extend((status, dict(headers)))
        return told.append

    body = b"".join(WSGIHandler()(environ, start_response))
    return told[0], told[1], body


@pytest.mark.parametrize("path", ["/jobs/", "/nowhere/", "/healthz", "/sitemap.xml"])
def test_head_has_the_length_of_the_page_and_no_body(path: str) -> None:
    status, headers, body = answer_of("GET", path)
    of_head = answer_of("HEAD", path)
    assert (of_head[0], of_head[2]) == (status, b"")
    if "Content-Length" in headers:
        assert of_head[1]["Content-Length"] == headers["Content-Length"] == str(len(body))


def test_head_of_a_stream_has_no_body_either() -> None:
    assert finders.find("css/base.css")
    status, _, body = answer_of("HEAD", "/static/css/base.css")
    assert (status, body) == ("200 OK", b"")
