"""Starting, watching and stopping the one server of a board's folder."""

import atexit
import os
import shutil
import signal
import sys
import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jobboard.postgres.account import Account, choose
from jobboard.postgres.errors import PostgresError
from jobboard.postgres.folder import DATABASE, PORT, USER, prepare, private, socket_folder
from jobboard.postgres.lease import Lease, alone
from jobboard.postgres.postmaster import find_postmaster, runs_on

RECOVERY = 600.0  # seconds a start may take after a crash
STOPPING = 120.0  # seconds for the last checkpoint
LOG_LIMIT = 10_000_000  # bytes
PAUSE = 0.02  # seconds between two looks
STILL_LEAVING = "pre-existing shared memory block"


@dataclass(frozen=True)
class Address:
    """Where the server listens: ``host`` is the folder of its Unix socket."""

    host: str
    port: int
    user: str = USER
    database: str = DATABASE

    def as_parameters(self) -> dict[str, str | int]:
        """The place as libpq's parameters."""
        return {"host": self.host, "port": self.port, "user": self.user}


class Server:
    """The server of one folder, as this process sees it. Safe for threads and processes."""

    def __init__(self, var: Path) -> None:
        self.home = private(var.absolute() / "postgres").resolve()
        self.log = self.home / "server.log"
        self.lease = Lease(self.home / "clients.lock")
        self._starting = self.home / "start.lock"
        self._account: Account | None = None
        self._thread = threading.Lock()

    @property
    def account(self) -> Account:
        """As whom the server runs (settled once; may try a namespace)."""
        if self._account is None:
            self._account = choose(self.home)
        return self._account

    def ensure_running(self) -> Address:
        """Return the server's address; start it if need be, and hold a lease on it from now on.

        Raises PostgresError, with what to do, when it cannot be started.
        """
        with self._thread:
            if not self.lease.is_held():
                with alone(self._starting):
                    self._account = self._account or choose(self.home)
                    self.lease.hold()
                    atexit.register(self._leave_at_exit)
            return self._find() or self._find_or_start()

    def leave(self) -> bool:
        """Give up the lease; stop the server, and return True, if nobody else holds one."""
        if not self.home.exists():  # removed under a running server, which notices and ends too
            return True
        with _deaf_to_ctrl_c(), self._thread, alone(self._starting):
            is_last = self.lease.give_up()
            if is_last:
                self._stop()
            return is_last

    def _leave_at_exit(self) -> None:
        if self.lease.is_held():  # not in a forked child that never used the server itself
            self.leave()

    def _find(self) -> Address | None:
        found = find_postmaster(self.account.home / "data")
        return Address(found.socket_folder, found.port) if found and found.is_ready else None

    def _find_or_start(self) -> Address:
        with alone(self._starting):
            data = prepare(self.account)
            patience = Patience(self.log)
            while (address := self._find()) is None:
                if find_postmaster(data) is None:
                    self._start(data)
                patience.wait()
            return address

    def _start(self, data: Path) -> None:
        """Start the server and see it take its place.

        That fails, to be tried again, while children of a killed server are still leaving.
        """
        sockets = socket_folder(self.account)
        self._remove_traces(data, sockets)
        self._shorten_log()
        with self.log.open("a") as log:
            before = log.tell()
            child = self.account.start(
                *("postgres", "-D", data, "-k", sockets, "-p", str(PORT)),
                *("-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"),
                output=log.fileno(),
            )
            while child.poll() is None:
                if find_postmaster(data):
                    child.returncode = 0  # it may outlive us, so nobody is to wait for it
                    return
                time.sleep(PAUSE)
        said = self.log.read_bytes()[before:].decode(errors="replace").strip()
        if STILL_LEAVING not in said:
            raise PostgresError(f"PostgreSQL did not start:\n{said}\n{self._advice(said)}")

    def _remove_traces(self, data: Path, sockets: Path) -> None:
        """Remove the marks of a killed server, whose number another process may have by now.

        The caller has made sure that no server runs. Without /proc that is PostgreSQL's to judge.
        """
        if Path("/proc/self/cwd").exists():
            for path in (data / "postmaster.pid", sockets / f".s.PGSQL.{PORT}.lock"):
                path.unlink(missing_ok=True)

    def _stop(self) -> None:
        """Shut down fast but cleanly: open transactions roll back, the last checkpoint is made."""
        data = self.account.home / "data"
        found = find_postmaster(data)
        if found is None:
            return
        os.kill(found.pid, signal.SIGINT)
        deadline = time.monotonic() + STOPPING
        while runs_on(found.pid, data):
            if time.monotonic() > deadline:
                print(f"PostgreSQL is still stopping; see {self.log}.", file=sys.stderr)
                return
            time.sleep(PAUSE)
        if Path(found.socket_folder) != self.account.home:
            shutil.rmtree(found.socket_folder, ignore_errors=True)

    def _shorten_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))

    def _advice(self, said: str) -> str:
        if "No space left on device" in said:
            return f"The disk that holds {self.account.home} is full: make room and start again."
        return f"The whole log is in {self.log}."


class Patience:
    """Waiting for a start that takes long after a crash: says so once, and ends after a while."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._began = time.monotonic()
        self._has_spoken = False

    def wait(self) -> None:
        """Sleep for a moment; raise PostgresError when there was no end to it."""
        waited = time.monotonic() - self._began
        if waited > RECOVERY:
            raise PostgresError(f"PostgreSQL is still not ready; see {self._log}.")
        if waited > 3 and not self._has_spoken:
            self._has_spoken = True
            print("PostgreSQL recovers from a sudden end …", file=sys.stderr, flush=True)
        time.sleep(PAUSE)


class _deaf_to_ctrl_c:  # noqa: N801 - reads as a verb at its only use
    """Ignore Ctrl-C for a moment: a second one must not break off the clean stop."""

    def __enter__(self) -> None:
        self._before = None
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, signal.SIG_IGN)

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)


@cache
def _server(var: Path) -> Server:
    return Server(var)


def ensure_running(var: Path) -> Address:
    """Return the address of the embedded server of ``var``, started if need be.

    This process holds a lease on it until it ends; the last process to end stops the server.
    Raises PostgresError, which says what to do.
    """
    try:
        return _server(var.absolute()).ensure_running()
    except OSError as error:
        raise PostgresError(f"The embedded PostgreSQL cannot use {var}: {error}.") from error


def leave(var: Path) -> bool:
    """Give up this process's lease, and tell whether the server of ``var`` is stopped now.

    It is, unless another process uses it. Processes that end without calling this do the same.
    """
    return _server(var.absolute()).leave()
