"""Chromium for tests that need one: Debian's, driven by Playwright.

``chromium-headless-shell`` is the same browser without its windows, and costs half as much.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from tests.processes import PATIENCE, wait_for

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), "")
# Of these flags the last one counts: the first three are Playwright's. By the others each window
# would load two pages beside ours, for suggestions below an address bar that nobody sees: a quarter
# of all that a browser does here.
WITHOUT = (
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "PaintHolding",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(WITHOUT)}",
]

expect.set_options(timeout=PATIENCE * 1_000)  # a busy machine is slow, not wrong


BUSY = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


@pytest.fixture(autouse=True)
def _all_is_answered(live_server: LiveServer) -> Iterator[None]:
    """Wait for what the browser asked last: what it writes would be there for the next test."""
    yield
    wait_for(_is_idle)


def _is_idle() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(BUSY)
        return bool(cursor.fetchone() == (0,))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; without one the tests are skipped, or fail where CI demands them."""
    if not CHROMIUM:
        if os.environ.get("JOBBOARD_REQUIRE_BROWSER"):
            pytest.fail("JOBBOARD_REQUIRE_BROWSER is set, but there is no chromium.")
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium-headless-shell)")
    # Playwright's sync interface leaves an event loop running, which Django would refuse.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        browser.on("context", lambda context: context.set_default_timeout(PATIENCE * 1_000))
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def press(what: Locator) -> None:
    """Press what leads to a page, and wait for that: a click alone ends when it begins to come."""
    with what.page.expect_navigation():
        what.click()


PREVIEW = "/employers/post/preview/"


class Site:
    """The live site in one window; every complaint of the browser's fails the test."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        is_refused = "status of 4" in message.text
        # on a busy machine there may be no turn for a preview; the page asks again
        is_put_off = "status of 503" in message.text and message.location["url"].endswith(PREVIEW)
        if message.type in {"error", "warning"} and not (is_refused or is_put_off):
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page


@contextmanager
def left_in_peace(site: Site) -> Iterator[None]:
    """Let the admin finish what it keeps by itself before the test's database is gone."""
    asked: set[Request] = set()

    def begins(request: Request) -> None:
        asked.add(request)

    def ends(request: Request) -> None:
        asked.discard(request)

    site.page.on("request", begins)
    site.page.on("requestfinished", ends)
    site.page.on("requestfailed", ends)
    yield
    until = time.monotonic() + PATIENCE
    while asked:
        assert time.monotonic() < until, [request.url for request in asked]
        site.page.wait_for_timeout(20)  # hears of what has ended meanwhile
    heard = list(site.complaints)
    site.context.set_offline(True)
    site.page.close()
    site.complaints[:] = heard  # what fails from here on is our doing


@pytest.fixture
def site(chromium: Browser, live_server: LiveServer) -> Iterator[Site]:
    """A window of a laptop's size."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    window = Site(context, live_server.url)
    yield window
    context.close()
    assert window.complaints == []


@pytest.fixture
def plain_site(chromium: Browser, live_server: LiveServer) -> Iterator[Site]:
    """A window without JavaScript."""
    context = chromium.new_context(java_script_enabled=False)
    yield Site(context, live_server.url)
    context.close()
