"""Commands say in one sentence why they cannot use the database."""

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import override_settings

from jobboard.postgres.refusals import UNPREPARED, refusal

pytestmark = pytest.mark.django_db


def failed(statement: str) -> DatabaseError:
    """The error of a statement that must fail."""
    with (
        pytest.raises(DatabaseError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return error.value


def forget_migrations() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'listings'")


def test_a_table_that_is_not_there_yet_is_made_by_prepare() -> None:
    forget_migrations()
    assert refusal(failed("SELECT 1 FROM nowhere")) == UNPREPARED
    assert refusal(failed("SELECT nothing FROM listings_listing")) == UNPREPARED


def test_an_error_of_the_program_itself_keeps_its_traceback() -> None:
    assert refusal(failed("SELECT 1 FROM nowhere")) is None
    forget_migrations()
    assert refusal(failed("SELECT 1 / 0")) is None


def test_a_server_that_refuses_is_named_with_its_variable() -> None:
    error = OperationalError("connection failed:\n\tno such user")
    error.__cause__ = psycopg.OperationalError()
    with override_settings(EMBEDDED_POSTGRES=False):
        told = refusal(error)
    assert told == "DATABASE_URL: the database cannot be reached (connection failed: no such user)."


def test_a_worker_does_not_start_before_the_tables_are_there() -> None:
    forget_migrations()
    with pytest.raises(CommandError, match=r"manage\.py prepare"):
        call_command("work")
