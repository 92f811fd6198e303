"""How long anything waits for the database, and a server that hangs, noticed early.

Statements have short limits where a visitor waits for a page, and longer ones elsewhere. A hung
server takes connections and says nothing, so each request would hold its thread for the whole of
its limit. The first one that notices spares the others the wait; from then on one at a time tries
again.
"""

import socket
import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import psycopg
from psycopg.abc import PQGen
from psycopg.waiting import Ready

GRACE_SECONDS = 2.0  # the server ends a statement first; one that does not is hung itself


class Workload(StrEnum):
    """What a process does with the database."""

    PAGE = "page"
    WORK = "work"
    MIGRATION = "migration"


@dataclass(frozen=True)
class Timeouts:
    """Seconds after which the server ends a statement, or its wait for a lock."""

    statement: int
    lock: int

    @property
    def give_up(self) -> float:
        """Seconds after which a server that has not answered is given up."""
        return self.statement + GRACE_SECONDS

    def as_options(self) -> str:
        """The limits as libpq's ``options``, so that they cost no statement of their own."""
        return f"-c statement_timeout={self.statement}s -c lock_timeout={self.lock}s"

    def as_sql(self) -> str:
        """The limits as statements, for a connection that is open already."""
        return f"SET statement_timeout = '{self.statement}s'; SET lock_timeout = '{self.lock}s'"


class ProcessWorkload:
    """What this process is: commands and the worker do work, until ``wsgi.py`` says otherwise."""

    workload = Workload.WORK


PAUSE_SECONDS = 1.0  # before a silent server is tried again
LOOK_SECONDS = 1.0  # a statement that takes longer asks whether the server answers at all
ANSWER_SECONDS = 1.0  # for that answer
SSL_REQUEST = bytes((0, 0, 0, 8, 4, 210, 22, 47))  # answered by one byte, before any login


@dataclass(frozen=True)
class Endpoint:
    """Where a server listens: a host name, or the folder of its Unix socket."""

    host: str
    port: int


def is_answering(endpoint: Endpoint, seconds: float = ANSWER_SECONDS) -> bool:
    """Tell whether the server at ``endpoint`` says anything within ``seconds``."""
    try:
        with _connected(endpoint, seconds) as link:
            link.sendall(SSL_REQUEST)
            return link.recv(1) != b""
    except OSError:
        return False


def _connected(endpoint: Endpoint, seconds: float) -> socket.socket:
    if not endpoint.host.startswith("/"):
        return socket.create_connection((endpoint.host, endpoint.port), seconds)
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(seconds)
    try:
        link.connect(str(Path(endpoint.host) / f".s.PGSQL.{endpoint.port}"))
    except OSError:
        link.close()
        raise
    return link


class CircuitBreaker:
    """Whether this process takes the server for silent. Safe for threads."""

    def __init__(self) -> None:
        self._until = 0.0
        self._lock = threading.Lock()

    def trip(self) -> None:
        """The server has not answered: nobody waits for it in the next moments."""
        with self._lock:
            self._until = time.monotonic() + PAUSE_SECONDS

    def reset(self) -> None:
        """It has answered."""
        self._until = 0.0

    def is_open(self) -> bool:
        """Tell whether it was silent a moment ago; takes no turn."""
        return time.monotonic() < self._until

    def check(self, seconds: float) -> None:
        """Raise OperationalError while it is silent; else the caller tries for up to ``seconds``.

        Whoever comes first after the pause tries, and the others are refused meanwhile.
        """
        with self._lock:
            now = time.monotonic()
            if now < self._until:
                raise psycopg.OperationalError("the database did not answer a moment ago")
            if self._until:
                self._until = now + seconds + PAUSE_SECONDS


def watched[R](
    steps: PQGen[R], breaker: CircuitBreaker, endpoint: Endpoint | None, limit: float
) -> PQGen[R]:
    """Take psycopg's ``steps`` of one statement, and end them when the server is silent.

    That is after ``limit`` seconds, or, where its ``endpoint`` is known, as soon as it is found
    that it answers nobody.
    """
    began = time.monotonic()
    look_at = began + LOOK_SECONDS
    try:
        wanted = next(steps)
        while True:
            ready = yield wanted
            now = time.monotonic()
            if ready == Ready.NONE and now >= min(look_at, began + limit):
                _give_up_if_silent(breaker, endpoint, is_over=now >= began + limit)
                look_at = time.monotonic() + LOOK_SECONDS
            wanted = steps.send(ready)
    except StopIteration as end:
        result: R = end.value
        return result


def _give_up_if_silent(
    breaker: CircuitBreaker, endpoint: Endpoint | None, *, is_over: bool
) -> None:
    if is_over or breaker.is_open() or (endpoint and not is_answering(endpoint)):
        breaker.trip()
        raise psycopg.errors.ConnectionTimeout("the database does not answer")
