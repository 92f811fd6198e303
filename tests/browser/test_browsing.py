"""A job seeker at work: filtering, going back, with the keyboard, without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import Site
from tests.browser.looking import look_at_as_it_is
from tests.browser.market import make_market
from tests.database import made_once
from tests.listings.factories import make_company, make_listing, make_skill

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _market() -> None:
    made_once(make_market)


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


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_reader_of_the_screen_hears_what_the_eye_sees(site: Site) -> None:
    page = site.open("/jobs/?level=senior")
    expect(page.get_by_role("search")).to_be_visible()
    expect(page.get_by_role("group", name="Level")).to_be_visible()
    expect(page.get_by_role("checkbox", name=re.compile(r"Senior \d+ openings"))).to_be_checked()
    expect(page.get_by_role("list", name="Active filters")).to_be_visible()


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_long_search_works_without_javascript(plain_site: Site) -> None:
    page = plain_site.open(f"/jobs/?q={'data+' * 80}&level=senior")
    page.get_by_role("button", name="remove Senior").click()
    expect(page).not_to_have_url(re.compile("level=senior|drop="))
    page.get_by_role("button", name="page 2").click()
    expect(page.locator(".pages [aria-current=page]")).to_have_text(re.compile("2"))


@pytest.mark.slow
def test_a_chip_takes_its_own_words_out_of_the_box(site: Site) -> None:
    page = site.open("/jobs/?q=data&where=Berlin, Paris")
    page.get_by_role("link", name="remove Where: Berlin, Germany").click()
    expect(page).to_have_url(re.compile(r"\?q=data&where=Paris$"))
    expect(page.locator("#where")).to_have_value("Paris")
    expect(page.locator("#q")).to_have_value("data")
    page.get_by_role("link", name="remove “data”").click()
    expect(page.locator("#q")).to_have_value("")


@pytest.mark.slow
def test_any_value_of_a_facet_is_found_and_ticked_where_it_stands(site: Site) -> None:
    for number in range(12):
        make_listing(f"Posting {number}", company=make_company(f"Works {number}"))
    make_listing("Engine builder", company=make_company("Zenith Motors"))
    page = site.open("/jobs/")
    field, found = page.get_by_label("Find in Company"), page.locator("#found-company")
    zenith = re.compile("^Zenith Motors")
    field.press_sequentially("zen")
    found.get_by_role("checkbox", name=zenith).click()
    expect(page).to_have_url(re.compile(r"company=zenith-motors$"))
    expect(page.get_by_role("status")).to_have_text("1 opening")
    expect(field).to_have_value("zen")
    expect(found.get_by_role("checkbox", name=zenith)).to_be_checked()
    field.fill("")
    expect(page.locator("#values-company").get_by_role("checkbox", name=zenith)).to_be_checked()


@pytest.mark.slow
def test_all_values_stand_on_a_page_of_their_own_without_javascript(plain_site: Site) -> None:
    for number in range(10):
        make_listing(f"Posting {number}", level="mid", skills=(make_skill(f"Tool {number}"),))
    page = plain_site.open("/jobs/?level=mid")
    page.get_by_role("button", name=re.compile("for Skills")).click()
    page.get_by_label("Find in Skills").fill("tool 7")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Tool 7", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?level=mid&skill=tool-7$|\?skill=tool-7&level=mid$"))
    expect(page.get_by_role("status")).to_have_text("1 opening")


TABS = "() => Boolean(document.activeElement.closest('.cards'))"


@pytest.mark.slow
def test_the_first_opening_is_at_most_25_tabs_away(site: Site) -> None:
    page = site.open("/jobs/?q=data&level=senior&workplace=remote&country=DE")
    tabs = 0
    while not page.evaluate(TABS):
        page.keyboard.press("Tab")
        tabs += 1
        assert tabs <= 25
    page.keyboard.press("Shift+Tab")
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the results")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#results-heading")).to_be_focused()


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer) -> Iterator[Site]:
    """A small window that is touched; axe may be put into its pages."""
    size = {"width": 375, "height": 700}
    context = chromium.new_context(
        viewport=size,  # type: ignore[arg-type]
        has_touch=True,
        is_mobile=True,
        bypass_csp=True,
    )
    window = Site(context, live_server.url)
    yield window
    context.close()
    assert window.complaints == []


@pytest.mark.slow
def test_the_first_opening_stands_above_the_fold_of_a_phone(phone: Site) -> None:
    page = phone.open("/jobs/?q=data&level=senior&workplace=remote&workplace=hybrid")
    box = page.locator(".card__title").first.bounding_box()
    assert box
    assert box["y"] + box["height"] < 700
    assert page.evaluate("document.documentElement.scrollWidth") == 375


@pytest.mark.slow
def test_nothing_jumps_when_a_thumb_ticks_in_the_sheet(phone: Site) -> None:
    page = phone.open("/jobs/")
    page.get_by_role("button", name=re.compile("Filters")).tap()
    box = page.locator("#choice-skill-sql input")
    box.scroll_into_view_if_needed()
    before = box.bounding_box()
    box.tap()
    expect(page).to_have_url(re.compile("skill=sql$"))
    expect(page.get_by_role("button", name=re.compile("Show [0-9]+ opening"))).to_be_visible()
    assert box.bounding_box() == before
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()


@pytest.mark.slow
def test_the_sheet_is_accessible_and_its_targets_are_large(phone: Site) -> None:
    page = phone.open("/jobs/?level=senior&not-skill=sql")
    page.get_by_role("button", name=re.compile("Filters")).tap()
    expect(page.get_by_role("heading", name="Filters")).to_be_focused()
    look_at_as_it_is(page)
    small = page.locator("#filters").evaluate(SMALL_TARGETS)
    assert small == []


SMALL_TARGETS = """(sheet) => [...sheet.querySelectorAll("a, button, input, summary")]
  .map((one) => one.closest("label") ?? one)
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.9)
  .map((one) => one.outerHTML)"""


def test_all_values_of_a_filter_are_read_row_by_row_the_most_frequent_first(site: Site) -> None:
    make_listing(skills=tuple(make_skill(f"Skill {number}") for number in range(12)))
    page = site.open("/jobs/values/skill/")
    page.set_viewport_size({"width": 1280, "height": 900})
    tops = page.locator(".values > li").evaluate_all(
        "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
    )
    assert tops == sorted(tops)
    assert len(set(tops)) < len(tops)
