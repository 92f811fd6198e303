"""Web workers that wait for no client: a request reaches a thread once it has arrived whole.

A thread that waits for a client serves nobody else, and there are few. So the main loop collects
what clients send, however slowly, and lets them go at the end without waiting either. A proxy that
buffers requests does the same for more of them, and for answers too.

Nothing here loads Django: the web server's master imports it too.
"""

import socket
import time
from collections import deque
from functools import partial
from typing import Any

from gunicorn import util
from gunicorn.workers import gthread

from jobboard.environment import ClientLimits
from jobboard.incoming import Incoming, Refusal

LEFT_SECONDS = 1.0  # for what a thread finds missing after all
LINGER_SECONDS = 2.0  # for a client to read the last answer of a connection
LINGER_BYTES = 65_536  # of what it still sends meanwhile
SEND_BUFFER = 1_048_576  # bytes of an answer that need no thread; the system may give less
PIECE = 65_536

LATE = Refusal(408, "Request Timeout")
TOO_MANY = Refusal(503, "Service Unavailable")


class ReadAlready:
    """A client's socket whose request has been read; gunicorn takes it from here."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._data = memoryview(b"")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sock, name)

    def give(self, data: bytes, send_seconds: float) -> None:
        """Hand over a request; its answer may take ``send_seconds`` for each piece."""
        self._data = memoryview(data)
        self._send_seconds = send_seconds
        self.sock.settimeout(send_seconds)

    def take(self) -> bytes:
        """Return what has arrived behind the request."""
        data, self._data = bytes(self._data), memoryview(b"")
        return data

    def recv(self, size: int) -> bytes:
        """Return the next bytes of the request. Raises TimeoutError where some are missing."""
        if self._data:
            data, self._data = bytes(self._data[:size]), self._data[size:]
            return data
        self.sock.settimeout(LEFT_SECONDS)
        try:
            return self.sock.recv(size)
        finally:
            self.sock.settimeout(self._send_seconds)


class Worker(gthread.ThreadWorker):
    """gunicorn's threads behind a main loop that collects requests and lets clients go."""

    limits = ClientLimits()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.arriving: dict[Any, Incoming] = {}  # by connection, the longest waiting first
        self.leaving: deque[tuple[float, socket.socket]] = deque()

    def enqueue_req(self, conn: Any) -> None:
        """Called by gunicorn where a request is expected: collect it, then find a thread."""
        behind = conn.parser.unreader.take_buffered() if conn.parser else b""
        conn.incoming = Incoming(self.limits)
        conn.sock.setblocking(False)
        self.arriving[conn] = conn.incoming
        self.poller.register(conn.sock, gthread.selectors.EVENT_READ, partial(self._collect, conn))
        if behind:
            self._add(conn, behind)
        self._drop_the_longest_waiting()

    def _collect(self, conn: Any, sock: socket.socket) -> None:
        try:
            data = sock.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._add(conn, data)
        else:
            self._drop(conn)

    def _add(self, conn: Any, data: bytes) -> None:
        incoming: Incoming = conn.incoming
        incoming.add(data)
        if incoming.refusal:
            self._refuse(conn, incoming.refusal)
        elif incoming.is_whole:
            self._stop_collecting(conn)
            conn.data_ready = True
            super().enqueue_req(conn)
        elif incoming.wants_continue():
            util.write_nonblock(conn.sock, b"HTTP/1.1 100 Continue\r\n\r\n")

    def _drop_the_longest_waiting(self) -> None:
        """Make room: whoever sends at an ordinary pace is never the one that waited longest."""
        while self.arriving and self._is_too_much():
            self._refuse(next(iter(self.arriving)), TOO_MANY)

    def _is_too_much(self) -> bool:
        held = sum(incoming.size for incoming in self.arriving.values())
        room = self.worker_connections // 2
        return len(self.arriving) > room or held > self.limits.buffer * 1_000_000

    def _stop_collecting(self, conn: Any) -> None:
        del self.arriving[conn]
        self.poller.unregister(conn.sock)

    def _drop(self, conn: Any) -> None:
        self._stop_collecting(conn)
        self.nr_conns -= 1
        conn.close()

    def _refuse(self, conn: Any, refusal: Refusal) -> None:
        self._stop_collecting(conn)
        self.nr_conns -= 1
        try:
            util.write_error(conn.sock, refusal.status, refusal.reason, refusal.message)
        except OSError:
            conn.close()
        else:
            self._let_go(conn.sock)

    def _is_over(self, incoming: Incoming, now: float) -> bool:
        return incoming.is_late(now) or not (self.alive or incoming.size)

    def handle(self, conn: Any) -> Any:
        """Serve a request that has arrived. Runs in a thread."""
        conn.sock.setblocking(True)
        conn.init()
        unreader = conn.parser.unreader
        if not isinstance(unreader.sock, ReadAlready):
            unreader.sock = ReadAlready(unreader.sock)
        unreader.sock.give(conn.incoming.take(), self.limits.send)
        result = super().handle(conn)
        unreader.buf.seek(0, 2)
        unreader.buf.write(unreader.sock.take())
        return result

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Called in the main loop with what became of a request."""
        if fs.cancelled() or fs.exception() or fs.result() is not False:
            super().finish_request(conn, fs)
        else:
            self.nr_conns -= 1
            self._let_go(conn.sock)

    def _let_go(self, sock: socket.socket) -> None:
        """Say that nothing follows; the client closes when it has read the answer.

        gunicorn would wait for that here, for up to two seconds each.
        """
        try:
            sock.setblocking(False)
            sock.shutdown(socket.SHUT_WR)
            self.poller.register(sock, gthread.selectors.EVENT_READ, partial(self._discard, [0]))
        except (OSError, ValueError):
            sock.close()
        else:
            self.leaving.append((time.monotonic() + LINGER_SECONDS, sock))

    def _discard(self, seen: list[int], sock: socket.socket) -> None:
        try:
            data = sock.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        seen[0] += len(data)
        if not data or seen[0] > LINGER_BYTES:
            self._close(sock)

    def _close(self, sock: socket.socket) -> None:
        if sock.fileno() >= 0:
            self.poller.unregister(sock)
            sock.close()

    def murder_pending(self) -> None:
        """Called about once a second; ends whatever has taken too long."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [
            one for one, incoming in self.arriving.items() if self._is_over(incoming, now)
        ]:
            if conn.incoming.size:
                self._refuse(conn, LATE)
            else:
                self._drop(conn)
        while self.leaving and self.leaving[0][0] <= now:
            self._close(self.leaving.popleft()[1])
        self._drop_the_longest_waiting()
