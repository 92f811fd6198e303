"""Asking a web server. httpx limits each step alone; here all steps together have one budget."""

import ssl
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from jobboard.outgoing.connecting import (
    Budget,
    MayReach,
    OutgoingError,
    RequestLimits,
    connect,
    is_reachable,
)

PIECE = 65_536  # bytes that are unpacked at a time
SCHEMES = {"http", "https"}
PACKED = {"gzip", "x-gzip", "deflate"}


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's last answer; ``url`` is where it was given. The body is unpacked."""

    status: int
    url: str
    body: bytes = b""


type MayFollow = Callable[[str, str], None]


def fetch(
    url: str,
    budget: Budget | RequestLimits,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    wants_body: bool = True,
    may_follow: MayFollow | None = None,
    may_reach: MayReach = is_reachable,
    transport: httpx.BaseTransport | None = None,
) -> Reply:
    """Ask for an address, follow its redirects, and return the answer. Raises OutgoingError.

    ``may_follow`` gets the address that redirects and the next one, and raises OutgoingError for
    one that it does not want. Requests that share a budget share its time and size.
    ``transport`` is for tests.
    """
    budget = budget if isinstance(budget, Budget) else Budget(budget)
    with httpx.Client(
        transport=transport or _Transport(budget, may_reach),
        timeout=None,  # noqa: S113 (the budget is the limit)
        headers={"Accept-Encoding": "gzip", **(headers or {})},
        follow_redirects=False,
        trust_env=False,
    ) as client:
        try:
            return _followed(client, method, url, budget, may_follow, wants_body=wants_body)
        except httpx.TimeoutException as error:
            raise budget.too_slow() from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise OutgoingError(_said(error)) from error


def _followed(
    client: httpx.Client,
    method: str,
    url: str,
    budget: Budget,
    may_follow: MayFollow | None,
    *,
    wants_body: bool,
) -> Reply:
    for _ in range(budget.limits.most_redirects + 1):
        budget.left()
        if urlsplit(url).scheme not in SCHEMES:
            raise OutgoingError("The address is neither http nor https.")
        with client.stream(method, url) as answer:
            if not answer.has_redirect_location:
                body = _body(answer, budget) if wants_body else b""
                return Reply(answer.status_code, url, body)
            after = urljoin(url, answer.headers["location"])
        if urlsplit(after).scheme not in SCHEMES:
            raise OutgoingError("It leads to an address that is neither http nor https.")
        if may_follow:
            may_follow(url, after)
        url = after
    raise OutgoingError("The server redirects too often.")


def _body(answer: httpx.Response, budget: Budget) -> bytes:
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    body = bytearray()
    for piece in _unpacked(answer.iter_raw(), encoding):
        body += piece
        if len(body) > budget.limits.most_bytes:
            raise budget.too_large()
        budget.left()
    return bytes(body)


def _unpacked(parts: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the body in pieces of bounded size, however much a part of it unpacks to."""
    if encoding not in PACKED:
        if encoding != "identity":
            raise OutgoingError(f"The answer is packed in a way not asked for ({encoding[:20]!r}).")
        yield from parts
        return
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or deflate, as it begins
    try:
        for part in parts:
            left = part
            while left:
                yield unpacking.decompress(left, PIECE)
                left = unpacking.unconsumed_tail
        yield unpacking.flush()
    except zlib.error as error:
        raise OutgoingError("The answer cannot be unpacked.") from error
    if not unpacking.eof:
        raise OutgoingError("The answer broke off.")


def _said(error: Exception) -> str:
    """What went wrong, in words that hold nothing of what the server sent."""
    if isinstance(error, httpx.ConnectError) and isinstance(
        error.__cause__ and error.__cause__.__cause__, ssl.SSLCertVerificationError
    ):
        return "The server's certificate is not valid."
    if isinstance(error, httpx.ConnectError):
        return "The server cannot be reached."
    if isinstance(error, httpx.RemoteProtocolError):
        return "The server's answer is not HTTP, or broke off."
    if isinstance(error, httpx.NetworkError):
        return "The connection broke."
    if isinstance(error, httpx.HTTPError):
        return f"The server could not be asked ({type(error).__name__})."
    return "The address cannot be read."


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


class _Transport(httpx.HTTPTransport):
    """httpx's own, over connections that keep to one budget; no proxy is asked."""

    def __init__(self, budget: Budget, may_reach: MayReach) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_certificates(),
            max_keepalive_connections=0,
            network_backend=_Backend(budget, may_reach),
        )


class _Backend(httpcore.SyncBackend):
    def __init__(self, budget: Budget, may_reach: MayReach) -> None:
        self._budget, self._may_reach = budget, may_reach

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        def one(address: str, seconds: float) -> httpcore.NetworkStream:
            return super(_Backend, self).connect_tcp(
                address, port, seconds, local_address, socket_options
            )

        return _Stream(connect(host, port, self._budget, self._may_reach, one), self._budget)


class _Stream(httpcore.NetworkStream):
    """A connection of which each step gets the time that is left, and each byte is counted."""

    def __init__(self, inner: httpcore.NetworkStream, budget: Budget) -> None:
        self._inner, self._budget = inner, budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, self._budget.left())
        self._budget.received(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._budget.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        made = self._inner.start_tls(ssl_context, server_hostname, self._budget.left())
        return _Stream(made, self._budget)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
