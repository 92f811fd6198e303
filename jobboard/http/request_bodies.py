"""The body of a request: read whole before anything else, within a size and a time.

So no view, no transaction and no connection to the database ever waits for a client, and half of
the threads go on serving pages while the other half wait for bodies. Slow heads of requests are
kept away by the proxy in front: ``deploy/``.
"""

import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from gunicorn.http.errors import NoMoreData, ParseException

from jobboard.site import errors

PIECE = 1_048_576
IN_MEMORY = 524_288  # bytes; more waits in a file
TURN_SECONDS = 1.0  # how long a body waits for others to have arrived


class BodyTooLongError(Exception):
    """The body is larger than the board reads."""


class CutOffError(Exception):
    """The client went away before its body was whole, or sent it broken."""


class BodyMiddleware:
    """Answers 413 or 408, with a page that helps, where a body is too large or too slow."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.turns = threading.BoundedSemaphore(max(1, settings.WEB.threads // 2))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        client = request.META.get("gunicorn.socket")
        if client:
            client.settimeout(settings.CLIENT_LIMITS.send)  # for the answer too
        length = _length(request)
        if length == 0:
            return self.get_response(request)
        with cast("BinaryIO", tempfile.SpooledTemporaryFile(IN_MEMORY)) as body:
            if refusal := self._collect(request, length, client, body):
                return refusal
            _give(request, body)
            return self.get_response(request)

    def _collect(
        self,
        request: HttpRequest,
        length: int | None,
        client: socket.socket | None,
        body: BinaryIO,
    ) -> HttpResponse | None:
        """Read the request into ``body``; return a page where that did not work."""
        if not self.turns.acquire(timeout=TURN_SECONDS):
            stop_reading(client)
            return errors.unavailable(request, errors.Unavailability.CROWDED)
        try:
            with closed_after(client, settings.CLIENT_LIMITS.body):
                copy(request.META["wsgi.input"], length, body)
        except BodyTooLongError:
            return errors.too_large(request, settings.CLIENT_LIMITS.megabytes)
        except (TimeoutError, ConnectionError):
            stop_reading(client)
            return errors.refused(request, "408.html", 408)
        except CutOffError:
            return errors.refused(request, "400.html", 400)
        finally:
            self.turns.release()
        return None


def _length(request: HttpRequest) -> int | None:
    """How long the body says it is; None where it comes in chunks and does not say."""
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return None
    try:
        return max(0, int(request.META.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return 0


@contextmanager
def closed_after(client: socket.socket | None, seconds: float) -> Iterator[None]:
    """Have a client's body end after ``seconds``, also amid a read: one byte a second is no end."""
    timer = threading.Timer(seconds, stop_reading, [client])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def stop_reading(client: socket.socket | None) -> None:
    """Read no more from a client; gunicorn would wait for the rest before it takes the next one."""
    if client:
        with suppress(OSError):  # it is gone already
            client.shutdown(socket.SHUT_RD)


def copy(source: BinaryIO, length: int | None, body: BinaryIO) -> None:
    """Copy all of ``source`` into ``body``.

    Raises BodyTooLongError, CutOffError, or TimeoutError after ``JOBBOARD_BODY_SECONDS``.
    """
    most = settings.CLIENT_LIMITS.most_bytes
    if length is not None and length > most:
        raise BodyTooLongError
    deadline = time.monotonic() + settings.CLIENT_LIMITS.body
    left = most + 1 if length is None else length
    while left and (piece := _read(source, min(left, PIECE))):
        body.write(piece)
        left -= len(piece)
        if left and time.monotonic() >= deadline:
            raise TimeoutError
    if length is None and not left:
        raise BodyTooLongError
    if length is not None and left:
        raise TimeoutError if time.monotonic() >= deadline else CutOffError


def _read(source: BinaryIO, size: int) -> bytes:
    try:
        return source.read(size)
    except (NoMoreData, ParseException) as error:  # of a body in chunks
        raise CutOffError from error


def _give(request: HttpRequest, body: BinaryIO) -> None:
    """Let Django read ``body`` instead of the client's socket."""
    size = body.seek(0, 2)
    body.seek(0)
    request.META["wsgi.input"] = body
    request.META["CONTENT_LENGTH"] = str(size)
    request._stream = body  # noqa: SLF001 (Django has no other way)
