"""Requests to servers outside. Each has one limit of time and size for all of it.

``fetch`` is the one way to ask a web server. Mail connects by ``connect`` too.
"""

from jobboard.outgoing.connecting import (
    Budget,
    ClosedError,
    OutgoingError,
    RequestLimits,
    TooLargeError,
    TooSlowError,
    connect,
    is_reachable,
)
from jobboard.outgoing.fetching import Reply, fetch
