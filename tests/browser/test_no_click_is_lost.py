"""A job seeker who is faster than the answers: page, address and boxes always agree."""

import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import QueryDict
from playwright.sync_api import Page, Route, expect

from listings.models import Listing
from listings.search.filters import ListingFilter
from tests.browser.conftest import Site
from tests.browser.market import make_market
from tests.database import made_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _market() -> None:
    made_once(make_market)


class SlowSite:
    """A site whose answers to the script come when all is looked at, and not before."""

    def __init__(self, site: Site, *, is_slow: bool) -> None:
        self.site, self.page, self.url, self.is_slow = site, site.page, site.url, is_slow
        self._held: list[Route] = []
        self.page.route("**/jobs/**", self._answer)

    def _answer(self, route: Route) -> None:
        if self.is_slow and "hx-request" in route.request.headers:
            self._held.append(route)
        else:
            route.continue_()

    def open(self, path: str) -> Page:
        return self.site.open(path)

    def assert_all_agree(self) -> None:
        """Let the answers come, and look."""
        was_slow, self.is_slow = self.is_slow, False
        self.answer()
        assert_all_agree(self.page)
        self.is_slow = was_slow

    def answer(self) -> None:
        while self._held:
            self._held.pop(0).continue_()


@pytest.fixture(params=[False, True], ids=["at once", "late"])
def slow(request: pytest.FixtureRequest, site: Site) -> Iterator[SlowSite]:
    yield SlowSite(site, is_slow=request.param)
    site.page.unroute_all(behavior="ignoreErrors")


def pairs_of(url: str) -> set[tuple[str, str]]:
    return set(parse_qsl(urlsplit(url).query))


BOXES = (
    """() => [...new FormData(document.getElementById("search"))].filter(([, value]) => value)"""
)
ANSWERED = "() => !document.querySelector('.htmx-request')"


def assert_all_agree(page: Page) -> None:
    """What the address asks for, what the boxes say, and what is counted above the list."""
    page.wait_for_function(ANSWERED)
    asked = {pair for pair in pairs_of(page.url) if pair[0] != "page"}
    assert {tuple(pair) for pair in page.evaluate(BOXES)} == asked
    search = ListingFilter(QueryDict(urlsplit(page.url).query), queryset=Listing.objects.live())
    found = search.qs.count()
    text = f"{found} opening" + ("" if found == 1 else "s")
    expect(page.get_by_role("status")).to_have_text(text)


def tick(page: Page, label: str) -> None:
    page.get_by_label(re.compile(f"^{label}")).first.click()


@pytest.mark.slow
def test_two_ticks_in_a_row_both_count_and_each_is_one_step_back(slow: SlowSite) -> None:
    page = slow.open("/jobs/")
    tick(page, "Senior")
    tick(page, "Hybrid")
    slow.assert_all_agree()
    assert pairs_of(page.url) == {("level", "senior"), ("workplace", "hybrid")}
    page.go_back()
    slow.assert_all_agree()
    assert pairs_of(page.url) == {("level", "senior")}
    page.go_back()
    slow.assert_all_agree()
    assert pairs_of(page.url) == set()
    page.go_forward()
    slow.assert_all_agree()
    assert pairs_of(page.url) == {("level", "senior")}


@pytest.mark.slow
def test_enter_is_one_request_and_one_step_back(slow: SlowSite) -> None:
    page = slow.open("/jobs/")
    asked: list[bool] = []
    page.on("request", lambda request: asked.append("hx-request" in request.headers))
    page.locator("#q").fill("analyst")
    page.keyboard.press("Enter")
    slow.assert_all_agree()
    page.get_by_label("At least, a year").fill("50000")
    page.keyboard.press("Enter")
    slow.assert_all_agree()
    assert sum(asked) == 2
    page.go_back()
    slow.assert_all_agree()
    assert pairs_of(page.url) == {("q", "analyst")}
    page.go_back()
    slow.assert_all_agree()
    assert pairs_of(page.url) == set()


@pytest.mark.slow
def test_back_before_the_answer_shows_what_was_before(slow: SlowSite) -> None:
    page = slow.open("/jobs/?level=senior")
    tick(page, "Hybrid")
    page.go_back()
    slow.assert_all_agree()
    assert pairs_of(page.url) == {("level", "senior")}
    page.go_forward()
    slow.assert_all_agree()
    assert pairs_of(page.url) == {("level", "senior"), ("workplace", "hybrid")}


