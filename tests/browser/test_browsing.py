"""A job seeker at work: filtering, going back, with the keyboard, without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.market import make_market

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _market() -> None:
    make_market()


def test_choosing_a_filter_updates_results_counts_and_address_without_reloading(site: Site) -> None:
    page = site.open("/jobs/")
    expect(page.get_by_role("status")).to_have_text("31 openings")
    page.evaluate("window.stayed = true")
    page.get_by_label(re.compile("^Senior")).check()
    expect(page.get_by_role("status")).to_have_text("11 openings")
    expect(page).to_have_url(re.compile(r"/jobs/\?level=senior$"))
    assert page.evaluate("window.stayed")
    expect(page.get_by_label(re.compile("^Senior"))).to_be_focused()


def test_a_second_filter_adds_to_the_first_and_back_takes_it_off(site: Site) -> None:
    page = site.open("/jobs/")
    page.get_by_label(re.compile("^Senior")).check()
    expect(page).to_have_url(re.compile("level=senior$"))
    page.get_by_label(re.compile("^Hybrid")).check()
    expect(page).to_have_url(re.compile("level=senior&workplace=hybrid$"))
    expect(page.get_by_role("status")).to_have_text("1 opening")
    page.go_back()
    expect(page.get_by_role("status")).to_have_text("11 openings")
    expect(page.get_by_label(re.compile("^Hybrid"))).not_to_be_checked()


def test_removing_a_chip_takes_the_focus_to_the_results(site: Site) -> None:
    page = site.open("/jobs/?level=senior&workplace=remote")
    page.get_by_role("link", name="remove Remote").click()
    expect(page).to_have_url(re.compile(r"\?level=senior$"))
    expect(page.locator("#results-heading")).to_be_focused()
    expect(page.get_by_role("link", name="remove Remote")).to_have_count(0)


def test_searching_by_keyboard_alone(site: Site) -> None:
    page = site.open("/jobs/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.locator("#q").focus()
    page.keyboard.type("analyst")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("16 openings")
    expect(page).to_have_url(re.compile(r"\?q=analyst$"))


def test_the_next_page_and_a_posting_and_back(site: Site) -> None:
    page = site.open("/jobs/?sort=newest")
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile("page=2"))
    page.get_by_role("listitem").get_by_role("heading").first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Data")
    page.go_back()
    expect(page).to_have_url(re.compile("page=2"))


def test_the_same_form_works_without_javascript(plain_site: Site) -> None:
    page = plain_site.open("/jobs/")
    page.get_by_label("Job title, skill or company").fill("engineer")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_have_text("16 openings")
    page.get_by_label(re.compile("^Senior")).check()
    page.get_by_role("button", name="Show openings").click()
    expect(page.get_by_role("status")).to_have_text("6 openings")
    expect(page.get_by_label("Job title, skill or company")).to_have_value("engineer")
    page.get_by_role("link", name="remove Senior").click()
    expect(page.get_by_role("status")).to_have_text("16 openings")


def test_on_a_phone_the_filters_stand_behind_one_button_with_their_number(site: Site) -> None:
    site.page.set_viewport_size({"width": 375, "height": 800})
    page = site.open("/jobs/?level=senior")
    senior = page.get_by_label(re.compile("^Senior"))
    expect(senior).to_be_hidden()
    page.get_by_role("button", name=re.compile(r"Filters \(1 active")).click()
    expect(senior).to_be_visible()
    page.get_by_label(re.compile("^Hybrid")).check()
    page.get_by_role("button", name="Show 1 opening").click()
    expect(senior).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile(r"Filters \(2 active"))).to_be_focused()


def test_a_reader_of_the_screen_hears_what_the_eye_sees(site: Site) -> None:
    page = site.open("/jobs/?level=senior")
    expect(page.get_by_role("search")).to_be_visible()
    expect(page.get_by_role("group", name="Level")).to_be_visible()
    expect(page.get_by_role("checkbox", name=re.compile(r"Senior \d+ openings"))).to_be_checked()
    expect(page.get_by_role("list", name="Active filters")).to_be_visible()


def test_a_long_search_drops_a_filter_and_turns_its_pages_by_buttons(site: Site) -> None:
    words = "data+" * 80
    page = site.open(f"/jobs/?q={words}&level=senior")
    before = page.get_by_role("status").inner_text()
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="remove Senior").click()
    expect(page).not_to_have_url(re.compile("level=senior"))
    expect(page.get_by_label(re.compile("^Senior"))).not_to_be_checked()
    expect(page.get_by_role("status")).not_to_have_text(before)
    page.get_by_role("button", name="page 2").click()
    expect(page).to_have_url(re.compile("page=2$"))
    expect(page.locator(".pages [aria-current=page]")).to_have_text(re.compile("2"))
    assert page.evaluate("window.stayed")
    page.go_back()
    expect(page.locator(".pages [aria-current=page]")).to_have_text(re.compile("1"))


def test_a_long_search_works_without_javascript(plain_site: Site) -> None:
    page = plain_site.open(f"/jobs/?q={'data+' * 80}&level=senior")
    page.get_by_role("button", name="remove Senior").click()
    expect(page).not_to_have_url(re.compile("level=senior|drop="))
    page.get_by_role("button", name="page 2").click()
    expect(page.locator(".pages [aria-current=page]")).to_have_text(re.compile("2"))


def test_a_chip_takes_its_own_words_out_of_the_box(site: Site) -> None:
    page = site.open("/jobs/?q=data&where=Berlin, Paris")
    page.get_by_role("link", name="remove Where: Berlin, Germany").click()
    expect(page).to_have_url(re.compile(r"\?q=data&where=Paris$"))
    expect(page.locator("#where")).to_have_value("Paris")
    expect(page.locator("#q")).to_have_value("data")
    page.get_by_role("link", name="remove “data”").click()
    expect(page.locator("#q")).to_have_value("")
