"""Suggestions below the two boxes of a search: by keyboard, by touch, and without them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import Site
from tests.browser.looking import AXE
from tests.browser.market import make_market
from tests.database import made_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _market() -> None:
    made_once(make_market)


def words(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Job title, skill or company")


def where(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Where")


def options(page: Page) -> Locator:
    return page.get_by_role("option").filter(visible=True).filter(has_text="opening")


def type_into(box: Locator, text: str) -> None:
    box.focus()
    box.press_sequentially(text)


@pytest.mark.slow
def test_what_begins_so_is_suggested_in_groups_with_its_openings(site: Site) -> None:
    page = site.open("/jobs/")
    expect(words(page)).to_have_attribute("aria-expanded", "false")
    type_into(words(page), "data")
    expect(words(page)).to_have_attribute("aria-expanded", "true")
    group = page.get_by_role("group", name="Roles")
    expect(group.get_by_role("option")).to_have_text(
        [re.compile("Data Analyst 1\\d openings"), re.compile("Data Engineer 1\\d openings")]
    )
    expect(page.get_by_text(re.compile(r"^\d+ suggestions$"))).to_be_attached()


def test_keys_move_through_the_list_and_enter_takes_a_suggestion(site: Site) -> None:
    page = site.open("/jobs/")
    type_into(where(page), "ber")
    expect(options(page).first).to_contain_text("Berlin, Germany")
    page.keyboard.press("ArrowDown")
    first = options(page).first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(where(page)).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "?")
    expect(where(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(where(page)).to_have_value("Berlin, Germany")
    expect(where(page)).to_have_attribute("aria-expanded", "false")
    expect(page).to_have_url(re.compile(r"/jobs/\?where=Berlin%2C\+Germany$"))
    expect(page.get_by_role("link", name="remove Where: Berlin, Germany")).to_be_visible()
    expect(where(page)).to_be_focused()


def test_taking_a_suggestion_is_one_request_and_one_step_back(site: Site) -> None:
    page = site.open("/jobs/")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/jobs/?" in one.url else None)
    type_into(where(page), "lyo")
    options(page).first.click()
    expect(page).to_have_url(re.compile("where=Lyon"))
    page.get_by_role("heading", name="Results").evaluate("one => one.focus()")
    expect(page.get_by_role("link", name="remove Where: Lyon, France")).to_be_visible()
    assert len(asked) == 1
    page.go_back()
    expect(page).to_have_url(re.compile("/jobs/$"))


@pytest.mark.slow
def test_up_from_the_box_is_the_last_one_and_down_from_the_last_the_box(site: Site) -> None:
    page = site.open("/jobs/")
    type_into(where(page), "fr")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    expect(where(page)).not_to_have_attribute("aria-activedescendant", re.compile("."))


@pytest.mark.slow
def test_escape_closes_the_list_and_leaves_what_was_typed(site: Site) -> None:
    page = site.open("/jobs/")
    type_into(words(page), "data")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(words(page)).to_have_value("data")
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_be_visible()


@pytest.mark.slow
def test_tab_goes_on_and_takes_nothing(site: Site) -> None:
    page = site.open("/jobs/")
    type_into(words(page), "data")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(where(page)).to_be_focused()
    expect(words(page)).to_have_value("data")
    expect(options(page)).to_have_count(0)


@pytest.mark.slow
def test_enter_without_a_choice_searches_for_what_was_typed(site: Site) -> None:
    page = site.open("/jobs/")
    type_into(words(page), "analyst")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=analyst$"))
    expect(options(page)).to_have_count(0)


@pytest.mark.slow
def test_a_question_that_is_out_of_date_is_broken_off(site: Site) -> None:
    page = site.open("/jobs/")
    page.route(re.compile(r"where=p$"), lambda route: None)  # never answered
    with page.expect_request(re.compile(r"where=p$")):
        type_into(where(page), "p")
    with page.expect_event("requestfailed", lambda one: one.url.endswith("where=p")):
        where(page).press_sequentially("ari")
    expect(options(page).first).to_contain_text("Paris, France")


@pytest.mark.slow
def test_nothing_on_the_page_moves_when_the_list_opens(site: Site) -> None:
    page = site.open("/jobs/")
    before = page.locator("#results").bounding_box()
    type_into(words(page), "data")
    expect(options(page).first).to_be_visible()
    assert page.locator("#results").bounding_box() == before


@pytest.mark.slow
def test_after_going_back_the_boxes_suggest_as_before(site: Site) -> None:
    page = site.open("/jobs/")
    type_into(where(page), "ber")
    options(page).first.click()
    expect(page).to_have_url(re.compile("where=Berlin"))
    page.go_back()
    expect(page).to_have_url(re.compile("/jobs/$"))
    expect(page.get_by_role("listbox")).to_have_count(0)
    type_into(page.locator("#where"), "par")
    expect(options(page).first).to_contain_text("Paris, France")
    expect(where(page)).to_have_attribute("aria-expanded", "true")


@pytest.mark.slow
def test_the_front_page_suggests_too_and_waits_for_its_button(site: Site) -> None:
    page = site.open("/")
    type_into(words(page), "data an")
    options(page).first.click()
    expect(words(page)).to_have_value("Data Analyst")
    type_into(where(page), "ber")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(where(page)).to_have_value("Berlin, Germany")
    expect(page).to_have_url(re.compile("/$"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=Data\+Analyst&where=Berlin%2C\+Germany"))


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer) -> Iterator[Site]:
    """A window that is touched; axe may be put into its pages."""
    context = chromium.new_context(
        viewport={"width": 375, "height": 700}, has_touch=True, is_mobile=True, bypass_csp=True
    )
    window = Site(context, live_server.url)
    yield window
    context.close()
    assert window.complaints == []


@pytest.mark.slow
def test_a_finger_takes_a_suggestion_that_is_large_enough(phone: Site) -> None:
    page = phone.open("/jobs/")
    words(page).tap()  # opens the other box
    type_into(where(page), "ber")
    first = options(page).first
    expect(first).to_be_visible()
    assert first.evaluate("one => one.offsetHeight") >= 44
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    first.tap()
    expect(where(page)).to_have_value("Berlin, Germany")
    expect(page).to_have_url(re.compile("where=Berlin"))


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_list_is_accessible(phone: Site, scheme: str) -> None:
    phone.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of its literals
    page = phone.open("/jobs/")
    type_into(words(page), "data")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.evaluate(AXE)
    found = page.evaluate("axe.run('.search').then((all) => all.violations.map((one) => one.id))")
    assert found == []


def test_without_javascript_the_boxes_are_those_of_a_plain_form(plain_site: Site) -> None:
    page = plain_site.open("/jobs/")
    page.get_by_label("Where").fill("Berlin, Lyon")
    page.get_by_label("How far around").select_option("25")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"where=Berlin%2C\+Lyon&radius=25"))
    expect(page.get_by_label("Where")).to_have_value("Berlin, Lyon")
    expect(page.get_by_label("How far around")).to_have_value("25")
    page.get_by_role("link", name="remove Where: Lyon, France").click()
    expect(page.get_by_label("Where")).to_have_value("Berlin")
