"""Definitions beside a term's link, as WCAG 2.2 (1.4.13) wants what shows on hover or focus."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import Site
from tests.roles.factories import make_guide, make_profiled_role, make_term

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/guides/nurse-vs-midwife/"


@pytest.fixture(autouse=True)
def _guide(db: None) -> None:
    make_term("Triage", short="Who is seen first.")
    make_term("Ward", short="Where patients stay.")
    text = "First the triage, then the ward. " + "Words. " * 60
    make_guide(make_profiled_role("Nurse"), introduction=text)


@pytest.fixture
def page(site: Site) -> Page:
    return site.open(PATH)


@pytest.mark.slow
def test_the_pointer_shows_it_may_rest_on_it_and_leaves_it(page: Page) -> None:
    page.clock.install()
    page.reload()
    definition = page.locator(".term-card")
    expect(definition).to_be_hidden()
    page.get_by_role("link", name="triage").hover()
    expect(definition).to_have_text("TriageWho is seen first.")
    definition.hover()
    page.clock.run_for(400)
    expect(definition).to_be_visible()
    page.mouse.move(5, 5)
    expect(definition).to_be_hidden()


@pytest.mark.slow
def test_the_keyboard_shows_it_and_escape_puts_it_away_without_moving_the_focus(
    page: Page,
) -> None:
    definition, link = page.locator(".term-card"), page.get_by_role("link", name="triage")
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(definition).to_contain_text("Who is seen first.")
    page.keyboard.press("Escape")
    expect(definition).to_be_hidden()
    expect(link).to_be_focused()
    page.keyboard.press("Tab")
    expect(definition).to_contain_text("Where patients stay.")
    page.keyboard.press("Tab")
    expect(definition).to_be_hidden()


@pytest.mark.slow
def test_it_is_not_spoken_at_the_link(page: Page) -> None:
    link = page.get_by_role("link", name="triage")
    link.hover()
    expect(page.locator(".term-card")).to_be_visible()
    expect(link).to_have_accessible_description("")
    assert "Who is seen first" not in page.locator("body").aria_snapshot()


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 1280])
def test_it_stays_inside_the_window(chromium: Browser, live_server: LiveServer, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 500})
    page = context.new_page()
    page.goto(live_server.url + PATH)
    page.get_by_role("link", name="ward").hover()
    expect(page.locator(".term-card")).to_be_visible()
    box = page.locator(".term-card").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.slow
def test_without_scripts_the_link_leads_to_the_definition(plain_site: Site) -> None:
    page = plain_site.open(PATH)
    page.get_by_role("link", name="triage").click()
    expect(page.get_by_text("Who is seen first.")).to_be_visible()
