"""Where the board listens, looked at before anything is installed or loaded.

Standard library alone: ``make run`` runs this file before the packages are there.
"""

import errno
import os
import socket
import sys
from collections.abc import Mapping

FIRST_OPEN_PORT = 1_024  # those below belong to the administrator of the machine
LAST_PORT = 65_535
BACKLOG = 2_048  # as gunicorn's own


class PortError(Exception):
    """The board cannot listen there; the message says why and what to do."""


def place(variables: Mapping[str, str]) -> tuple[str, int]:
    """Return ``HOST`` and ``PORT``, 127.0.0.1 and 8000 where they are not set."""
    host = variables.get("HOST") or "127.0.0.1"
    port = variables.get("PORT") or "8000"
    if not (port.isascii() and port.isdecimal() and 0 < int(port[:9]) <= LAST_PORT):
        raise PortError(f"PORT must be a number from 1 to {LAST_PORT}, not {port[:20]!r}.")
    return host, int(port)


def address(variables: Mapping[str, str]) -> str:
    """Return where to listen as gunicorn writes it: ``127.0.0.1:8000``, ``[::1]:8000``."""
    host, port = place(variables)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def listen(host: str, port: int) -> socket.socket:
    """Take the port, or raise PortError; whoever asks for it from now on is told that it is taken.

    Visitors who come before the board is loaded wait for it.
    """
    try:
        family, kind, *_, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise PortError(f"HOST={host} is no name or address that is known here.") from error
    listener = socket.socket(family, kind)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise PortError(_reason(host, port, error)) from error
    return listener


def _reason(host: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            other = port + 1 if port < LAST_PORT else port - 1
            return (
                f"Port {port} of {host} is taken. Stop what uses it, or choose another one: "
                f"PORT={other} make run"
            )
        case errno.EACCES:
            return (
                f"Port {port} needs rights that you do not have here: those below "
                f"{FIRST_OPEN_PORT} are the administrator's. Choose another one (PORT=8000 make "
                "run), with a proxy in front of it."
            )
        case errno.EADDRNOTAVAIL:
            return f"HOST={host} is no address of this machine."
    return f"Cannot listen on port {port} of {host}: {error.strerror}."


if __name__ == "__main__":
    try:
        listen(*place(os.environ)).close()
    except PortError as problem:
        sys.exit(str(problem))
