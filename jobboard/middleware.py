"""What every request passes: whose address it has, and how long its query may be."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jobboard.environment import Network

type GetResponse = Callable[[HttpRequest], HttpResponse]

MAX_QUERY_BYTES = 4_000


class TrustedProxyMiddleware:
    """Believe ``X-Forwarded-For`` and ``-Proto`` only from ``JOBBOARD_TRUSTED_PROXIES``.

    The client is the right-most address that is no trusted proxy; what stands left of it was
    written by the client itself and counts for nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        if is_trusted(request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES):
            request.META["REMOTE_ADDR"] = client_address(
                [*forwarded.split(","), request.META["REMOTE_ADDR"]], settings.TRUSTED_PROXIES
            )
        else:
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return self.get_response(request)


def is_trusted(address: str, proxies: tuple[Network, ...]) -> bool:
    """Tell whether ``address`` lies in one of the trusted networks."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in proxies)


def client_address(hops: list[str], proxies: tuple[Network, ...]) -> str:
    """Return the right-most valid address of ``hops`` that is no trusted proxy."""
    client = hops[-1]
    for hop in reversed([hop.strip() for hop in hops]):
        try:
            ipaddress.ip_address(hop)
        except ValueError:
            break
        client = hop
        if not is_trusted(hop, proxies):
            break
    return client


class QueryLengthMiddleware:
    """Answer 414, with a page that helps, to a query string of more than 4,000 bytes."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY_BYTES:
            return render(request, "414.html", {"limit": MAX_QUERY_BYTES}, status=414)
        return self.get_response(request)
