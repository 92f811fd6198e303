"""What tests of real processes share."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from jobboard.environment import BASE_DIR

PATIENCE = 180.0  # seconds, on a machine that is very busy; nothing waits for them to pass


def wait_for(what: Callable[[], object]) -> None:
    """Return as soon as ``what`` is so; fail when it never is."""
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that waits to be asked for its end does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def children_of(pid: int) -> dict[int, str]:
    """Return the commands of a process's children, by their numbers."""
    found = {}
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text().split():
            try:
                command = Path(f"/proc/{child}/cmdline").read_bytes()
            except OSError:
                continue
            found[int(child)] = command.replace(b"\0", b" ").decode()
    return found


def refusal_of(command: list[str], variables: Mapping[str, str]) -> str:
    """The one line by which a program of the board refuses to start; fail where it does not."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=BASE_DIR,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]
