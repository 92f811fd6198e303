"""Requests to servers outside. Each has one limit of time and size, from its first name to its end.

``fetch`` is the one way to ask a web server. Mail connects by ``connect`` too, and what it sends
is cut off by ``cutting``.
"""

from jobboard.outgoing.connecting import connect, is_reachable
from jobboard.outgoing.fetching import Reply, fetch
from jobboard.outgoing.limits import (
    Budget,
    ClosedError,
    OutgoingError,
    RequestLimits,
    TooLargeError,
    TooSlowError,
)

__all__ = [
    "Budget",
    "ClosedError",
    "OutgoingError",
    "Reply",
    "RequestLimits",
    "TooLargeError",
    "TooSlowError",
    "connect",
    "fetch",
    "is_reachable",
]
