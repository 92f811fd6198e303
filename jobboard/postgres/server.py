"""Starting, watching and stopping the one server of a board's folder.

Processes meet through locks on files, which the system drops when their holder dies, whatever the
cause: one while the server is started or stopped, and a lease of each process that uses it.
"""

import atexit
import fcntl
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jobboard.postgres.account import Account, PostgresError, choose
from jobboard.postgres.data_folder import (
    DATABASE,
    PORT,
    USER,
    find_postmaster,
    prepare,
    private,
    runs_on,
    socket_folder,
)

RECOVERY = 600.0  # seconds a start may take after a crash
STOPPING = 120.0  # seconds for the last checkpoint
LOG_LIMIT = 10_000_000  # bytes
PAUSE = 0.02  # seconds between two looks
STILL_LEAVING = "pre-existing shared memory block"


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Wait until no other process or thread is in this block for ``path``."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Lease:
    """A sign that this process uses something shared, as long as the process lives."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None
        # A child must not hold its parent's lease: it may outlive it, and never use the server.
        os.register_at_fork(after_in_child=self._close)

    def is_held(self) -> bool:
        """Tell whether this very process holds it, not the one that it was forked from."""
        return self._descriptor is not None

    def hold(self) -> None:
        """Take the lease, if it is not held yet."""
        if not self.is_held():
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def give_up(self) -> bool:
        """Let go, and tell whether no other process holds the lease now.

        The answer stays true only while an ``exclusive_lock`` keeps others from taking one.
        """
        self._close()
        with self.path.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None


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
                with exclusive_lock(self._starting):
                    self._account = self._account or choose(self.home)
                    self.lease.hold()
                    atexit.register(self._leave_at_exit)
            return self._find() or self._find_or_start()

    def leave(self) -> bool:
        """Give up the lease; stop the server, and return True, if nobody else holds one."""
        if not self.home.exists():  # removed under a running server, which notices and ends too
            return True
        with _ctrl_c_ignored(), self._thread, exclusive_lock(self._starting):
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
        with exclusive_lock(self._starting):
            data = prepare(self.account)
            began, has_spoken = time.monotonic(), False
            while (address := self._find()) is None:
                if find_postmaster(data) is None:
                    self._start(data)
                waited = time.monotonic() - began
                if waited > RECOVERY:
                    raise PostgresError(f"PostgreSQL is still not ready; see {self.log}.")
                if waited > 3 and not has_spoken:
                    has_spoken = True
                    print("PostgreSQL recovers from a sudden end …", file=sys.stderr, flush=True)
                time.sleep(PAUSE)
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


@contextmanager
def _ctrl_c_ignored() -> Iterator[None]:
    """Ignore Ctrl-C for a moment: a second one must not break off the clean stop."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
