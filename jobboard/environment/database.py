"""Which database and which shared cache the board uses, and how long anything may wait for them."""

from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from jobboard.environment import Web, number, read
from jobboard.postgres.timeouts import Timeouts, Workload

HOUR = 3_600
DAY = 24 * HOUR


def database(env: environ.Env) -> dict[str, Any]:
    """Return Django's entry for the database of ``DATABASE_URL``, else for the embedded one.

    ``jobboard.postgres.backend`` is Django's PostgreSQL backend; it asks for version 16 or later
    and, where no server is named, starts the embedded one at the first connection.
    """
    url = env.str("DATABASE_URL", default="")
    if url and not url.startswith(("postgres:", "postgresql:")):
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL server: postgres://…")
    given: dict[str, Any] = env.db("DATABASE_URL") if url else {"NAME": "jobboard"}
    connect = connect_seconds(env)
    threads = read(Web, env).threads  # each holds one connection at most
    pool = {"min_size": 1, "max_size": threads, "timeout": connect, "reconnect_timeout": 5}
    usual = {"connect_timeout": connect, "prepare_threshold": 1}  # listings/models/prepared.py
    return {
        **given,
        "ENGINE": "jobboard.postgres.backend",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**usual, **given.get("OPTIONS", {}), "pool": pool},
    }


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
            "JOBBOARD_CACHE_URL needs the package redis (pip install redis)."
        )
    return {
        "pages": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "jobboard-pages",
            "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
        }
    }
