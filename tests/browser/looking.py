"""A page as everybody meets it: axe in light and dark, and nothing wider than the window."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# the one thing about a page that its colours decide; all other rules are asked in light
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}

SETTLED = "Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => null)"


def look_at(page: Page, *, context: Any = None) -> None:
    """Fail with axe's report, or where the page scrolls sideways. Opens what is folded.

    The page needs a browser context with ``bypass_csp``: axe is put into it.
    """
    for details in page.locator("details").all():
        details.evaluate("element => element.open = true")
    page.emulate_media(color_scheme="light")
    page.evaluate(SETTLED)
    _ask(page, context, None)
    page.emulate_media(color_scheme="dark")
    page.evaluate(SETTLED)  # colours that fade are judged when they are there
    _ask(page, context, OF_COLOURS)
    wide, width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= width, page.url


def _ask(page: Page, context: Any, options: Any) -> None:
    found = Axe().run(page, context=context, options=options)
    assert found.violations_count == 0, (page.url, found.generate_report())
