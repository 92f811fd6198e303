"""What every test stands on: a folder of this run's own, and a database that is no board's."""

import gc
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings
from django.db import connection
from django.template.base import Template
from django.template.context import Context
from django.test import TransactionTestCase
from django.test.signals import template_rendered
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from jobboard.http import conditional
from jobboard.http.changes import changes
from jobboard.postgres import leave
from jobboard.site import identity
from listings.search.index import current as index_current
from listings.search.understanding import current
from tests import database, kept_index
from tests.staff import administrator, sign_in  # noqa: F401 (fixtures)

# What is loaded by now stays for the whole run: looking through it again and again costs a twelfth.
gc.freeze()
gc.set_threshold(200_000, 20, 20)

# A busy machine fails nothing: neither how long an example took nor how long it was drawn. Each run
# draws the same examples, or its answer would be luck; EXPLORE=1 draws new ones.
hypothesis_settings.register_profile(
    "board",
    deadline=None,
    derandomize=not os.environ.get("EXPLORE"),
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("board")


def pytest_configure(config: pytest.Config) -> None:
    """Point this run, and the processes that it starts, at a folder that ends with it.

    Settings are loaded by now; a worker of pytest-xdist finds the folder in the environment.
    """
    if hasattr(config, "workerinput"):
        return
    folder = Path(tempfile.mkdtemp(prefix="jobboard-test-"))
    os.environ["JOBBOARD_VAR"] = str(folder)
    os.environ["JOBBOARD_TEST_PID"] = str(os.getpid())
    settings.VAR_DIR = folder
    storage = cast("dict[str, dict[str, Path]]", settings.STORAGES["default"])
    storage["OPTIONS"]["location"] = folder / "media"
    config.add_cleanup(lambda: _remove(folder))


def _remove(folder: Path) -> None:
    """Stop the server, unless another run uses it, and clear up."""
    if settings.EMBEDDED_POSTGRES and (folder / "postgres").exists():
        leave(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Copy the kept template, where there is one, instead of migrating."""
    if settings.EMBEDDED_POSTGRES:
        database.use_kept_server(settings.VAR_DIR)
        test = connection.settings_dict["TEST"]
        test["NAME"] = database.name_of_this_run()
        if database.has_template(settings.VAR_DIR):
            test["TEMPLATE"] = database.template()
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what was migrated: for the next run, and for the tests that commit."""
    with django_db_blocker.unblock():
        if settings.EMBEDDED_POSTGRES:  # elsewhere the board may not be a superuser
            _keep_what_was_migrated()
    yield
    with django_db_blocker.unblock():
        database.end_sessions()


def _keep_what_was_migrated() -> None:
    if not connection.settings_dict["TEST"].get("TEMPLATE"):
        database.keep_as_template(settings.VAR_DIR)
    database.remember_rows()
    TransactionTestCase._fixture_teardown = lambda case: database.undo()  # type: ignore[attr-defined]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test that is marked ``first(n)``, all parameters but the first ``n`` are slow."""
    met: Counter[str] = Counter()
    for item in items:
        if mark := item.get_closest_marker("first"):
            test = item.nodeid.partition("[")[0]
            met[test] += 1
            if met[test] > mark.args[0]:
                item.add_marker(pytest.mark.slow)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that must have a browser (``JOBBOARD_REQUIRE_BROWSER=1``) and had none."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or os.environ.get("JOBBOARD_REQUIRE_BROWSER") != "1":
        return
    skipped = [r for r in reporter.stats.get("skipped", ()) if r.nodeid.startswith("tests/browser")]
    if skipped:
        reporter.write_line(f"\nBrowser tests were skipped ({len(skipped)}).", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _identity_of_the_environment() -> None:
    """What stands between tests, and in those without a database: nobody has written anything."""
    identity._kept.written, identity._kept.read_at = {}, time.monotonic()


@pytest.fixture(scope="session", autouse=True)
def _contexts_of_pages(django_test_environment: None) -> None:
    """Keep of a page what its view has put into it, ``response.context``, and nothing more.

    Django would copy the context of each part too: of a form in the admin some hundred times.
    """

    def render(template: Template, context: Context) -> str:
        if context.template is template and not str(template.name).startswith("django/forms/"):
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    Template._render = render  # type: ignore[attr-defined]


@pytest.fixture(scope="session", autouse=True)
def _identity_of_this_run() -> None:
    """Who the board is is read once in each test, so that queries can be counted."""
    identity.FRESH_SECONDS = 3600.0
    _identity_of_the_environment()


@pytest.fixture(autouse=True)
def _identity_of_this_test(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        identity.forget()
    yield
    _identity_of_the_environment()


@pytest.fixture(scope="session", autouse=True)
def _index_of_this_process() -> None:
    """Each process of pytest-xdist has a database of its own, and so an index of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    settings.INDEX_DIR = Path(settings.VAR_DIR) / "index" / worker


@pytest.fixture(scope="session", autouse=True)
def _index_is_kept() -> None:
    index_current.fresh = kept_index.kept.fresh


@pytest.fixture(autouse=True)
def _index_of_this_test() -> Iterator[None]:
    kept_index.kept.forget()
    with connection.execute_wrapper(kept_index.kept.hear):
        yield
    kept_index.kept.forget()


@pytest.fixture
def kept_pages(settings: Any) -> Iterator[None]:
    """Keep public pages and their parts, as a board does, and look for changes at each request."""
    settings.KEPT_PAGES = replace(settings.KEPT_PAGES, megabytes=16)
    yield
    changes.forget()


@pytest.fixture(autouse=True)
def _kept_by_this_test() -> None:
    """Pages are kept within this test alone.

    What words mean is asked of this test's rows.
    """
    conditional.pages.clear()
    current.kept.forget()
