"""The worker beside the web server: started, started again, ended with it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobboard import serve_worker
from jobboard.environment import BASE_DIR
from jobboard.serve_worker import Background

PATIENCE = 120.0  # seconds, on a busy machine


def wait_for(what: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.1)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


class Stub(Background):
    """A worker that is a short program of the test."""

    def __init__(self, program: str) -> None:
        super().__init__()
        self.program = program

    def _start(self, now: float) -> None:
        self._started_at = now
        command = [sys.executable, "-c", self.program]
        self._process = subprocess.Popen(command, start_new_session=True)


def test_one_that_ends_is_started_again_ever_more_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve_worker, "FIRST_PAUSE", 0.1)
    background = Stub("pass")
    background._pause = 0.1
    pauses = []
    for _ in range(3):
        background._next_start = 0.0
        background.look()
        assert background._process
        background._process.wait()
        background.look()
        pauses.append(background._pause)
    assert pauses == [0.2, 0.4, 0.8]
    background.look()
    assert background.pid is None  # not yet


def test_one_that_will_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve_worker, "GRACE_SECONDS", 0.5)
    background = Stub(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print(1, flush=True); time.sleep(60)"
    )
    background.look()
    pid = background.pid
    assert pid
    time.sleep(0.5)
    background.stop()
    assert not is_alive(pid)
    assert background.pid is None


@pytest.fixture
def board(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """An empty board of its own, served as ``make run`` does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"JOBBOARD_VAR": str(tmp_path), "HOST": "127.0.0.1", "PORT": str(port), "DEMO": "0"}
    inherited = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "JOBBOARD_URL"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "jobboard.serve"],
        cwd=BASE_DIR,
        env=inherited | own,
        start_new_session=True,
    )
    try:
        yield process, port
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(60)


def worker_of(pid: int) -> int | None:
    """Return the worker among a process's children."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    for child in children.read_text().split():
        command = Path(f"/proc/{child}/cmdline")
        if command.exists() and b"work\0--with-parent" in command.read_bytes():
            return int(child)
    return None


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def test_it_lives_and_ends_with_the_board(board: tuple[subprocess.Popen[bytes], int]) -> None:
    master, port = board
    wait_for(lambda: answers(port))
    wait_for(lambda: worker_of(master.pid))
    first = worker_of(master.pid)
    assert first
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: worker_of(master.pid) not in {None, first})
    assert answers(port)
    second = worker_of(master.pid)
    assert second
    os.kill(master.pid, signal.SIGINT)  # Ctrl-C
    assert master.wait(60) == 0
    assert not is_alive(second)


def test_it_ends_when_the_master_is_killed(board: tuple[subprocess.Popen[bytes], int]) -> None:
    master, port = board
    wait_for(lambda: answers(port))
    wait_for(lambda: worker_of(master.pid))
    worker = worker_of(master.pid)
    assert worker
    master.kill()
    wait_for(lambda: not is_alive(worker))
