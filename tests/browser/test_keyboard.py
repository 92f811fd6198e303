"""The admin by the keyboard alone: every stop is seen, marked, and left again."""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.test_moderation_queue import paths, session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MOST_STOPS = 200

# What has the keyboard: its name, whether it is seen, whether a line around it says so, and whether
# it was reached before; nothing where the keyboard has left the page.
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) { return null; }
  const marked = one.closest(".select2-selection") ?? one;
  const { outlineStyle, outlineWidth } = getComputedStyle(marked);
  const isSeen = marked.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const again = one.wasReached ?? false;
  one.wasReached = true;
  return {
    name: one.outerHTML.slice(0, 120),
    isSeen: isSeen && marked.getBoundingClientRect().width > 1,
    isMarked: outlineStyle !== "none" && parseFloat(outlineWidth) > 0,
    again: again && one.tagName !== "IFRAME",
  };
}"""


def stops(page: Page) -> list[dict[str, Any]]:
    """Where Tab leads from the top of the page until it leaves it, or begins anew."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    found: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["again"]:
            return found
        found.append(stop)
    raise AssertionError(f"{page.url}: the keyboard does not come out again")


def test_a_list_that_is_wider_than_the_window_is_a_stop_with_a_name(
    chromium: Browser, live_server: LiveServer
) -> None:
    _, review, _ = paths()
    form = review.replace("/review/", "/change/")
    context = chromium.new_context(viewport={"width": 375, "height": 800})
    context.add_cookies([{"name": "sessionid", "value": session(), "url": live_server.url}])
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    for path, box in (
        (reverse("admin:listings_listing_changelist"), ".results"),
        (form, ".wrapper"),
    ):
        page.goto(live_server.url + path)
        wide = page.locator(f"{box}[tabindex='0'][role=region]").last
        expect(wide).to_have_attribute("aria-label", re.compile("Postings|Ledger", re.IGNORECASE))
        wide.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("() => document.activeElement.scrollLeft > 0")
        page.set_viewport_size({"width": 3000, "height": 800})
        expect(page.locator(f"{box}[tabindex]")).to_have_count(0)
        page.set_viewport_size({"width": 375, "height": 800})
    page.goto("about:blank")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_stop_is_seen_and_marked(
    chromium: Browser, live_server: LiveServer, scheme: Any
) -> None:
    queue, review, _ = paths()
    form = review.replace("/review/", "/change/")
    listings = reverse("admin:listings_listing_changelist")
    wording = reverse("admin:jobboard_mailwording_changelist")
    context = chromium.new_context(bypass_csp=True, color_scheme=scheme)
    context.add_cookies([{"name": "sessionid", "value": session(), "url": live_server.url}])
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    for path in (reverse("admin:index"), queue, review, form, listings, wording):
        page.goto(live_server.url + path)
        found = stops(page)
        assert "Skip to main content" in found[0]["name"]
        assert [one for one in found if not (one["isSeen"] and one["isMarked"])] == []
    context.close()
