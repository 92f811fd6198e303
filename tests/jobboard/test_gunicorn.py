"""The web server's settings: ``deploy/gunicorn.conf.py``, as released gunicorn reads them."""

import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http import wsgi
from gunicorn.http.errors import LimitRequestLine
from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser

from jobboard.environment import BASE_DIR
from tests.processes import refusal_of

CONFIGURATION = BASE_DIR / "deploy" / "gunicorn.conf.py"


def config() -> Config:
    made = Config()
    for name, value in runpy.run_path(str(CONFIGURATION)).items():
        if name in made.settings:
            made.set(name, value)
    return made


def read(target: bytes, *headers: bytes) -> Request:
    lines = (b"GET " + target + b" HTTP/1.1", b"Host: board.example", *headers)
    head = b"\r\n".join(lines) + b"\r\n\r\n"
    return next(RequestParser(config(), [head], ("127.0.0.1", 1)))


def environ(request: Request) -> dict[str, Any]:
    made: dict[str, Any]
    _, made = wsgi.create(request, None, ("127.0.0.1", 1), ("127.0.0.1", 2), request.cfg)
    return made


def test_it_listens_where_host_and_port_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
    assert config().address == [("127.0.0.1", 8000)]
    monkeypatch.setenv("HOST", "::1")
    monkeypatch.setenv("PORT", "9000")
    assert config().address == [("::1", 9000)]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "80x", "PORT must be a number from 1 to 65535, not '80x'."),
        ("JOBBOARD_HSTS_SECONDS", "long", "JOBBOARD_HSTS_SECONDS must be from 0 to 315360000"),
    ],
)
def test_a_wrong_variable_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.delitem(sys.modules, "jobboard.settings")  # a new process has not read them yet
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as end:
        config()
    assert str(end.value.code).startswith(told)


def test_a_board_that_is_not_prepared_is_not_served(tmp_path: Path) -> None:
    variables = {
        "DJANGO_SETTINGS_MODULE": "jobboard.settings",  # with the storage of a board that is served
        "JOBBOARD_VAR": str(tmp_path),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/no",
    }
    told = refusal_of(
        ["-m", "gunicorn", "-c", str(CONFIGURATION), "--bind", "127.0.0.1:0"], variables
    )
    assert told == "No static files: run `manage.py prepare` (a release's step) first."


def test_processes_and_threads_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBBOARD_WEB_WORKERS", "3")
    monkeypatch.setenv("JOBBOARD_WEB_THREADS", "8")
    assert (config().workers, config().threads) == (3, 8)


def test_it_is_gunicorn_as_released() -> None:
    assert config().worker_class.__module__.startswith("gunicorn.")


@pytest.mark.parametrize("length", [4_001, 8_000])
def test_a_long_line_reaches_the_board_which_has_a_page_for_it(length: int) -> None:
    assert len(read(b"/jobs/?" + b"a" * length).query) == length


def test_a_longer_line_gets_the_bare_answer_of_gunicorn() -> None:
    with pytest.raises(LimitRequestLine):
        read(b"/jobs/?" + b"a" * 8_190)


@pytest.mark.parametrize(
    "header",
    [b"SCRIPT_NAME: /jobs", b"PATH_INFO: /admin/", b"script_name: /x", b"X_Forwarded_For: 1.2.3.4"],
)
def test_nobody_says_by_a_header_which_path_was_asked_for(header: bytes) -> None:
    request = read(b"/jobs/", header)
    assert [name for name, _ in request.headers] == ["HOST"]
    made = environ(request)
    assert (made["PATH_INFO"], made["SCRIPT_NAME"]) == ("/jobs/", "")


def test_nobody_says_by_a_header_that_it_came_by_https() -> None:
    request = read(b"/jobs/", b"X-Forwarded-Proto: https", b"X-Forwarded-Ssl: on")
    assert request.scheme == "http"
