"""Where the tests' database lies: a server of this run's own, never that of a board."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import psycopg
import pytest
from django.conf import settings

from jobboard import identity
from jobboard.postgres import ensure_running, leave
from jobboard.postgres.account import choose
from listings.demand import overlap


def pytest_configure(config: pytest.Config) -> None:
    """Point this run, and the processes that it starts, at a folder that ends with it.

    Settings are loaded by now; a worker of pytest-xdist finds the folder in the environment.
    """
    if hasattr(config, "workerinput"):
        return
    folder = Path(tempfile.mkdtemp(prefix="jobboard-test-"))
    os.environ["JOBBOARD_VAR"] = str(folder)
    settings.VAR_DIR = folder
    storage = cast("dict[str, dict[str, Path]]", settings.STORAGES["default"])
    storage["OPTIONS"]["location"] = folder / "media"
    config.add_cleanup(lambda: _remove(folder))


def _remove(folder: Path) -> None:
    """Stop the server, once the workers have let go of it, and clear up."""
    if settings.EMBEDDED_POSTGRES and (folder / "postgres").exists():
        deadline = time.monotonic() + 10
        while not leave(folder) and time.monotonic() < deadline:
            time.sleep(0.1)
        shutil.rmtree(choose(folder / "postgres").home, ignore_errors=True)  # may lie elsewhere
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Make the embedded server fast rather than safe: what it holds may be lost."""
    if not settings.EMBEDDED_POSTGRES:
        return
    server = ensure_running(settings.VAR_DIR)
    with psycopg.connect(
        host=server.host, port=server.port, user=server.user, dbname="postgres", autocommit=True
    ) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {name} = off".encode())
        connection.execute("SELECT pg_reload_conf()")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that must have a browser (``JOBBOARD_REQUIRE_BROWSER=1``) and had none."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or os.environ.get("JOBBOARD_REQUIRE_BROWSER") != "1":
        return
    skipped = [r for r in reporter.stats.get("skipped", ()) if r.nodeid.startswith("tests/browser")]
    if skipped:
        reporter.write_line(f"\nBrowser tests were skipped ({len(skipped)}).", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _identity_of_this_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Who the board is is read once in each test, so that queries can be counted."""
    monkeypatch.setattr(identity, "FRESH_SECONDS", 3600.0)
    identity.forget()
    yield
    identity.forget()


@pytest.fixture(autouse=True)
def _shares_of_this_test() -> None:
    """How alike roles are is asked of this test's figures."""
    overlap.forget()
