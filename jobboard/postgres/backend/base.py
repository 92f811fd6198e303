"""The database backend: PostgreSQL 16 or later, embedded where ``DATABASE_URL`` names none.

The server starts at the first connection, not when settings load, so commands that need no
database (``collectstatic``, ``check``, type checking) run without one. Each connection that is
really made looks again, so a board whose server was killed heals by itself.
"""

import atexit
from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar, Self

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError
from django.db.backends.postgresql import base, client, features
from psycopg_pool import ConnectionPool

from jobboard.postgres import Address, PostgresError, ensure_running
from jobboard.postgres.programs import program


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


class PooledConnection(psycopg.Connection[Any]):
    """A connection that a pool makes, whenever it finds that it needs one."""

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> Self:
        if settings.EMBEDDED_POSTGRES:
            embedded()
        return super().connect(conninfo, **options)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the board's server."""

    client_class = DatabaseClient
    features_class = DatabaseFeatures
    _connection_pools: ClassVar[dict[str, ConnectionPool[Any]]]  # Django's

    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(settings_dict, alias)
        pool = settings_dict["OPTIONS"].get("pool")
        if isinstance(pool, dict):
            pool.setdefault("connection_class", PooledConnection)

    def get_connection_params(self) -> dict[str, Any]:
        """Return Django's parameters, with the embedded server's place where it is the one.

        Django asks with every request, and heeds the answer only when it makes a connection or
        the pool, so an existing pool spares us the look at the server.
        """
        parameters: dict[str, Any] = super().get_connection_params()
        if settings.EMBEDDED_POSTGRES and self.alias not in self._connection_pools:
            server = embedded()
            parameters |= {"host": server.host, "port": server.port, "user": server.user}
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection, from the pool where there is one."""
        close_pools_at_exit()
        return super().get_new_connection(conn_params)


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
