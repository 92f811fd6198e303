"""The data folder: made whole or not at all, never touched when another version made it, and which
server runs on it.
"""

import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from jobboard.postgres.account import MAJOR, Account, PostgresError

USER = DATABASE = "jobboard"
PORT = 5432  # only a part of the socket's name
LONGEST_SOCKET = 103  # bytes of a Unix socket's path: 107 on Linux, 103 on macOS

# Written to postgresql.conf, where the owner of a board may change them.
SETTINGS = {
    "jit": "off",  # costs more than it gains on queries of a few milliseconds
    "log_checkpoints": "off",
    "log_timezone": "UTC",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "timezone": "UTC",
}


def private(folder: Path) -> Path:
    """Make ``folder`` for its owner alone; an existing one must belong to us."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise PostgresError(
            f"{folder} belongs to another user (id {folder.stat().st_uid}): run this command as "
            "that user, or set JOBBOARD_VAR to a folder of your own."
        )
    folder.chmod(0o700)
    return folder


def prepare(account: Account) -> Path:
    """Return the data folder, made with an empty database if there is none."""
    data = account.home / "data"
    if not data.exists():
        _make(account, data)
    _check_version(data)
    return data


def _make(account: Account, data: Path) -> None:
    """Make the cluster beside its place and move it there: a killed start leaves no half of one."""
    draft = data.with_name("data.new")
    shutil.rmtree(draft, ignore_errors=True)
    settings = [f"--set={name}={value}" for name, value in SETTINGS.items()]
    # "trust" is enough: nobody else can enter the folder of the only socket.
    _must(
        account.run(
            *("initdb", "-D", draft, "-U", USER, "--encoding=UTF8", "--auth=trust"),
            *("--locale-provider=builtin", "--locale=C.UTF-8", *settings),
        )
    )
    _must(
        account.run(
            *("postgres", "--single", "-D", draft, "postgres"), stdin=f"CREATE DATABASE {DATABASE}"
        )
    )
    draft.rename(data)


def _must(outcome: tuple[int, str]) -> None:
    status, said = outcome
    if status:
        raise PostgresError(f"PostgreSQL could not make its data folder:\n{said.strip()}")


def _check_version(data: Path) -> None:
    found = (data / "PG_VERSION").read_text().strip()
    if found != str(MAJOR):
        raise PostgresError(
            f"{data} was made by PostgreSQL {found}, and this version of the board brings "
            f"PostgreSQL {MAJOR}. Nothing was changed. Run `make backup` with the version of the "
            "board that made it, move the folder away, then run `make restore FILE=…` with this "
            "one."
        )


def socket_folder(account: Account) -> Path:
    """Return a folder for the socket that only its user can enter.

    It is the home itself, unless that path is too long for a socket, or holds a comma, which
    libpq takes for a list of hosts.
    """
    home = account.home
    if _fits(home):
        return home
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent")
    base = runtime if runtime.is_dir() and _fits(runtime / name) else Path(tempfile.gettempdir())
    folder = base / f"jobboard-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    _refuse_a_strangers(folder, account)
    return folder


def _fits(folder: Path) -> bool:
    path = os.fsencode(folder / f".s.PGSQL.{PORT}")
    return len(path) <= LONGEST_SOCKET and not set(b',"') & set(path)


def _refuse_a_strangers(folder: Path, account: Account) -> None:
    """Anybody can make a folder in /tmp first, and would then own the way to our database."""
    if account.user is not None and folder.lstat().st_uid == os.geteuid():
        os.chown(folder, account.owner, -1, follow_symlinks=False)
    found = folder.lstat()
    is_closed = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) & 0o077 == 0
    if not is_closed or found.st_uid != account.owner:
        raise PostgresError(
            f"{folder}, the place for the database's socket, is not a folder that only we can "
            "enter. Look who made it, remove it, or set JOBBOARD_VAR to a shorter path."
        )


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
