"""``make run``: bring the board up to date and serve it until Ctrl-C.

This process stays small (it never loads the board itself): it holds a lease on the embedded
database, runs ``manage.py prepare``, and then is gunicorn's master, which keeps the worker running
as well. When it ends, both have stopped and the database, if nobody else uses it, stops after it.
"""

import ipaddress
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import environ
from django.core.exceptions import ImproperlyConfigured
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from jobboard import environment
from jobboard.port import PortError, listen, place
from jobboard.postgres import PostgresError, ensure_running
from jobboard.serve_worker import Background

WORKERS = 2
THREADS = 4  # so that a slow reader does not hold a whole process
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (where heartbeats cost no disk; the name is random)


class RefusedError(Exception):
    """The board is not started; the message says why and what to do."""


@dataclass(frozen=True)
class Plan:
    """Where the board is served, and whether it is the demo board."""

    host: str
    port: int
    is_demo: bool
    url: str
    var: Path

    @property
    def is_private(self) -> bool:
        """Whether only this machine can reach the board, and it is announced nowhere else."""
        address = environment.public_address(environ.Env())
        return is_loopback(self.host) and address.is_local


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` (a name or an address) can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def plan(variables: Mapping[str, str]) -> Plan:
    """Read ``HOST``, ``PORT`` and ``DEMO``, or raise RefusedError or PortError."""
    host, port = place(variables)
    url = variables.get("JOBBOARD_URL") or ""
    if not url and not is_loopback(host):
        raise RefusedError(
            f"HOST={host} can be reached from elsewhere: say in JOBBOARD_URL under which address "
            "people open the board, for example JOBBOARD_URL=https://jobs.example.org."
        )
    shown = f"[{host}]" if ":" in host else host
    demo = variables.get("DEMO") or "1"
    if demo not in {"0", "1"}:
        raise RefusedError(f"DEMO must be 1 or 0, not {demo!r}.")
    var = environment.var_folder(environ.Env())
    return Plan(host, port, demo == "1", url or f"http://{shown}:{port}", var)


def check(board: Plan) -> None:
    """Refuse a demo that others could reach."""
    if board.is_demo and not board.is_private:
        raise RefusedError(
            "The demo board is for this machine only: it has made-up companies and sample users. "
            "Start the real one with DEMO=0, or leave HOST and JOBBOARD_URL unset."
        )


def prepare(board: Plan) -> None:
    """Migrate, load the demo and collect static files, in a process whose memory is then freed."""
    command = [sys.executable, "manage.py", "prepare", *([] if board.is_demo else ["--no-demo"])]
    process = subprocess.Popen(  # noqa: S603
        command, cwd=environment.BASE_DIR, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        status = process.wait()
    except BaseException:  # Ctrl-C did not reach it, in its own session
        process.terminate()
        process.wait()
        raise
    if status:
        raise RefusedError("The board could not be prepared; the lines above say why.")


class Web(BaseApplication):
    """gunicorn with the board's settings instead of a command line."""

    def __init__(self, board: Plan, listener: socket.socket) -> None:
        self.board = board
        self.listener = listener
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's defaults."""
        for name, value in self.settings().items():
            self.cfg.set(name, value)

    def settings(self) -> dict[str, Any]:
        """Return gunicorn's settings."""
        return {
            "bind": f"fd://{self.listener.fileno()}",
            "workers": WORKERS,
            "worker_class": "jobboard.slow_clients.Worker",
            "threads": THREADS,
            # What a client says of the path or the scheme counts for nothing; a header with "_" in
            # its name could pose as another one, and is dropped.
            "forwarder_headers": "",
            "header_map": "drop",
            "forwarded_allow_ips": "",
            "http_parser": "python",  # the one that jobboard.request_line extends
            "logger_class": "jobboard.logs.WebLogger",
            "timeout": 30,
            "graceful_timeout": 10,
            "max_requests": 20_000,  # a worker that leaks is replaced before it hurts
            "max_requests_jitter": 2_000,
            "worker_tmp_dir": str(SHARED_MEMORY) if os.access(SHARED_MEMORY, os.W_OK) else None,
            "control_socket_disable": True,  # its default place is shared by all boards of a user
            "loglevel": "warning",
            "when_ready": lambda _: print(greeting(self.board), flush=True),
            # Ctrl-C reaches the whole terminal; the master alone passes it on, since a second
            # signal during a worker's end can lock that worker up.
            "post_worker_init": lambda _: signal.signal(signal.SIGINT, signal.SIG_IGN),
        }

    def load(self) -> Any:
        """Import the board, in a worker."""
        from django.conf import settings  # noqa: PLC0415 (never in the master)

        from jobboard import request_line, slow_clients  # noqa: PLC0415
        from jobboard.wsgi import application  # noqa: PLC0415

        slow_clients.Worker.limits = settings.CLIENT_LIMITS
        request_line.install()
        return application

    def run(self) -> None:
        """Serve until a signal."""
        Master(self).run()


class Master(Arbiter):
    """gunicorn's master process, which ends with its terminal instead of reloading.

    It keeps the board's worker (mail, tasks, timetable) running beside the web workers.
    """

    def __init__(self, app: Web) -> None:
        super().__init__(app)
        self.background = Background()

    def manage_workers(self) -> None:
        """Called about once a second."""
        super().manage_workers()
        self.background.look()

    def stop(self, graceful: bool = True) -> None:
        """End the web workers and the worker."""
        self.background.tell()
        super().stop(graceful)
        self.background.stop()

    def handle_hup(self) -> None:
        """Stop as for SIGTERM."""
        self.handle_term()


def greeting(board: Plan) -> str:
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


def serve() -> None:
    """Run the whole board; returns only by SystemExit or an exception."""
    board = plan(os.environ)
    os.environ["JOBBOARD_URL"] = board.url
    check(board)
    listener = listen(board.host, board.port)
    if not os.environ.get("DATABASE_URL"):
        print(f"Database: PostgreSQL in {board.var / 'postgres'} …", flush=True)
        ensure_running(board.var)
    prepare(board)
    Web(board, listener).run()


def _end(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


def main() -> None:
    """Serve; what goes wrong is one readable message, and Ctrl-C is no error."""
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, _end)
    try:
        serve()
    except KeyboardInterrupt:
        sys.exit(130)
    except (RefusedError, PortError, PostgresError, ImproperlyConfigured) as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
