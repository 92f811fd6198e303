"""The tests' database: a server that is kept between runs, a migrated template, shared rows.

The server lies in ``.test-database/`` of the checkout, never in a running board's folder, and runs
only while tests do. Each process of a run copies the template, which is made anew whenever a
migration, the groups or a pinned package changes. What a killed run left is dropped by the next.
"""

import fcntl
import hashlib
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TextIO, cast

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from psycopg import sql

from jobboard.environment import BASE_DIR
from jobboard.postgres import Address, PostgresError, ensure_running

KEPT = BASE_DIR / ".test-database"
QUICK = ("fsync", "full_page_writes", "synchronous_commit")  # what it holds may be lost
_AS_MIGRATED: dict[str, bytes] = {}
_making: list[TextIO] = []  # the file that a process holds while it makes the template
_MADE: dict[str, tuple[dict[str, bytes], object]] = {}
READ_BY_MIGRATING = (
    "*/migrations/*.py",
    "jobboard/accounts/groups.py",
    "jobboard/apps.py",
    "requirements/base.txt",
    "tests/database.py",
)


def use_kept_server(var: Path) -> None:
    """Let the embedded server of ``var``, the folder of this run, be the kept one."""
    home = KEPT / "postgres"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _lock():
        if not (var / "postgres").exists():  # the other processes of this run
            (var / "postgres").symlink_to(home)
        server = _started(var, home)
        with _connect(server) as database:
            for name in QUICK:
                database.execute(f"ALTER SYSTEM SET {name} = off".encode())
            database.execute("SELECT pg_reload_conf()")
            _drop_what_killed_runs_left(database)


def _started(var: Path, home: Path) -> Address:
    try:
        return ensure_running(var)
    except PostgresError:  # the machine went down under it, or another version made it
        shutil.rmtree(home / "data", ignore_errors=True)
        return ensure_running(var)


def name_of_this_run() -> str:
    """Return the name of this run's databases; processes of pytest-xdist add their own."""
    return f"test_{os.environ.get('JOBBOARD_TEST_PID', os.getpid())}"


def template() -> str:
    """Return the name of the template for what is in the checkout now."""
    digest = hashlib.sha256()
    paths = {path for pattern in READ_BY_MIGRATING for path in BASE_DIR.glob(pattern)}
    for path in sorted(paths):
        digest.update(path.as_posix().encode() + path.read_bytes())
    return f"template_{digest.hexdigest()[:16]}"


def has_template(var: Path) -> bool:
    """Tell whether there is a template. Who is told that there is none makes it; others wait."""
    _making.append((KEPT / "making").open("a"))
    fcntl.flock(_making[-1], fcntl.LOCK_EX)
    with _connect(ensure_running(var)) as database:
        is_there = template() in _names(database)
    if is_there:
        _making.pop().close()
    return is_there


def keep_as_template(var: Path) -> None:
    """Keep the database that was just migrated, and drop older ones."""
    source = connection.settings_dict["NAME"]
    connection.close()
    with _making.pop(), _connect(ensure_running(var)) as database:
        for name in _names(database):
            if name.startswith("template_"):
                _drop(database, name)
        database.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(template()), sql.Identifier(source)
            )
        )


def _drop_what_killed_runs_left(database: psycopg.Connection) -> None:
    for name in _names(database):
        run = name.split("_")[1] if name.startswith("test_") else ""
        if run.isdecimal() and not Path(f"/proc/{run}").exists():
            _drop(database, name)


def end_sessions() -> None:
    """End every session in the tests' database, our own too: Django makes a new one when asked.

    Those that tests have left open would keep the database from being dropped. While Playwright's
    event loop runs, Django's ``connection`` is another one than before and after: what is ended in
    one of the two may be our own of the other. So it is done from outside of the database.
    """
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND backend_type = 'client backend'",
            [name],
        )


def _drop(database: psycopg.Connection, name: str) -> None:
    database.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )


def _names(database: psycopg.Connection) -> list[str]:
    rows = database.execute("SELECT datname FROM pg_database WHERE NOT datistemplate").fetchall()
    return [name for (name,) in rows if name != settings.DATABASES["default"]["NAME"]]


