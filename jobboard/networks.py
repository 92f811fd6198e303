"""Who is asking, told as a network: enough to stop a flood, too little to name a person."""

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the web server's master logs, and never loads Django
    from django.http import HttpRequest

UNKNOWN = "unknown"
KEPT_BITS = {4: 24, 6: 48}


def network_of(request: "HttpRequest") -> str:
    """Return the network of the client: ``203.0.113.0/24``, ``2001:db8:1::/48`` or ``unknown``.

    ``TrustedProxyMiddleware`` has put the client's own address into the request by now.
    """
    return cut(request.META.get("REMOTE_ADDR", ""))


def cut(address: str) -> str:
    """Return the /24 or /48 in which an address lies; what is no address is ``unknown``."""
    try:
        parsed = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, KEPT_BITS[parsed.version]), strict=False))
