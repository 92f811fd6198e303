"""Whether the proxy in front of the board is the one it trusts, and whether there is one at all.

A proxy that nobody named makes all visitors one network to every limit, and none at all lets slow
clients hold the board. Neither shows on any page, so it is said: once an hour in the log, and on
the administrators' first page while it lasts.
"""

import ipaddress
import logging
import time
from contextlib import suppress
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError

from jobboard.http import rate_limits
from jobboard.http.networks import is_within, subnet_of

logger = logging.getLogger("jobboard.http.proxies")

FORWARDED: Final = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)
EVERY: Final = timedelta(hours=1)
KEPT: Final = 2 * EVERY  # longer than the time between two looks: it stands while it lasts
THIS_MACHINE: Final = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


class ProxyFault(StrEnum):
    """What is wrong in front of the board; the value names it in the cache."""

    UNTRUSTED = "untrusted-proxy"
    MISSING = "no-proxy"


SAID: Final = {
    ProxyFault.UNTRUSTED: (
        "Requests from {network} carry a forwarded address (X-Forwarded-For or the like), and "
        "JOBBOARD_TRUSTED_PROXIES does not name that network, so the header counts for nothing. "
        "If your proxy stands there, name it: until then all visitors are one network to every "
        "limit. If it does not, somebody writes the header himself, and nothing is wrong."
    ),
    ProxyFault.MISSING: (
        "Visitors reach the board without a proxy that it trusts, the last one from {network}. A "
        "public board needs one: a few slow clients can keep everybody else waiting. deploy/ has "
        "configurations for nginx and Caddy; name the proxy in JOBBOARD_TRUSTED_PROXIES."
    ),
}


def note_faults(headers: dict[str, Any]) -> None:
    """Note what is wrong with a request that came from no trusted proxy; ``headers`` are META."""
    peer = headers.get("REMOTE_ADDR", "")
    if any(name in headers for name in FORWARDED):
        _told.note(ProxyFault.UNTRUSTED, peer)
    elif not settings.PUBLIC.is_local and not is_within(peer, THIS_MACHINE):
        _told.note(ProxyFault.MISSING, peer)


def sentences() -> list[str]:
    """Return what is wrong at present, for administrators. One query."""
    found = cache.get_many([fault.value for fault in ProxyFault])
    return [SAID[ProxyFault(name)].format(network=network) for name, network in found.items()]


class FaultLog:
    """When this process last told of each fault."""

    def __init__(self) -> None:
        self._next: dict[ProxyFault, float] = {}

    def note(self, fault: ProxyFault, peer: str) -> None:
        """Tell of a fault, unless that was done within the hour; of all processes one logs it."""
        now = time.monotonic()
        if now < self._next.get(fault, 0.0):
            return
        self._next[fault] = now + EVERY.total_seconds()
        network = subnet_of(peer)
        with suppress(DatabaseError):
            cache.set(fault.value, network, KEPT.total_seconds())
            if rate_limits.spend(fault.value, "log", limit=1, window=EVERY):
                logger.warning(SAID[fault].format(network=network))

    def forget(self) -> None:
        """Tell of everything anew."""
        self._next.clear()


_told: Final = FaultLog()
forget = _told.forget