def _connect(server: Address) -> psycopg.Connection:
    return psycopg.connect(
        host=server.host, port=server.port, user=server.user, dbname="postgres", autocommit=True
    )


@contextmanager
def shared_rows() -> Iterator[None]:
    """Keep what is written in this block until its end, for every test that runs within it.

    For a fixture of a module or session that is costly to load; each test still undoes its own
    changes. Not for tests with ``transaction=True``, which undo what was committed.
    """
    rows = transaction.atomic()
    rows._from_testcase = True  # type: ignore[attr-defined] # durable blocks may stand in it
    with rows:
        yield
        transaction.set_rollback(True)


def made_once[Made](make: Callable[..., Made], *arguments: Any) -> Made:
    """Have what ``make`` writes into a database that was just migrated; return what it returns.

    It is done once in each run, and day; after that its rows are copied, which costs a tenth.
    Where all tests of a class or module share them, ``shared_rows`` spares the copy too.
    """
    if not settings.EMBEDDED_POSTGRES:
        return make(*arguments)
    key = f"{make.__module__}.{make.__qualname__}.{timezone.localdate()}"
    if key in _MADE:
        rows, made = _MADE[key]
        _put(rows)
        return cast("Made", _read_again(made))
    file = Path(settings.VAR_DIR) / "made" / key
    file.parent.mkdir(exist_ok=True)
    with _lock(file.with_name(f"{key}.lock")):
        if file.exists():  # another process of this run has made it
            _MADE[key] = pickle.loads(file.read_bytes())
            return cast("Made", _read_again(_put_anew(*_MADE[key])))
        assert not _written(), "Rows of another fixture would be taken for its own."
        result = make(*arguments)
        _MADE[key] = _written(), result
        file.write_bytes(pickle.dumps(_MADE[key]))
        return result


def _put_anew(rows: dict[str, bytes], made: object) -> object:
    """Put rows into a database that never gave out their numbers, and let it go on after them."""
    _put(rows)
    every = apps.get_models(include_auto_created=True)
    models = [model for model in every if model._meta.db_table in rows]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    return made


def copied[Made](fixture: Callable[..., Made]) -> Callable[..., Made]:
    """Let a fixture that needs no other write its rows once; stands below ``pytest.fixture``."""

    @wraps(fixture)
    def again(*itself: Any) -> Made:
        return made_once(fixture, *itself)

    return again


def _read_again(made: object) -> object:
    if isinstance(made, list):
        return [_read_again(one) for one in made]
    return type(made)._base_manager.get(pk=made.pk) if isinstance(made, Model) else made


def _written() -> dict[str, bytes]:
    """Return the rows of each table that holds others than migrating has written."""
    return {
        table: rows
        for table, rows in _rows().items()
        if sorted(rows.splitlines()) != sorted(_AS_MIGRATED.get(table, b"").splitlines())
    }


def remember_rows() -> None:
    """Keep in memory what migrating has written, for ``undo`` to put back."""
    _AS_MIGRATED.update(_rows())


def _rows() -> dict[str, bytes]:
    """Return the rows of each table that has any."""
    found = {}
    with connection.cursor() as cursor:
        for table in _tables_with_rows():
            with cursor.copy(f'COPY "{table}" TO STDOUT'.encode()) as rows:
                found[table] = b"".join(rows)
    return found


def undo() -> None:
    """Leave the rows of a database that was just migrated, whatever a test has committed.

    Django empties every table, then has each app write its groups, permissions and pages anew:
    half a second for each test. Nothing is checked here, so the order of tables is free.
    """
    _put(dict.fromkeys(_tables_with_rows(), b"") | _AS_MIGRATED)


def _put(content: dict[str, bytes]) -> None:
    """Let each of these tables hold these rows, whatever it held; no trigger hears of it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, rows in content.items():
            cursor.execute(f'DELETE FROM "{table}"')
            with cursor.copy(f'COPY "{table}" FROM STDIN'.encode()) as copy:
                copy.write(rows)
        cursor.execute("SET LOCAL session_replication_role = origin")  # for the rest of a test


def _tables_with_rows() -> list[str]:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    each = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return [name for (name,) in cursor.fetchall()]


@contextmanager
def _lock(path: Path = KEPT / "lock") -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