@pytest.mark.slow
def test_a_chip_and_a_page_clicked_before_the_answer_keep_the_tick(slow: SlowSite) -> None:
    page = slow.open("/jobs/?workplace=onsite")
    tick(page, "Python")
    page.get_by_role("link", name="remove On site").click()
    slow.assert_all_agree()
    assert pairs_of(page.url) == {("skill", "python")}
    page.goto(slow.url + "/jobs/")
    onward = page.get_by_role("link", name="Next").element_handle()
    tick(page, "Data Engineer")
    onward.evaluate("link => link.click()")  # at once: a quick answer has no further page
    slow.assert_all_agree()
    assert ("role", "data-engineer") in pairs_of(page.url)


@pytest.mark.slow
def test_what_was_left_for_a_posting_is_there_after_the_way_back(slow: SlowSite) -> None:
    page = slow.open("/jobs/")
    tick(page, "Senior")
    page.get_by_role("main").get_by_role("heading", level=3).first.get_by_role("link").click()
    page.wait_for_url(re.compile(r"/jobs/\d+"))
    page.go_back()
    slow.assert_all_agree()
    assert pairs_of(page.url) == {("level", "senior")}


@pytest.mark.slow
def test_leaving_a_value_out_and_choosing_it_again(slow: SlowSite) -> None:
    page = slow.open("/jobs/")
    page.get_by_role("button", name="not Senior").click()
    tick(page, "Hybrid")
    slow.assert_all_agree()
    assert pairs_of(page.url) == {("not-level", "senior"), ("workplace", "hybrid")}
    page.get_by_label("not Senior").click()
    slow.assert_all_agree()
    assert pairs_of(page.url) == {("workplace", "hybrid")}


@pytest.mark.slow
def test_without_an_answer_the_page_says_so_and_asks_again(site: Site) -> None:
    page = site.open("/jobs/")
    page.route("**/jobs/?**", lambda route: route.abort())
    tick(page, "Senior")
    expect(page.get_by_role("status")).to_have_text("No answer came. Search again?")
    page.unroute_all()
    page.get_by_role("button", name="Search").click()
    assert_all_agree(page)
    assert pairs_of(page.url) == {("level", "senior")}
    page.go_back()
    assert_all_agree(page)
    assert pairs_of(page.url) == set()
    site.complaints.clear()  # the browser's own, of the request that failed


# At once: between two steps of a test an answer may take away what was to be clicked.
CLICK = """([selector, share]) => {
  const there = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  there[Math.floor(share * there.length)]?.click();
}"""


def acts_on(page: Page, pick: random.Random) -> list[Callable[[], object]]:
    """What anybody may do on the page as it stands."""
    boxes = "#facets :is([type=checkbox], [type=radio])"

    def search(box: str, texts: list[str]) -> None:
        page.locator(box).fill(pick.choice(texts))
        page.locator(box).press("Enter")

    return [
        lambda: page.evaluate(CLICK, [boxes, pick.random()]),
        lambda: page.evaluate(CLICK, [boxes, pick.random()]),
        partial(search, "#q", ["data", "engineer", "", "3"]),
        partial(search, "#where", ["Berlin", "remote", ""]),
        lambda: page.evaluate(CLICK, [".active-filters a", pick.random()]),
        lambda: page.get_by_label("Sort").select_option(index=pick.randrange(2)),
        page.go_back,
        page.go_forward,
    ]


def act_in_any_order(page: Page, pick: random.Random, look: Callable[[], None]) -> None:
    """Act faster than answers come, and look after every fifth act."""
    site = page.url.split("/jobs/")[0]
    tick(page, "Senior")
    for _ in range(4):
        for _ in range(5):
            pick.choice(acts_on(page, pick))()
            if not page.url.startswith(site):  # back to before the first page
                page.go_forward()
        look()


@pytest.mark.slow
@pytest.mark.parametrize("slow", [True], indirect=True, ids=["late"])
def test_an_answer_that_comes_while_a_box_is_pressed_waits(slow: SlowSite) -> None:
    page = slow.open("/jobs/")
    tick(page, "Senior")
    page.get_by_label(re.compile("^Hybrid")).first.hover()
    page.mouse.down()
    slow.answer()
    page.wait_for_timeout(500)
    page.mouse.up()
    slow.assert_all_agree()
    assert pairs_of(page.url) == {("level", "senior"), ("workplace", "hybrid")}


@pytest.mark.slow
def test_whatever_one_does_in_whatever_order(slow: SlowSite) -> None:
    act_in_any_order(slow.open("/jobs/"), random.Random(12), slow.assert_all_agree)


@pytest.mark.slow
@pytest.mark.parametrize("milliseconds", [300, 1500])
def test_whatever_one_does_over_a_slow_line(site: Site, milliseconds: int) -> None:
    page = site.open("/jobs/")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    act_in_any_order(page, random.Random(milliseconds), partial(assert_all_agree, page))
