"""A connection to a server outside, its name looked up in bounded time, and never one inside."""

import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future

import httpcore
from django.conf import settings

from jobboard.http.networks import is_public, is_within
from jobboard.outgoing.limits import Budget, ClosedError, OutgoingError

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
    """Connect to a host, at the very addresses that were looked at, all of which must do.

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
