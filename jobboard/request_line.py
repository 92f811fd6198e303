"""The first line of a request, read as leniently as the board promises.

gunicorn answers by itself, with a bare page, where a line is longer than 8,190 bytes or holds a
byte that should have been percent-encoded (``curl '…/jobs/?q=müller'`` sends such). Both are
questions that the board answers with pages of its own.
"""

import re

from gunicorn.http import message
from gunicorn.http.parser import RequestParser
from gunicorn.http.unreader import Unreader

LONGEST_LINE = 65_536  # bytes; beyond it a line is read no further

_UNENCODED = re.compile(rb"[^\x20-\x7e]")


class Request(message.Request):
    """gunicorn's request with a longer first line, and any byte in its address."""

    def parse(self, unreader: Unreader) -> bytes:
        """Read the head of the request; called by gunicorn's constructor."""
        self.limit_request_line = LONGEST_LINE
        rest: bytes = super().parse(unreader)
        return rest

    def parse_request_line(self, line_bytes: bytes) -> None:
        """Read the line with every odd byte encoded; the query keeps them, and its length."""
        super().parse_request_line(_UNENCODED.sub(_encoded, line_bytes))
        target = line_bytes.split(b" ")[1].decode("latin-1")
        if target != self.uri:
            self.query = target.partition("#")[0].partition("?")[2]


def _encoded(byte: re.Match[bytes]) -> bytes:
    return b"%%%02X" % byte[0][0]


def install() -> None:
    """Let gunicorn read requests of this process in our way."""
    RequestParser.mesg_class = Request
