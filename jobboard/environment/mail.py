"""How mail leaves the board, as the environment says it."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from jobboard.environment import PublicAddress

PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}
TIMEOUT_SECONDS = 20
FORM = "starttls://user:password@host, smtps://… or smtp://… (unencrypted)"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """``mailers`` is for Django's ``MAILERS``; without ``transport`` no mail leaves the board."""

    mailers: dict[str, dict[str, Any]]
    sender: str


def mail(env: environ.Env, public: PublicAddress, var: Path) -> MailSettings:
    """Return what ``JOBBOARD_SMTP_URL`` and ``JOBBOARD_MAIL_FROM`` say.

    Without them a board at a local address writes its mail into files.
    """
    url = env.str("JOBBOARD_SMTP_URL", default="")
    sender = _sender(env.str("JOBBOARD_MAIL_FROM", default=""), is_needed=bool(url))
    mailers: dict[str, dict[str, Any]] = {
        "default": {"BACKEND": "jobboard.mail.backends.QueueBackend"}
    }
    if url:
        mailers["transport"] = {
            "BACKEND": "jobboard.mail.smtp.Backend",
            "OPTIONS": _smtp_options(url),
        }
    elif public.is_local:
        mailers["transport"] = {
            "BACKEND": "jobboard.mail.backends.FileBackend",
            "OPTIONS": {"folder": var / "mail"},
        }
    return MailSettings(mailers, sender or "board@localhost")


def _sender(address: str, *, is_needed: bool) -> str:
    if not address and is_needed:
        raise ImproperlyConfigured(
            "JOBBOARD_MAIL_FROM must say from which address mail is sent, such as jobs@example.org."
        )
    try:
        if address:
            validate_email(address)
    except ValidationError as error:
        message = (
            f"JOBBOARD_MAIL_FROM must be an address such as jobs@example.org, not {address!r}."
        )
        raise ImproperlyConfigured(message) from error
    return address


def _smtp_options(url: str) -> dict[str, Any]:
    """Return the options of Django's SMTP backend. No message repeats the password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(
            f"JOBBOARD_SMTP_URL cannot be read ({error}): {FORM}."
        ) from error
    _check(parts)
    return {
        "host": parts.hostname,
        "port": port or PORTS[parts.scheme],
        "username": unquote(parts.username or "") or None,
        "password": unquote(parts.password or "") or None,
        "use_tls": parts.scheme == "starttls",
        "use_ssl": parts.scheme == "smtps",
        "timeout": TIMEOUT_SECONDS,
    }


def _check(parts: SplitResult) -> None:
    if parts.scheme not in PORTS or not parts.hostname:
        raise ImproperlyConfigured(f"JOBBOARD_SMTP_URL must be {FORM}.")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ImproperlyConfigured(
            "JOBBOARD_SMTP_URL has something behind the host: write signs such as / # ? of a "
            "password percent-encoded (%2F %23 %3F)."
        )
    if bool(parts.username) != bool(parts.password):
        raise ImproperlyConfigured("JOBBOARD_SMTP_URL needs user and password, or neither.")
    if parts.password and parts.scheme == "smtp" and not _is_here(parts.hostname):
        raise ImproperlyConfigured(
            "JOBBOARD_SMTP_URL would send the password unencrypted: use starttls:// or smtps://."
        )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
