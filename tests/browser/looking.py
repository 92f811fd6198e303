"""A page as everybody meets it: axe in light and dark, and nothing wider than the window."""

import json
from typing import Any

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script

WIDTHS = (375, 768, 1280)  # the narrowest has most that scrolls, folds and overlaps

# Four fifths of what axe takes go into these two, which see nothing but colours.
OF_COLOURS = ("color-contrast", "link-in-text-block")
COLOURS_ALONE = {"runOnly": {"type": "rule", "values": OF_COLOURS}}
ALL_THE_REST = {
    "resultTypes": ["violations"],
    "rules": {rule: {"enabled": False} for rule in OF_COLOURS} | {"target-size": {"enabled": True}},
}

SETTLED = "Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => null)"

# A report of what is right too would be most of what comes out of the browser.
RUN = """([context, options]) =>
  axe.run(context ?? document, {...options, reporter: "no-passes"})"""

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

# Mark text in colours on grounds, large or not, under names of elements and classes, that no page
# had so far; return a number for each such look. Sizes and weights count as axe counts them.
NEW_LOOKS = """([among, left]) => {
  const looks = new Map(), seen = window.knownLooks, added = [];
  const number = (text) => {
    let a = 5381, b = 52711;
    for (let at = 0; at < text.length; at += 1) {
      a = Math.imul(a, 33) ^ text.charCodeAt(at);
      b = Math.imul(b, 31) ^ text.charCodeAt(at);
    }
    return (a >>> 0) * 0x200000 + (b >>> 11);
  };
  const look = (one) => {
    if (!one) { return 0; }
    if (!looks.has(one)) {
      const style = getComputedStyle(one), size = parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      looks.set(one, number([look(one.parentElement), one.tagName, one.getAttribute("class"),
        style.color, isLarge, style.textDecorationLine,
        style.backgroundColor, style.backgroundImage, style.opacity].join()));
    }
    return looks.get(one);
  };
  const isText = (one) => one.matches("input, select, textarea")
    || [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  for (const one of document.querySelectorAll("body *")) {
    one.removeAttribute("data-new-look");
    const isMeant = isText(one) && one.checkVisibility({ visibilityProperty: true })
      && (!among || one.closest(among)) && !(left && one.closest(left));
    if (isMeant && !seen.has(look(one))) {
      seen.add(look(one));
      added.push(look(one));
      one.setAttribute("data-new-look", "");
    }
  }
  return added;
}"""

KNOWN_LOOKS = "(known) => { window.knownLooks = new Set(JSON.parse(known)); }"

_known_looks: set[int] = set()


def look_at(page: Page, *, context: Any = None) -> None:
    """Fail with axe's report, or where the page scrolls sideways. Opens what is folded.

    Axe is asked about the whole page at the narrowest width, and at each wider one about what
    shows only there. The page needs a browser context with ``bypass_csp``: axe is put into it.
    """
    page.locator("details").evaluate_all(OPENED)
    page.evaluate("delete window.seen")
    page.evaluate(KNOWN_LOOKS, json.dumps([*_known_looks]))
    left_out = _selector(context, "exclude")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(MARKED, left_out):
            only_here = {} if width == WIDTHS[0] else {"include": [["[data-only-here]"]]}
            _assert_nothing_found(page, {**(context or {}), **only_here} or None, ALL_THE_REST)
        _look_at_colours(page, context)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (page.url, width)


def look_at_as_it_is(page: Page) -> None:
    """Fail with axe's report about the page at its width, with what is open."""
    _assert_nothing_found(page, None, ALL_THE_REST)
    page.evaluate(KNOWN_LOOKS, json.dumps([*_known_looks]))
    _look_at_colours(page, None)


def _look_at_colours(page: Page, context: Any) -> None:
    """Ask about each look once in a run: texts are many, their looks few."""
    where = [_selector(context, "include"), _selector(context, "exclude")]
    excluded = {"exclude": context["exclude"]} if where[1] else {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(SETTLED)  # colours that fade are judged when they are there
        if added := page.evaluate(NEW_LOOKS, where):
            new = {"include": [["[data-new-look]"]]} | excluded
            _assert_nothing_found(page, new, COLOURS_ALONE)
            _known_looks.update(added)


def _selector(context: Any, of: str) -> str:
    return ", ".join(one for [one] in (context or {}).get(of, []))


def _assert_nothing_found(page: Page, context: Any, rules: Any) -> None:
    found = _asked(page, context, rules)
    assert found.violations_count == 0, (page.url, found.generate_report())


def _asked(page: Page, context: Any, rules: Any) -> AxeResults:
    """What axe finds; half a megabyte of it is put into a page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return AxeResults(page.evaluate(RUN, [context, rules]))
