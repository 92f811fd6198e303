"""Logs: one JSON object a line for machines, and nobody's address in full."""

import ipaddress
import json
import logging
import re
import sys
from datetime import UTC, datetime

from gunicorn.glogging import Logger

from jobboard.networks import cut

# What may be an address: four numbers with dots, or anything with two colons in it.
_MAYBE = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)"
)


def cut_addresses(text: str) -> str:
    """Return ``text`` with each address cut to its /24 or /48; that of this machine stays."""
    return _MAYBE.sub(lambda found: _network(found[0]), text)


def _network(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.rstrip(":."))
    except ValueError:
        return text
    return text if address.is_loopback or address.is_unspecified else cut(str(address))


class CutAddresses(logging.Filter):
    """Cuts the addresses in a message before any handler writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = cut_addresses(record.getMessage()), ()
        return True


class WebLogger(Logger):
    """gunicorn's log, which names the client of a request that it cannot read."""

    def setup(self, cfg: object) -> None:
        super().setup(cfg)
        self.error_log.filters = [CutAddresses()]

    def exception(self, msg: object, *args: object, **options: object) -> None:
        """Log a fault with its traceback, but for a client that reads too slowly: that is none."""
        if isinstance(sys.exc_info()[1], TimeoutError):
            self.debug("A client took too long to read its answer")
        else:
            super().exception(msg, *args, **options)


class JsonFormatter(logging.Formatter):
    """Format a record as JSON with the time in UTC, level, logger, message and traceback."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if status := getattr(record, "status_code", None):
            entry["status"] = status
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)
