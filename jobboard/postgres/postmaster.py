"""Which server runs on a data folder, as the folder and the system tell."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Postmaster:
    """What a running server says of itself in ``postmaster.pid``."""

    pid: int
    port: int
    socket_folder: str
    is_ready: bool


def find_postmaster(data: Path) -> Postmaster | None:
    """Return the server that runs on ``data``; None if there is none."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    port, folder, _, _, state = (*lines[3:8], "", "", "", "", "")[:5]
    found = Postmaster(pid, int(port or 0), folder, state.strip() == "ready")
    return found if runs_on(found.pid, data) else None


def runs_on(pid: int, data: Path) -> bool:
    """Tell whether ``pid`` is a server on ``data``, and no later process with the same number."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # one that this process started stays a zombie until asked
    if Path("/proc/self/cwd").exists():
        try:
            return Path(f"/proc/{pid}/cwd").samefile(data)
        except OSError:
            return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
