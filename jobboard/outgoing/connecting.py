"""Limits of an outgoing request, and connections that keep them and never lead inside."""

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

import httpcore
from django.conf import settings

from jobboard.http.networks import is_public, is_within

MEGABYTE = 1_000_000
HEADERS = 1 * MEGABYTE  # more than any server has to say beside the body itself


class OutgoingError(Exception):
    """The server gave no usable answer; the message says why, for people."""


class TooSlowError(OutgoingError):
    """The whole request took longer than it may."""


class TooLargeError(OutgoingError):
    """The answer is larger than it may be, as it was sent or when unpacked."""


class ClosedError(OutgoingError):
    """The address leads inside, where nobody is asked."""


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """``seconds`` from looking up the name to the last byte, redirects and unpacking included."""

    seconds: float
    most_bytes: int
    most_redirects: int = 5


class Budget:
    """What is left of a request's limits while it runs."""

    def __init__(self, limits: RequestLimits) -> None:
        self.limits = limits
        self._ends = time.monotonic() + limits.seconds
        self._received = 0

    def left(self) -> float:
        """Return the seconds that are left. Raises TooSlowError where there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise self.too_slow()
        return left

    def received(self, count: int) -> None:
        """Count bytes from the network: headers, interim answers and packed bodies alike."""
        self._received += count
        if self._received > self.limits.most_bytes + HEADERS:
            raise self.too_large()

    def too_slow(self) -> TooSlowError:
        return TooSlowError(f"The answer took longer than {self.limits.seconds:.0f} s.")

    def too_large(self) -> TooLargeError:
        most = self.limits.most_bytes / MEGABYTE
        return TooLargeError(f"The answer is larger than {most:.3g} MB.")


type MayReach = Callable[[str], bool]


def is_reachable(address: str) -> bool:
    """Tell whether the board may ask a server at this address: a public one, or one allowed."""
    return is_public(address) or is_within(address, settings.OUTGOING.networks)


def connect[Made](
    host: str,
    port: int,
    budget: Budget,
    may_reach: MayReach,
    how: Callable[[str, float], Made],
) -> Made:
    """Connect to a host, at the very addresses that were checked; each of them must be allowed.

    ``how`` gets an address and its share of the seconds that are left, and connects.
    Raises OutgoingError.
    """
    addresses = _addresses(host, port, budget)
    if not addresses or not all(map(may_reach, addresses)):
        raise ClosedError("The address is not a public one.")
    reason: Exception | None = None
    for number, address in enumerate(addresses):
        try:
            return how(address, budget.left() / (len(addresses) - number))
        except (OSError, httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            reason = error
    budget.left()
    raise OutgoingError("The server cannot be reached.") from reason


def _addresses(host: str, port: int, budget: Budget) -> list[str]:
    """Look a name up. The system's own way has no limit, so a thread of its own waits for it."""
    found: Future[list[str]] = Future()

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.set_result(list(dict.fromkeys(str(row[4][0]) for row in rows)))
        except BaseException as error:  # noqa: BLE001 (told to who waits)
            found.set_exception(error)

    threading.Thread(target=look_up, name=f"look up {host}"[:60], daemon=True).start()
    try:
        return found.result(budget.left())
    except TimeoutError as error:
        raise budget.too_slow() from error
    except (OSError, UnicodeError, ValueError) as error:
        raise OutgoingError("There is no such host.") from error
