"""``make run``: database, web server and worker side by side, until Ctrl-C.

For trying and developing; in production web server and worker are services of their own
(``docs/operations.md``). This process stays small, since it never loads the board itself.
"""

import contextlib
import ctypes
import http.client
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import environ
from django.core.exceptions import ImproperlyConfigured

from jobboard import environment
from jobboard.port import PortError, address, listen, place
from jobboard.postgres import PostgresError, ensure_running

GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
MANAGE = [sys.executable, "manage.py"]
WORK = [*MANAGE, "work", "--with-parent", str(os.getpid())]
START_SECONDS = 120  # for the first answer
LOOK_SECONDS = 0.5  # between two looks whether web server and worker still run
RESTART_SECONDS = 2.0  # before the worker is started again
GRACE_SECONDS = 20.0  # longer than the graces of web server and worker
DEATH_SIGNAL = 1  # Linux: prctl's PR_SET_PDEATHSIG


class RefusedError(Exception):
    """The board is not started; the message says why and what to do."""


@dataclass(frozen=True)
class ServePlan:
    """Where the board is served, and whether it is the demo board, which others may not reach."""

    host: str
    port: int
    is_demo: bool
    url: str
    var: Path


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` (a name or an address) can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def plan(variables: Mapping[str, str]) -> ServePlan:
    """Read ``HOST``, ``PORT`` and ``DEMO``, or raise RefusedError or PortError."""
    host, port = place(variables)
    url = variables.get("JOBBOARD_URL") or ""
    if not url and not is_loopback(host):
        raise RefusedError(
            f"HOST={host} can be reached from elsewhere: say in JOBBOARD_URL under which address "
            "people open the board, for example JOBBOARD_URL=https://jobs.example.org."
        )
    demo = variables.get("DEMO") or "1"
    if demo not in {"0", "1"}:
        raise RefusedError(f"DEMO must be 1 or 0, not {demo!r}.")
    is_private = is_loopback(host) and environment.public_address(environ.Env()).is_local
    if demo == "1" and not is_private:
        raise RefusedError(
            "The demo board is for this machine only: it has made-up companies and sample users. "
            "Start the real one with DEMO=0, or leave HOST and JOBBOARD_URL unset."
        )
    var = environment.var_folder(environ.Env())
    return ServePlan(host, port, demo == "1", url or f"http://{address(variables)}", var)


def start(*command: str, listener: socket.socket | None = None) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own: Ctrl-C reaches it only through ``stop``."""
    return subprocess.Popen(  # noqa: S603
        command,
        cwd=environment.BASE_DIR,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=[listener.fileno()] if listener else [],
        preexec_fn=_end_with_parent,  # noqa: PLW1509 (this process has no threads)
    )


def _end_with_parent() -> None:
    """Have the system end this process when the one that started it was killed."""
    with contextlib.suppress(AttributeError):  # other systems have no such call
        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGTERM)


def stop(*processes: subprocess.Popen[bytes]) -> None:
    """End processes, kindly first; returns when they are gone."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def prepare(board: ServePlan) -> None:
    """Migrate, load the demo and collect static files, in a process whose memory is then freed."""
    process = start(*MANAGE, "prepare", *([] if board.is_demo else ["--no-demo"]))
    try:
        status = process.wait()
    finally:
        stop(process)
    if status:
        raise RefusedError("The board could not be prepared; the lines above say why.")


def greeting(board: ServePlan) -> str:
    """Return what the owner needs to know: the address and how to sign in."""
    users = board.var / "demo-users.txt"
    sign_in = (
        f"demo users and their passwords are in {users}"
        if users.exists()
        else "`.venv/bin/python manage.py createsuperuser` makes the first user"
    )
    return (
        f"\n  The board: {board.url}"
        f"\n  Admin:     {board.url}/admin/ ({sign_in})"
        "\n  Ctrl-C stops it.\n"
    )


def wait_for_first_answer(board: ServePlan) -> bool:
    """Tell whether the web server came up; the port is open already, so asking once is enough."""
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
    listener = listen(board.host, board.port)
    if not os.environ.get("DATABASE_URL"):
        print(f"Database: PostgreSQL in {board.var / 'postgres'} …", flush=True)
        ensure_running(board.var)
    prepare(board)
    web = start(*GUNICORN, "--bind", f"fd://{listener.fileno()}", listener=listener)
    listener.close()
    worker = start(*WORK)
    try:
        if wait_for_first_answer(board):
            print(greeting(board), flush=True)
        while web.poll() is None:
            time.sleep(LOOK_SECONDS)
            if worker.poll() is not None:
                print("The worker ended; it starts again in a moment.", file=sys.stderr)
                time.sleep(RESTART_SECONDS)
                worker = start(*WORK)
        return web.returncode
    except (KeyboardInterrupt, SystemExit):
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C breaks nothing off
        stop(web, worker)


def _end(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


def main() -> None:
    """Serve; what goes wrong is one readable message, and Ctrl-C is no error."""
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, _end)
    try:
        sys.exit(serve())
    except KeyboardInterrupt:
        sys.exit(130)
    except (RefusedError, PortError, PostgresError, ImproperlyConfigured) as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
