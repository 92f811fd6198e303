"""A server that has stopped answering, noticed early and not asked again by everybody.

A hung server takes connections and says nothing, so each request would hold its thread for the
whole of its limit. The first one that notices spares the others the wait; from then on one at a
time tries again.
"""

import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.abc import PQGen
from psycopg.waiting import Ready

PAUSE_SECONDS = 1.0  # before a silent server is tried again
LOOK_SECONDS = 1.0  # a statement that takes longer asks whether the server answers at all
ANSWER_SECONDS = 1.0  # for that answer
SSL_REQUEST = bytes((0, 0, 0, 8, 4, 210, 22, 47))  # answered by one byte, before any login


@dataclass(frozen=True)
class Place:
    """Where a server listens: a host name, or the folder of its Unix socket."""

    host: str
    port: int


def answers(place: Place, seconds: float = ANSWER_SECONDS) -> bool:
    """Tell whether the server at ``place`` says anything within ``seconds``."""
    try:
        with _connected(place, seconds) as link:
            link.sendall(SSL_REQUEST)
            return link.recv(1) != b""
    except OSError:
        return False


def _connected(place: Place, seconds: float) -> socket.socket:
    if not place.host.startswith("/"):
        return socket.create_connection((place.host, place.port), seconds)
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(seconds)
    try:
        link.connect(str(Path(place.host) / f".s.PGSQL.{place.port}"))
    except OSError:
        link.close()
        raise
    return link


class Silence:
    """Whether this process takes the server for silent. Safe for threads."""

    def __init__(self) -> None:
        self._until = 0.0
        self._lock = threading.Lock()

    def noticed(self) -> None:
        """The server has not answered: nobody waits for it in the next moments."""
        with self._lock:
            self._until = time.monotonic() + PAUSE_SECONDS

    def ended(self) -> None:
        """It has answered."""
        self._until = 0.0

    def is_noticed(self) -> bool:
        """Tell whether it was silent a moment ago; takes no turn."""
        return time.monotonic() < self._until

    def refuse(self, seconds: float) -> None:
        """Raise OperationalError while it is silent; else the caller tries for up to ``seconds``.

        Whoever comes first after the pause tries, and the others are refused meanwhile.
        """
        with self._lock:
            now = time.monotonic()
            if now < self._until:
                raise psycopg.OperationalError("the database did not answer a moment ago")
            if self._until:
                self._until = now + seconds + PAUSE_SECONDS


def watched[R](steps: PQGen[R], silence: Silence, place: Place | None, limit: float) -> PQGen[R]:
    """Take psycopg's ``steps`` of one statement, and end them when the server is silent.

    That is after ``limit`` seconds, or, where its ``place`` is known, as soon as it is found that
    it answers nobody.
    """
    began = time.monotonic()
    look_at = began + LOOK_SECONDS
    try:
        wanted = next(steps)
        while True:
            ready = yield wanted
            now = time.monotonic()
            if ready == Ready.NONE and now >= min(look_at, began + limit):
                _give_up_if_silent(silence, place, is_over=now >= began + limit)
                look_at = time.monotonic() + LOOK_SECONDS
            wanted = steps.send(ready)
    except StopIteration as end:
        result: R = end.value
        return result


def _give_up_if_silent(silence: Silence, place: Place | None, *, is_over: bool) -> None:
    if is_over or silence.is_noticed() or (place and not answers(place)):
        silence.noticed()
        raise psycopg.errors.ConnectionTimeout("the database does not answer")
