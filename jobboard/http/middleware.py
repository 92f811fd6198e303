"""What every request passes: whose address it has, who may keep the answer, how long it may be,
how the answer is compressed, and whether it has a body.
"""

import gzip
import re
import secrets
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, has_vary_header, patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from isal import igzip

from jobboard.http import proxies
from jobboard.http.networks import Network, is_within, parse

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
UNENCODED = re.compile(r"[^\x21-\x7e]")


class HeadMiddleware(MiddlewareMixin):
    """Answer HEAD by the head of what GET would get; the server warns of a body that it drops."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if request.method == "HEAD" and isinstance(response, StreamingHttpResponse):
            response.streaming_content = ()
        elif request.method == "HEAD" and isinstance(response, HttpResponse):
            response.content = b""
        return response


class TrustedProxyMiddleware(MiddlewareMixin):
    """Believe ``X-Forwarded-For`` and ``-Proto`` only from ``JOBBOARD_TRUSTED_PROXIES``.

    The client is the right-most address that is no trusted proxy; what stands left of it was
    written by the client itself and counts for nothing.
    """

    def process_request(self, request: HttpRequest) -> None:
        headers = request.META
        if is_within(headers.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES):
            hops = [*headers.get("HTTP_X_FORWARDED_FOR", "").split(","), headers["REMOTE_ADDR"]]
            headers["REMOTE_ADDR"] = client_address(hops, settings.TRUSTED_PROXIES)
        else:
            proxies.note_faults(headers)
            headers.pop("HTTP_X_FORWARDED_PROTO", None)
        headers.pop("HTTP_X_FORWARDED_FOR", None)


def client_address(hops: list[str], trusted: tuple[Network, ...]) -> str:
    """Return the right-most valid address of ``hops`` that is no trusted proxy."""
    client = hops[-1]
    for hop in reversed([_without_port(hop.strip()) for hop in hops]):
        if parse(hop) is None:
            break
        client = hop
        if not is_within(hop, trusted):
            break
    return client


def _without_port(hop: str) -> str:
    """``203.0.113.9:4711`` and ``[2001:db8::1]:4711``, as some proxies write it."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


PERSONAL = ("/accounts/", "/admin/", "/employers/", "/guides/drafts/")
PUBLIC = {"/employers/", "/employers/pay-transparency/"}


class PersonalPagesMiddleware(MiddlewareMixin):
    """Have pages that speak to one person kept by no cache, nor by a browser after signing out.

    Those are all pages under certain addresses, and whatever depends on a cookie: a page that is
    the same for everybody reads no session and holds no form's token.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if is_personal(request.path_info) or has_vary_header(response, "Cookie"):
            add_never_cache_headers(response)
        return response


def is_personal(path: str) -> bool:
    """Tell whether an address belongs to one person, whoever asks."""
    return path.startswith(PERSONAL) and path not in PUBLIC


class AddressMiddleware(MiddlewareMixin):
    """Answer 404 to a path with control characters, and 414, with a page that helps, to a query
    string longer than the limit.

    No page has such a path, and the database takes no NUL. A query is measured as a browser would
    send it: a byte that nobody encoded counts three.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if CONTROL.search(request.path_info):
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        length = len(query) + 2 * len(UNENCODED.findall(query))
        if length > settings.LONGEST_QUERY:
            return render(request, "414.html", {"limit": settings.LONGEST_QUERY}, status=414)
        return None


COMPRESSION_LEVEL: Final = 1
"""ISA-L's: a fifth of the time of zlib's level 6 or less, for a sixth more bytes."""

LEAST_COMPRESSED: Final = 200  # bytes that are worth it


class CompressionMiddleware(GZipMiddleware):
    """As Django's; what is no finished page (a stream, a packed file) goes Django's own way."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_packed = response.has_header("Content-Encoding")
        is_accepted = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        if not isinstance(response, HttpResponse) or is_packed or not is_accepted:
            return super().process_response(request, response)
        page = response.content
        if len(page) < LEAST_COMPRESSED:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        packed = compressed(page, self.max_random_bytes)
        if len(packed) < len(page):
            response.content = packed
            response.headers["Content-Length"] = str(len(packed))
            response.headers["Content-Encoding"] = "gzip"
            if (etag := response.get("ETag", "")).startswith('"'):  # no longer byte for byte
                response.headers["ETag"] = f"W/{etag}"
        return response


def compressed(page: bytes, most_random: int) -> bytes:
    """Return a gzip file with a name of random length, so that its size tells nothing (BREACH)."""
    packed = igzip.compress(page, COMPRESSION_LEVEL, mtime=0)
    name = b"a" * secrets.randbelow(most_random) + b"\x00"
    return packed[:3] + bytes([gzip.FNAME]) + packed[4:10] + name + packed[10:]
