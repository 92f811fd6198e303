"""Asking other people's servers: bounded in time and size, and only the host that was asked."""

import time
from urllib.parse import urljoin, urlsplit

import httpx

from listings.sources.posting import BoardError

LARGEST_ANSWER = 50_000_000
LONGEST_WAIT = 120.0  # seconds for a whole answer
CONNECT_RETRIES = 2
MOST_REDIRECTS = 3


def polite_client(user_agent: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client that names the board, retries failed connections and follows no redirect."""
    return httpx.Client(
        transport=transport or httpx.HTTPTransport(retries=CONNECT_RETRIES),
        timeout=httpx.Timeout(20.0, connect=10.0),
        headers={"User-Agent": user_agent, "Accept": "application/json"},
        follow_redirects=False,
    )


def get(client: httpx.Client, url: str) -> bytes:
    """Return the body of a good answer. Raises BoardError for anything else."""
    started = time.monotonic()
    for _ in range(MOST_REDIRECTS):
        try:
            with client.stream("GET", url) as answer:
                if not answer.has_redirect_location:
                    return _body(answer, started + LONGEST_WAIT)
                url = _same_host(url, answer.headers["location"])
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise BoardError(f"The server could not be asked ({type(error).__name__}).") from error
    raise BoardError("The server redirects too often.")


def _same_host(url: str, location: str) -> str:
    target = urljoin(url, location)
    if urlsplit(target)[:2] != urlsplit(url)[:2]:
        raise BoardError("The server redirects to another host.")
    return target


def _body(answer: httpx.Response, deadline: float) -> bytes:
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise BoardError("There is no such board (404).")
    if answer.status_code != httpx.codes.OK:
        raise BoardError(f"The server answered {answer.status_code}.")
    body = bytearray()
    for part in answer.iter_bytes():
        body += part
        if len(body) > LARGEST_ANSWER:
            raise BoardError(f"The answer is larger than {LARGEST_ANSWER // 1_000_000} MB.")
        if time.monotonic() > deadline:
            raise BoardError(f"The answer took longer than {LONGEST_WAIT:.0f} s.")
    return bytes(body)
