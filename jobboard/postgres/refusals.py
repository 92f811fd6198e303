"""Why a command cannot use the database, in one sentence that says what to do."""

import psycopg
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

UNPREPARED = (
    "The database is not that of this version: run `manage.py prepare` (a release's step) first."
)
MISSING = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn)


def migrations_wait() -> bool:
    """Tell whether this version has migrations that the database has not got."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refusal(error: DatabaseError) -> str | None:
    """Say why the database cannot be used; None where the error is the program's own."""
    cause = error.__cause__
    if isinstance(error, OperationalError) and _is_unreachable(cause):
        told = " ".join(str(error).split())
        if settings.EMBEDDED_POSTGRES:
            return told
        return f"DATABASE_URL: the database cannot be reached ({told})."
    if isinstance(cause, MISSING) and migrations_wait():
        return UNPREPARED
    return None


def _is_unreachable(cause: BaseException | None) -> bool:
    """An error that came of a statement has a code; one of reaching the server has none."""
    return cause is None or (isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None)
