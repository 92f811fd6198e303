"""A page as everybody meets it: axe in light and dark, and nothing wider than the window."""

from typing import Any

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script

WIDTHS = (375, 768, 1280)  # the narrowest has most that scrolls, folds and overlaps

# the one thing about a page that its colours decide; all other rules are asked in light
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}

SETTLED = "Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => null)"

OPENED = "(all) => all.forEach((one) => { one.open = true; })"

# Mark what shows at this width and did at no other; tell how much that is.
MARKED = """(left) => {
  window.seen ??= new WeakSet();
  let count = 0;
  for (const one of document.querySelectorAll("body, body *")) {
    const isSeen = window.seen.has(one) || (left && one.closest(left));
    const isNew = !isSeen && one.checkVisibility({ visibilityProperty: true });
    one.toggleAttribute("data-only-here", isNew);
    if (isNew) { window.seen.add(one); count += 1; }
  }
  return count;
}"""


def look_at(page: Page, *, context: Any = None) -> None:
    """Fail with axe's report, or where the page scrolls sideways. Opens what is folded.

    Axe is asked about the whole page at the narrowest width, and at each wider one about what
    shows only there. The page needs a browser context with ``bypass_csp``: axe is put into it.
    """
    page.locator("details").evaluate_all(OPENED)
    page.evaluate("delete window.seen")
    left_out = ", ".join(one for [one] in (context or {}).get("exclude", []))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(MARKED, left_out):
            only_here = {} if width == WIDTHS[0] else {"include": [["[data-only-here]"]]}
            _in_both_schemes(page, {**(context or {}), **only_here} or None)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (page.url, width)


def look_at_as_it_is(page: Page) -> None:
    """Fail with axe's report about the page at its width, with what is open."""
    _in_both_schemes(page, None)


def _in_both_schemes(page: Page, context: Any) -> None:
    for scheme, rules in (("light", None), ("dark", OF_COLOURS)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of its literals
        page.evaluate(SETTLED)  # colours that fade are judged when they are there
        found = _asked(page, context, rules or {"resultTypes": ["violations"]})
        assert found.violations_count == 0, (page.url, found.generate_report())


def _asked(page: Page, context: Any, rules: Any) -> AxeResults:
    """What axe finds; half a megabyte of it is put into a page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    run = "([context, rules]) => axe.run(context ?? document, rules)"
    return AxeResults(page.evaluate(run, [context, rules]))
