"""Where the board listens, looked at before anything is installed or loaded.

Standard library alone: ``make run`` runs this file before the packages are there.
"""

import errno
import os
import socket
import sys
from collections.abc import Mapping

LAST_PORT = 65_535
UNKNOWN_HOST = -1
BACKLOG = 2_048  # as gunicorn's own
REASONS = {
    errno.EADDRINUSE: "Port {port} of {host} is taken. Stop what uses it, or choose another one: "
    "PORT={other} make run",
    errno.EACCES: "Port {port} needs rights that you do not have here: those below 1024 are the "
    "administrator's. Choose another one (PORT=8000 make run), with a proxy in front of it.",
    UNKNOWN_HOST: "HOST={host} is no name or address that is known here.",
    errno.EADDRNOTAVAIL: "HOST={host} is no address of this machine.",
}


class RefusedError(Exception):
    """The board is not started; the message says why and what to do."""


def place(variables: Mapping[str, str]) -> tuple[str, int]:
    """Return ``HOST`` and ``PORT``, 127.0.0.1 and 8000 where they are not set."""
    host = variables.get("HOST") or "127.0.0.1"
    port = variables.get("PORT") or "8000"
    if not (port.isascii() and port.isdecimal() and 0 < int(port[:9]) <= LAST_PORT):
        raise RefusedError(f"PORT must be a number from 1 to {LAST_PORT}, not {port[:20]!r}.")
    return host, int(port)


def address(variables: Mapping[str, str]) -> str:
    """Return where to listen as gunicorn writes it: ``127.0.0.1:8000``, ``[::1]:8000``."""
    host, port = place(variables)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def listen(host: str, port: int) -> socket.socket:
    """Take the port, or raise RefusedError; early visitors wait until the board is loaded."""
    is_ipv6 = ":" in host
    try:
        return socket.create_server(
            (host, port),
            family=socket.AF_INET6 if is_ipv6 else socket.AF_INET,
            backlog=BACKLOG,
            dualstack_ipv6=is_ipv6 and socket.has_dualstack_ipv6(),
        )
    except (OSError, UnicodeError) as error:
        raise RefusedError(reason(host, port, error)) from error


def reason(host: str, port: int, error: Exception) -> str:
    """Say why the port cannot be taken; a host that is not found has no number or one below 0."""
    number = getattr(error, "errno", None) or UNKNOWN_HOST
    text = REASONS.get(max(number, UNKNOWN_HOST), f"Cannot listen on {host}, port {port}: {error}.")
    other = port + 1 if port < LAST_PORT else port - 1
    return text.format(host=host, port=port, other=other)


if __name__ == "__main__":
    try:
        listen(*place(os.environ)).close()
    except RefusedError as problem:
        sys.exit(str(problem))
