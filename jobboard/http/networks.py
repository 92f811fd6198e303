"""Addresses of the internet: whose network one belongs to, and whether it is a public one."""

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the web server's master logs, and never loads Django
    from django.http import HttpRequest

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address
type Network = ipaddress.IPv4Network | ipaddress.IPv6Network

UNKNOWN = "unknown"
KEPT_BITS = {4: 24, 6: 48}

# An IPv4 address in its last 32 bits: mapped, compatible, and translated (RFC 4291, 6052, 7915).
EMBEDDING = tuple(
    ipaddress.IPv6Network(text)
    for text in ("::ffff:0:0/96", "::/96", "64:ff9b::/96", "::ffff:0:0:0/96")
)
# What Python takes for global, though nobody's server is found there: addresses that lead through
# a translator or tunnel to another one, which may be inside; site-local; relays; documentation.
NEVER_PUBLIC: tuple[Network, ...] = (
    *EMBEDDING,
    *map(
        ipaddress.ip_network,
        ("64:ff9b:1::/48", "2001::/23", "2002::/16", "fec0::/10", "3fff::/20", "5f00::/16"),
    ),
    ipaddress.ip_network("192.88.99.0/24"),
)


def network_of(request: "HttpRequest") -> str:
    """Return the network of the client: ``203.0.113.0/24``, ``2001:db8:1::/48`` or ``unknown``.

    ``TrustedProxyMiddleware`` has put the client's own address into the request by now.
    """
    return subnet_of(request.META.get("REMOTE_ADDR", ""))


def subnet_of(address: str) -> str:
    """Return the /24 or /48 in which an address lies; what is no address is ``unknown``."""
    parsed = parse(address)
    if parsed is None:
        return UNKNOWN
    return str(ipaddress.ip_network((parsed, KEPT_BITS[parsed.version]), strict=False))


def parse(address: str) -> Address | None:
    """Return the address that a text names, an IPv4 one out of the IPv6 form of the same; or None.

    A zone (``%eth0``) is left out.
    """
    try:
        parsed = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv4Address) or int(parsed) < 2:  # "::" and "::1"
        return parsed
    if any(parsed in network for network in EMBEDDING):
        return ipaddress.IPv4Address(int(parsed) & 0xFFFF_FFFF)
    return parsed


def is_within(address: str, networks: tuple[Network, ...]) -> bool:
    """Tell whether an address lies in one of the networks; what is no address lies in none."""
    parsed = parse(address)
    return parsed is not None and any(parsed in network for network in networks)


def is_public(address: str) -> bool:
    """Tell whether a server of the public internet may have this address.

    False for whatever lies inside, for what is no address, and for each form that wraps an IPv4
    address: where it leads is another network's decision.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if not parsed.is_global or parsed.is_multicast:
        return False
    return not any(parsed in network for network in NEVER_PUBLIC)
