"""A request while it arrives: how much of it is there, and whether more is waited for."""

import re
import time
from dataclasses import dataclass

from jobboard.environment import ClientLimits

MOST_HEAD = 131_072  # bytes: the longest first line, and as much again

_LENGTH = re.compile(rb"\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r", re.IGNORECASE)
_CHUNKED = re.compile(rb"\ntransfer-encoding:", re.IGNORECASE)
_EXPECT = re.compile(rb"\nexpect:[ \t]*100-continue[ \t]*\r", re.IGNORECASE)

AGAIN = (
    "What you typed is still in your browser: go back one page and send it again, over a quicker "
    "connection if you can."
)


@dataclass(frozen=True)
class Refusal:
    """An answer of the web server's own."""

    status: int
    reason: str
    message: str = AGAIN


TOO_LONG_HEAD = Refusal(431, "Request Header Fields Too Large", "")
NO_LENGTH = Refusal(411, "Length Required", "Send the body with a Content-Length.")


class Incoming:
    """Bytes of one request, and perhaps of what follows it."""

    def __init__(self, limits: ClientLimits) -> None:
        self._limits = limits
        self._data = bytearray()
        self._needed = 0  # bytes in all, once the head is there
        self._deadline = time.monotonic() + limits.head
        self._is_asked_to_continue = False
        self.refusal: Refusal | None = None

    @property
    def size(self) -> int:
        """How many bytes are held."""
        return len(self._data)

    @property
    def is_whole(self) -> bool:
        """Whether nothing more is waited for."""
        return 0 < self._needed <= len(self._data)

    def is_late(self, now: float) -> bool:
        """Tell whether it has taken too long."""
        return now > self._deadline

    def take(self) -> bytes:
        """Return all of it."""
        data, self._data = bytes(self._data), bytearray()
        return data

    def add(self, data: bytes) -> None:
        """Add what has arrived; linear in all that arrives."""
        searched = max(0, len(self._data) - 3)
        self._data += data
        if self._needed:
            return
        end = self._data.find(b"\r\n\r\n", searched)
        if end >= 0:
            self._read_head(end + 4)
        elif len(self._data) > MOST_HEAD:
            self.refusal = TOO_LONG_HEAD

    def wants_continue(self) -> bool:
        """Tell, once, whether the client waits for a word before it sends the body."""
        is_asked, self._is_asked_to_continue = self._is_asked_to_continue, False
        return is_asked

    def _read_head(self, end: int) -> None:
        head = bytes(self._data[:end])
        if _CHUNKED.search(head):
            self.refusal = NO_LENGTH
            return
        found = _LENGTH.search(head)
        length = int(found[1]) if found else 0
        # One that is too large is not collected: the board has a page for it.
        self._needed = end if length > self._limits.most_bytes else end + length
        self._deadline = time.monotonic() + self._limits.body
        self._is_asked_to_continue = bool(_EXPECT.search(head))
