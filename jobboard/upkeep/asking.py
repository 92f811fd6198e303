"""Asking servers outside whether a page is still there: politely, and never one inside."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx
from django.conf import settings

from jobboard.networks import is_public

SECONDS = 10.0
MOST_REDIRECTS = 5
NO_VERDICT = {401, 403, 405, 407, 429, 451, 999}  # answers to a program, not to a reader
CLOSED = "the address is not a public one"


@dataclass(frozen=True, slots=True)
class Answer:
    """``fault`` is empty where the page is there, or where only its readers are told."""

    status: int | None = None
    fault: str = ""
    leads_to: str = ""


class PublicOnly(httpcore.SyncBackend):
    """Connects to public addresses alone, and to the very one that was looked at."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("no such host") from error
        addresses = [str(one[4][0]) for one in found]
        if not addresses or not all(is_public(address) for address in addresses):
            raise httpcore.ConnectError(CLOSED)
        return super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)


class PublicTransport(httpx.HTTPTransport):
    """httpx's own, over ``PublicOnly``; no proxy of the environment is asked."""

    def __init__(self) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=4,
            network_backend=PublicOnly(),
        )


def client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client that names the board. ``transport`` is for tests and may ask whom it likes."""
    return httpx.Client(
        transport=transport or PublicTransport(),
        timeout=SECONDS,
        headers={"User-Agent": f"Mozilla/5.0 (compatible; link check; +{settings.SITE_URL})"},
        follow_redirects=False,
        trust_env=False,
    )


def ask(client: httpx.Client, url: str) -> Answer:
    """Ask for a page's head, else for the page without reading it; follow redirects."""
    answer = _follow(client, "HEAD", url)
    return (
        answer
        if not answer.fault and answer.status not in NO_VERDICT
        else _follow(client, "GET", url)
    )


def _follow(client: httpx.Client, method: str, url: str) -> Answer:
    at = url
    for _ in range(MOST_REDIRECTS + 1):
        if urlsplit(at).scheme not in {"http", "https"}:
            return Answer(fault="it goes on to an address that is neither http nor https")
        try:
            with client.stream(method, at) as response:
                if response.has_redirect_location:
                    at = urljoin(at, response.headers["location"])
                    continue
                return _verdict(response.status_code, at if at != url else "")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return Answer(fault=_said(error), leads_to=at if at != url else "")
    return Answer(fault="it redirects too often")


def _verdict(status: int, leads_to: str) -> Answer:
    is_fault = status >= 400 and status not in NO_VERDICT
    return Answer(status, f"the server answers {status}" if is_fault else "", leads_to)


def _said(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "the server does not answer in time"
    if str(error) in {CLOSED, "no such host"}:
        return str(error)
    return "the server cannot be reached"
