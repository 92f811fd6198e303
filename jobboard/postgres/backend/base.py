"""The database backend: PostgreSQL 16 or later, embedded where ``DATABASE_URL`` names none.

The server starts at the first connection, not when settings load, so commands that need no
database (``collectstatic``, ``check``, type checking) run without one. Each connection that is
really made looks again, so a board whose server was killed heals by itself.
"""

import atexit
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from typing import Any, ClassVar, Self

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError
from django.db.backends.postgresql import base, client, features
from psycopg import IsolationLevel
from psycopg.abc import PQGen
from psycopg_pool import ConnectionPool, PoolTimeout

from jobboard.postgres import Address, PostgresError, ensure_running
from jobboard.postgres.account import program
from jobboard.postgres.timeouts import (
    CircuitBreaker,
    Endpoint,
    ProcessWorkload,
    Timeouts,
    Workload,
    watched,
)

BREAKER = CircuitBreaker()
SURE_SECONDS = 0.5
"""For how long a connection is taken to work after an answer; a server that is restarted within
that time costs each of them one answer that says so (503)."""


class DatabaseFeatures(features.DatabaseFeatures):
    """What the board asks of a server."""

    minimum_database_version = (16,)


class DatabaseClient(client.DatabaseClient):
    """``manage.py dbshell``, with the package's psql where the server is the embedded one."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        if not settings.EMBEDDED_POSTGRES:
            return super().settings_to_cmd_args_env(settings_dict, parameters)
        server = embedded()
        place = {"HOST": server.host, "PORT": server.port, "USER": server.user}
        arguments, environment = super().settings_to_cmd_args_env(
            {**settings_dict, **place}, parameters
        )
        return [str(program("psql")), *arguments[1:]], environment


class Connection(psycopg.Connection[Any]):
    """A connection that no answer of the server, or lack of one, can hold for ever."""

    limit: float  # seconds for the answer to one statement
    answered_at = float("-inf")  # when a statement last had its answer

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> Self:
        if settings.EMBEDDED_POSTGRES:
            options |= embedded().as_parameters()
        made = super().connect(conninfo, **options)
        made.limit = timeouts_of(ProcessWorkload.workload).give_up
        return made

    def wait[R](self, gen: PQGen[R], *args: Any, **options: Any) -> R:
        """Wait for a statement's answer; a server that gives none costs us the connection."""
        endpoint = self._endpoint if ProcessWorkload.workload is Workload.PAGE else None
        limit = getattr(self, "limit", timeouts_of(ProcessWorkload.workload).give_up)
        try:
            found = super().wait(watched(gen, BREAKER, endpoint, limit), *args, **options)
            self.answered_at = time.monotonic()
            return found
        except psycopg.errors.ConnectionTimeout:
            self.pgconn.finish()
            raise

    @cached_property
    def _endpoint(self) -> Endpoint:
        return Endpoint(self.info.hostaddr or self.info.host, self.info.port)


def check(connection: Connection) -> None:
    """See whether a connection from the pool still works, in no more time than making one takes.

    One that had an answer a moment ago is not asked: on a busy board that is every request.
    """
    if time.monotonic() - connection.answered_at < SURE_SECONDS:
        return
    usual, connection.limit = connection.limit, connect_seconds()
    ConnectionPool.check_connection(connection)
    connection.limit = usual


def timeouts_of(workload: Workload) -> Timeouts:
    """Return the limits of one kind of work, as the environment says them."""
    timeouts: Timeouts = settings.DATABASE_TIMEOUTS[workload]
    return timeouts


def connect_seconds() -> float:
    """Return how long a connection may take to be made."""
    return float(settings.DATABASES["default"]["OPTIONS"]["connect_timeout"])


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the board's server."""

    client_class = DatabaseClient
    features_class = DatabaseFeatures
    _connection_pools: ClassVar[dict[str, ConnectionPool[Any]]]  # Django's

    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(settings_dict, alias)
        pool = settings_dict["OPTIONS"].get("pool")
        if isinstance(pool, dict):
            pool.setdefault("connection_class", Connection)
            pool.setdefault("check", check)

    def get_connection_params(self) -> dict[str, Any]:
        """Return Django's parameters with the limits of this process's kind of work."""
        parameters: dict[str, Any] = super().get_connection_params()
        given = parameters.get("options", "")
        parameters["options"] = (
            f"{timeouts_of(ProcessWorkload.workload).as_options()} {given}".strip()
        )
        if settings.EMBEDDED_POSTGRES and not self.settings_dict["OPTIONS"].get("pool"):
            parameters |= embedded().as_parameters()
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection, from the pool where there is one; at once or not at all while the
        server is silent.
        """
        BREAKER.check(connect_seconds())
        close_pools_at_exit()
        try:
            made = self._new_connection(conn_params)
        except PoolTimeout as error:
            BREAKER.trip()
            raise _reason(error, conn_params) from None
        except psycopg.OperationalError:
            BREAKER.trip()
            raise
        BREAKER.reset()
        return made

    def _new_connection(self, parameters: dict[str, Any]) -> Any:
        """As Django does, but of our class also where there is no pool."""
        if settings.EMBEDDED_POSTGRES and ProcessWorkload.workload is not Workload.PAGE:
            embedded()  # a command may start the server; no visitor waits for that
        if self.pool:
            return super().get_new_connection(parameters)
        self.isolation_level = IsolationLevel.READ_COMMITTED
        return Connection.connect(**parameters)

    @contextmanager
    def limited_to(self, workload: Workload) -> Iterator[None]:
        """Give the statements of this block the limits of ``workload``."""
        self.ensure_connection()
        self._limit(timeouts_of(workload))
        try:
            yield
        finally:
            if self.connection is not None and self.is_usable():
                self._limit(timeouts_of(ProcessWorkload.workload))

    def _limit(self, timeouts: Timeouts) -> None:
        self.connection.limit = timeouts.give_up
        with self.cursor() as cursor:
            cursor.execute(timeouts.as_sql())


def _reason(error: PoolTimeout, parameters: dict[str, Any]) -> psycopg.OperationalError:
    """Return what the server itself says: a pool tells only how long it has waited.

    No visitor waits for that.
    """
    if ProcessWorkload.workload is not Workload.PAGE:
        try:
            Connection.connect(**parameters).close()
        except psycopg.OperationalError as refusal:
            return refusal
    return error


def embedded() -> Address:
    """Return the address of the running embedded server, or raise Django's OperationalError."""
    try:
        return ensure_running(settings.VAR_DIR)
    except PostgresError as error:
        raise OperationalError(str(error)) from error


@cache
def close_pools_at_exit() -> None:
    """Have the pools closed before the process gives up its lease on the server.

    Python would collect them after their threads are frozen, and wait five seconds for each.
    """
    atexit.register(_close_pools)


def _close_pools() -> None:
    for pool in DatabaseWrapper._connection_pools.values():  # noqa: SLF001 (no public way)
        pool.close()
