"""How long an outgoing request may take in all, how much it may bring, and what is said if not."""

import time
from dataclasses import dataclass

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
