"""``make run``: database, web server and worker side by side, until Ctrl-C.

For trying and developing; in production web server and worker are services of their own
(``docs/operations.md``). This process stays small, since it never loads the board itself.
"""

import contextlib
import ctypes
import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from jobboard import environment
from jobboard.port import RefusedError, address, listen, place
from jobboard.postgres import PostgresError, ensure_running

GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
MANAGE = [sys.executable, "manage.py"]
START_SECONDS = 120  # for the first answer
RESTART_SECONDS = 2.0  # before the worker is started again
GRACE_SECONDS = 20.0  # longer than the graces of web server and worker
DEATH_SIGNAL = 1  # Linux: prctl's PR_SET_PDEATHSIG
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class ServePlan:
    """Where the board is served, whether it is the demo board, which others may not reach, and
    whether its mail becomes files, as it does on one's own machine without a server for mail.
    """

    host: str
    port: int
    is_demo: bool
    url: str
    var: Path
    keeps_mail: bool


def plan(variables: Mapping[str, str]) -> ServePlan:
    """Read ``HOST``, ``PORT``, ``JOBBOARD_URL`` and ``DEMO``, or raise RefusedError."""
    host, port = place(variables)
    url, demo = variables.get("JOBBOARD_URL") or "", variables.get("DEMO") or "1"
    if not url and not environment.is_loopback(host):
        raise RefusedError(
            f"HOST={host} can be reached from elsewhere: say in JOBBOARD_URL under which address "
            "people open the board, for example JOBBOARD_URL=https://jobs.example.org."
        )
    if demo not in {"0", "1"}:
        raise RefusedError(f"DEMO must be 1 or 0, not {demo!r}.")
    is_local = environment.public_address(environ.Env()).is_local
    is_private = environment.is_loopback(host) and is_local
    if demo == "1" and not is_private:
        raise RefusedError(
            "The demo board is for this machine only: it has made-up companies and sample users. "
            "Start the real one with DEMO=0, or leave HOST and JOBBOARD_URL unset."
        )
    var = environment.var_folder(environ.Env())
    keeps_mail = is_local and not variables.get("JOBBOARD_SMTP_URL")
    url = url or f"http://{address(variables)}"
    return ServePlan(host, port, demo == "1", url, var, keeps_mail)


def start(*command: str, pass_fds: Sequence[int] = ()) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own: Ctrl-C reaches it only through ``stop``."""
    return subprocess.Popen(  # noqa: S603
        command,
        cwd=environment.BASE_DIR,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=pass_fds,
        preexec_fn=_end_with_parent,  # noqa: PLW1509 (this process has no threads)
    )


def _end_with_parent() -> None:
    """Have the system end this process when the one that started it was killed."""
    with contextlib.suppress(AttributeError):  # other systems have no such call
        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGTERM)


def stop(*processes: subprocess.Popen[bytes]) -> None:
    """End processes by SIGTERM, and by SIGKILL after the grace; returns when they are gone."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def greeting(board: ServePlan) -> str:
    """Return the board's address, how to sign in, and where its mail goes without a server."""
    users = board.var / "demo-users.txt"
    sign_in = (
        f"demo users and their passwords are in {users}"
        if users.exists()
        else "`.venv/bin/python manage.py createsuperuser` makes the first user"
    )
    mail = f"\n  Mail:      files in {board.var / 'mail'}; none is sent" if board.keeps_mail else ""
    return (
        f"\n  The board: {board.url}"
        f"\n  Admin:     {board.url}/admin/ ({sign_in})"
        f"{mail}"
        "\n  Ctrl-C stops it.\n"
    )


def answers(board: ServePlan) -> bool:
    """Wait for the web server's first answer: its port is open while it still loads the board."""
    connection = http.client.HTTPConnection(board.host, board.port, timeout=START_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):  # it ended, and its own lines say why
        return False


def serve() -> int:
    """Run the whole board until a signal, or until the web server ends; return its status."""
    board = plan(os.environ)
    os.environ["JOBBOARD_URL"] = board.url
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        with listen(board.host, board.port) as port:
            if not os.environ.get("DATABASE_URL"):
                print(f"Database: PostgreSQL in {board.var / 'postgres'} …", flush=True)
                ensure_running(board.var)
            prepare = [*MANAGE, "prepare", *([] if board.is_demo else ["--no-demo"])]
            running["prepare"] = start(*prepare)  # its memory is free again when it has ended
            if running["prepare"].wait():
                raise RefusedError("The board could not be prepared; the lines above say why.")
            bind = ("--bind", f"fd://{port.fileno()}")
            running["web"] = start(*GUNICORN, *bind, pass_fds=[port.fileno()])
        running["worker"] = start(*MANAGE, "work")
        if answers(board):
            print(greeting(board), flush=True)
        return _keep_running(running)
    finally:
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C breaks nothing off
        stop(*running.values())


def _keep_running(running: dict[str, subprocess.Popen[bytes]]) -> int:
    """Start the worker again whenever it ends; return the web server's status when it does."""
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return running["web"].wait(RESTART_SECONDS)
        if running["worker"].poll() is not None:
            print("The worker ended; it starts again.", file=sys.stderr)
            running["worker"] = start(*MANAGE, "work")


def _interrupt(number: int, _: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Serve; what goes wrong is one readable message, and a signal is no error."""
    for number in ENDING:
        signal.signal(number, _interrupt)
    try:
        sys.exit(serve())
    except KeyboardInterrupt:
        sys.exit(0)
    except (RefusedError, PostgresError, ImproperlyConfigured) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
