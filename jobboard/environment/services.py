"""Which database, shared cache and mail server a board uses, and how long it waits for them."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from jobboard.environment import (
    DAY,
    HOUR,
    PublicAddress,
    Web,
    is_loopback,
    number,
    read,
    switch,
)
from jobboard.postgres.timeouts import Timeouts, Workload


def database(env: environ.Env) -> dict[str, Any]:
    """Return Django's entry for the database of ``DATABASE_URL``, else for the embedded one.

    ``jobboard.postgres.backend`` is Django's PostgreSQL backend; it asks for version 16 or later
    and, where no server is named, starts the embedded one at the first connection.
    """
    given = _server(env)
    connect = connect_seconds(env)
    # each thread holds one at most, and one is for what is made beside requests (``Renewed``)
    most = read(Web, env).threads + 1
    pool = {"min_size": 1, "max_size": most, "timeout": connect, "reconnect_timeout": 5}
    usual = {"connect_timeout": connect, "prepare_threshold": 1}  # listings/models/prepared.py
    return {
        **given,
        "ENGINE": "jobboard.postgres.backend",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**usual, **given.get("OPTIONS", {}), "pool": pool},
    }


DATABASE_FORM = "postgres://user:password@host/database"


def _server(env: environ.Env) -> dict[str, Any]:
    """Return what ``DATABASE_URL`` and ``DATABASE_PASSWORD`` say. No message repeats a password."""
    url = env.str("DATABASE_URL", default="")
    if not url:
        if not switch(env, "JOBBOARD_EMBEDDED_DATABASE", default=True):
            raise ImproperlyConfigured(f"DATABASE_URL is missing: {DATABASE_FORM}.")
        return {"NAME": "jobboard"}
    if not url.startswith(("postgres:", "postgresql:")):
        raise ImproperlyConfigured(f"DATABASE_URL must name a PostgreSQL server: {DATABASE_FORM}.")
    try:
        given: dict[str, Any] = env.db("DATABASE_URL")
    except ValueError:
        given = {"NAME": url}  # a sign of the password ended the host's name
    if set(given["NAME"]) & set("/@"):
        raise ImproperlyConfigured(
            f"DATABASE_URL cannot be read, it must be {DATABASE_FORM}: write signs such as / @ ? "
            "of a password as %2F %40 %3F, or the password alone in DATABASE_PASSWORD."
        )
    if not (given["NAME"] or "service" in given.get("OPTIONS", {})):
        raise ImproperlyConfigured(f"DATABASE_URL names no database: {DATABASE_FORM}.")
    password = env.str("DATABASE_PASSWORD", default="")
    return {**given, "PASSWORD": password} if password else given


def connect_seconds(env: environ.Env) -> int:
    """Return how long anything waits for a connection; libpq makes at least two seconds of it."""
    return number(env, "JOBBOARD_DB_CONNECT_SECONDS", default=3, least=2, most=60)


def timeouts(env: environ.Env) -> dict[Workload, Timeouts]:
    """Return how long a statement, and a wait for a lock, may take in each kind of work."""
    return {
        Workload.PAGE: Timeouts(
            number(env, "JOBBOARD_DB_STATEMENT_SECONDS", default=10, least=1, most=HOUR),
            number(env, "JOBBOARD_DB_LOCK_SECONDS", default=5, least=1, most=HOUR),
        ),
        Workload.WORK: Timeouts(
            number(env, "JOBBOARD_DB_WORK_STATEMENT_SECONDS", default=300, least=1, most=DAY),
            number(env, "JOBBOARD_DB_WORK_LOCK_SECONDS", default=30, least=1, most=DAY),
        ),
        Workload.MIGRATION: Timeouts(
            number(env, "JOBBOARD_DB_MIGRATION_STATEMENT_SECONDS", default=HOUR, least=1, most=DAY),
            number(env, "JOBBOARD_DB_MIGRATION_LOCK_SECONDS", default=60, least=1, most=DAY),
        ),
    }


def shared_cache(env: environ.Env) -> dict[str, dict[str, Any]]:
    """Return the cache of pages that machines share, by its alias; none without an address.

    A server that is slower than making a page is not waited for.
    """
    url = env.str("JOBBOARD_CACHE_URL", default="")
    if not url:
        return {}
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured("JOBBOARD_CACHE_URL must be redis(s)://host:port/number.")
    if find_spec("redis") is None:
        raise ImproperlyConfigured(
            "JOBBOARD_CACHE_URL needs the package redis: .venv/bin/python -m pip install redis "
            "(with compose BOARD_PACKAGES=redis in deploy/.env)."
        )
    return {
        "pages": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "jobboard-pages",
            "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
        }
    }


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
    if parts.password and parts.scheme == "smtp" and not is_loopback(parts.hostname):
        raise ImproperlyConfigured(
            "JOBBOARD_SMTP_URL would send the password unencrypted: use starttls:// or smtps://."
        )
