"""``make run``: where a board may be served, and the processes that serve it."""

import errno
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from jobboard import serve
from jobboard.environment import BASE_DIR
from jobboard.port import RefusedError, listen, reason
from jobboard.serve import greeting, plan, start, stop
from listings.models import KnownPlace
from tests.jobboard.mail.test_killed import database_url
from tests.processes import PATIENCE, children_of, is_alive, refusal_of, wait_for


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBBOARD_VAR", str(tmp_path))
    monkeypatch.delenv("JOBBOARD_URL", raising=False)


@pytest.fixture
def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_without_variables_it_is_the_demo_on_this_machine() -> None:
    board = plan({})
    assert (f"{board.host}:{board.port}", board.url, board.is_demo) == (
        "127.0.0.1:8000",
        "http://127.0.0.1:8000",
        True,
    )


def test_another_port_is_in_the_boards_own_address() -> None:
    assert plan({"PORT": "8001"}).url == "http://127.0.0.1:8001"
    assert plan({"HOST": "::1"}).url == "http://[::1]:8000"


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "٣", "9" * 5_000])
def test_a_port_that_is_none_is_named(port: str) -> None:
    with pytest.raises(RefusedError, match="PORT must be a number"):
        plan({"PORT": port})


@pytest.mark.parametrize("demo", ["no", "false", "00"])
def test_a_word_for_demo_that_is_none_is_named(demo: str) -> None:
    with pytest.raises(RefusedError, match="DEMO must be"):
        plan({"DEMO": demo})


def test_a_public_host_needs_a_public_address() -> None:
    with pytest.raises(RefusedError, match="JOBBOARD_URL"):
        plan({"HOST": "0.0.0.0", "DEMO": "0"})


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
def test_the_demo_is_not_served_to_the_public(
    host: str, free_port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://jobs.example.org"
    monkeypatch.setenv("JOBBOARD_URL", url)
    variables = {"HOST": host, "PORT": free_port, "JOBBOARD_URL": url}
    with pytest.raises(RefusedError, match="DEMO=0"):
        plan(variables)
    assert plan(variables | {"DEMO": "0"}).url == url


def test_a_port_in_use_is_told_with_another_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(RefusedError, match=f"is taken.*PORT={port + 1} make run"):
            listen("127.0.0.1", port)


def test_the_port_is_taken_from_the_first_look_on() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(RefusedError, match="is taken"):
            listen("127.0.0.1", port)
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE):
            pass  # whoever comes while the board is loading waits, and is not turned away


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("198.51.100.7", "HOST=198.51.100.7 is no address of this machine"),
        ("no-such-host.invalid", "no name or address that is known here"),
        ("a" * 300, "no name or address that is known here"),
        ("::ffff::1", "no name or address that is known here"),
    ],
)
def test_a_host_that_is_none_is_named(host: str, why: str) -> None:
    with pytest.raises(RefusedError, match=re.escape(why)):
        listen(host, 8000)


def test_a_port_of_the_administrator_is_explained() -> None:
    error = OSError(errno.EACCES, "Permission denied")
    assert "Port 80 needs rights that you do not have" in reason("127.0.0.1", 80, error)


@pytest.mark.parametrize("command", [["requirements/install", "port"], ["make", "-s", "run"]])
def test_make_run_tells_before_it_installs_or_loads_anything(
    command: list[str], tmp_path: Path
) -> None:
    with listen("127.0.0.1", 0) as other:
        port = str(other.getsockname()[1])
        done = subprocess.run(
            command,
            cwd=BASE_DIR,
            env={**os.environ, "PORT": port, "JOBBOARD_VAR": str(tmp_path / "var")},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    assert done.returncode != 0
    assert f"Port {port} of 127.0.0.1 is taken" in done.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["prepare --no-demo", "work", "createsuperuser"])
def test_a_database_that_cannot_be_reached_is_named_with_the_reason(command: str) -> None:
    variables = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing?connect_timeout=1"}
    told = refusal_of(["manage.py", *command.split()], variables)
    assert told.startswith("DATABASE_URL: the database cannot be reached (connection failed: ")
    assert "Connection refused" in told


def test_the_owner_is_told_where_the_passwords_are(tmp_path: Path) -> None:
    assert "createsuperuser" in greeting(plan({}))
    (tmp_path / "demo-users.txt").write_text("editor@example.org …")
    assert str(tmp_path / "demo-users.txt") in greeting(plan({}))


def test_the_owner_is_told_where_mail_lies_that_no_server_takes(tmp_path: Path) -> None:
    assert f"files in {tmp_path / 'mail'}" in greeting(plan({}))
    assert "Mail" not in greeting(plan({"JOBBOARD_SMTP_URL": "starttls://mail.example.org"}))


def test_a_process_that_will_not_end_is_killed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(serve, "GRACE_SECONDS", 0)
    deaf = (
        "import pathlib, signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "pathlib.Path(sys.argv[1]).touch(); signal.pause()"
    )
    process = start(sys.executable, "-c", deaf, str(tmp_path / "deaf"))
    wait_for((tmp_path / "deaf").exists)
    stop(process)
    assert process.returncode == -signal.SIGKILL


class Board:
    """An empty board, served as ``make run`` does."""

    def __init__(self, folder: Path, port: str) -> None:
        own = {"JOBBOARD_VAR": str(folder), "PORT": port, "DEMO": "0"}
        own["DATABASE_URL"] = database_url()
        own |= {"JOBBOARD_WEB_WORKERS": "1", "JOBBOARD_WEB_THREADS": "2"}
        self.port = int(port)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jobboard.serve"],
            cwd=BASE_DIR,
            env=os.environ | own,
            stdout=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        assert self.process.stdout
        for line in self.process.stdout:
            if "Ctrl-C stops it" in line:
                return
        raise AssertionError("it did not start")

    def child(self, command: str) -> int | None:
        found = children_of(self.process.pid).items()
        return next((pid for pid, said in found if command in said), None)

    def status(self, path: str) -> int:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        link.request("GET", path, headers={"Connection": "close"})
        with closing(link), link.getresponse() as response:
            return response.status


@pytest.fixture
def board(tmp_path: Path, free_port: str, transactional_db: None) -> Iterator[Board]:
    KnownPlace.objects.create(
        slug="bonn-de", label="Bonn", country="DE", facts={}
    )  # the others take seconds
    made = Board(tmp_path, free_port)
    yield made
    made.process.terminate()
    made.process.wait(PATIENCE)
    assert made.process.stdout
    made.process.stdout.close()


SLOW = b"POST /jobs/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\nabc"


@pytest.mark.slow
def test_web_server_and_worker_live_and_end_with_the_board(board: Board) -> None:
    assert board.status("/readyz") == 200
    with ExitStack() as clients:
        for _ in range(4):  # twice as many as threads
            link = clients.enter_context(socket.create_connection(("127.0.0.1", board.port)))
            link.sendall(SLOW)
        assert board.status("/jobs/") == 200  # slow bodies keep nobody from reading

    first = board.child("manage.py work")
    assert first
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: board.child("manage.py work") not in {None, first})

    children = list(children_of(board.process.pid))
    board.process.send_signal(signal.SIGINT)  # Ctrl-C
    assert board.process.wait(PATIENCE) == 0
    assert not any(map(is_alive, children))


@pytest.mark.slow
def test_nothing_is_left_of_a_board_that_is_killed(board: Board) -> None:
    children = list(children_of(board.process.pid))
    board.process.kill()
    for pid in children:
        wait_for(lambda pid=pid: not is_alive(pid))  # type: ignore[misc]
