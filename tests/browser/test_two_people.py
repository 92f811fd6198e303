"""Two browsers at one form: nothing of either is lost.

One form of each build; that every other carries and answers the same is asked without a browser, in
``tests/jobboard/admin_forms/test_two_people.py``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from jobboard.models import OpenForm, UnsavedText, User
from tests.admin_pages import address
from tests.browser.conftest import Site, left_in_peace, press
from tests.listings.factories import make_city, make_company, make_listing, make_role
from tests.roles.factories import make_guide, make_profiled_role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@dataclass(frozen=True)
class Case:
    """A form, a field that Ada changes first, and one that Ben changes and Ada after him."""

    make: Callable[[], Model]
    first: str
    second: str


CASES = {
    "posting": Case(lambda: make_listing("Cook"), "title", "pay_note"),
    "guide": Case(lambda: make_guide(make_role("Nurse")), "introduction", "deck"),
    "role": Case(
        lambda: make_profiled_role("Nurse", tools="Scales."), "sections-0-body", "definition"
    ),
    "place": Case(lambda: make_city("Bonn", "DE"), "sort_name", "city"),
}


@pytest.fixture(scope="module")
def windows(chromium: Browser) -> Iterator[list[BrowserContext]]:
    """Two browsers, so narrow that no page is previewed beside its form."""
    contexts = [chromium.new_context(viewport={"width": 720, "height": 900}) for _ in range(2)]
    yield contexts
    for context in contexts:
        context.close()


@pytest.fixture
def editors(
    windows: list[BrowserContext], live_server: LiveServer, settings: object
) -> Iterator[list[Site]]:
    """Ada's browser and Ben's, both signed in."""
    settings.PRESENCE_POLL_SECONDS = 0.3  # type: ignore[attr-defined]
    sites = []
    for name, context in zip(("Ada", "Ben"), windows, strict=True):
        client = Client()
        client.force_login(User.objects.create_superuser(f"{name}@desk.example", name=name))
        cookie = client.cookies["sessionid"].value
        context.clear_cookies()
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        context.set_offline(False)
        sites.append(Site(context, live_server.url))
    ada, ben = sites
    with left_in_peace(ada), left_in_peace(ben):
        yield sites
    assert [site.complaints for site in sites] == [[], []]


def save(page: Page) -> None:
    press(page.get_by_role("button", name="Save and continue editing", exact=True).last)


def said(page: Page) -> Locator:
    return page.locator(".messagelist")


@pytest.mark.parametrize("name", CASES)
def test_two_people_at_one_form(editors: list[Site], name: str) -> None:
    case = CASES[name]
    row = case.make()
    ada, ben = (site.open(address(row)) for site in editors)

    # Each changes a field of their own; Ben's form is the older one when he saves.
    told = ben.locator(".colleagues")
    expect(told).to_contain_text("Ada has this form open too")
    ada.locator(f"#id_{case.first}").fill("Ada’s word")
    expect(told).to_contain_text("Ada writes in “")
    save(ada)
    expect(told).to_contain_text("Ada saved this at")
    ben.locator(f"#id_{case.second}").fill("Ben’s word")
    save(ben)
    expect(said(ben)).to_contain_text("Kept from there")
    expect(ben.locator(f"#id_{case.first}")).to_have_value("Ada’s word")
    expect(ben.locator(f"#id_{case.second}")).to_have_value("Ben’s word")

    # Both have changed the same field: the later one sees both texts, and has lost nothing.
    expect(said(ada)).to_contain_text("changed successfully")
    ada.locator(f"#id_{case.second}").fill("Ada’s turn")
    save(ada)
    shows_both(ada, case)

    # The form is left as it is: its text is there when she comes back.
    ada = editors[0].open(address(row))
    expect(ada.locator(f"#id_{case.second}")).to_have_value("Ben’s word")
    press(ada.get_by_role("link", name="Continue with them"))
    shows_both(ada, case)
    expect(ada.locator(f"#id_{case.first}")).to_have_value("Ada’s word")


def shows_both(page: Page, case: Case) -> None:
    """The form is held back, names Ben, shows his text beside hers, and holds what she typed."""
    held = page.locator(".held")
    expect(held).to_contain_text("Ben saved this at")
    expect(held.locator("[data-theirs]")).to_have_text(["Ben’s word"])
    expect(held.locator(".versions__side").last).to_contain_text("turn")
    expect(page.locator(f"#id_{case.second}")).to_have_value("Ada’s turn")


def test_theirs_is_taken_by_a_button_and_ours_again(editors: list[Site]) -> None:
    company = make_company("Umbra")
    ada, ben = (site.open(address(company)) for site in editors)
    ada.locator("#id_description").fill("Ada’s words")
    save(ada)
    expect(said(ada)).to_contain_text("changed successfully")
    ben.locator("#id_description").fill("Ben’s words")
    save(ben)
    held = ben.locator(".held")
    expect(held).to_contain_text("Ada saved this at")
    held.get_by_role("button", name="Take theirs").click()
    expect(ben.locator("#id_description")).to_have_value("Ada’s words")
    held.get_by_role("button", name="Keep mine").click()
    expect(ben.locator("#id_description")).to_have_value("Ben’s words")
    save(ben)
    expect(said(ben)).to_contain_text("changed successfully")


def test_who_leaves_is_gone_and_what_was_typed_comes_back(editors: list[Site]) -> None:
    company = make_company("Umbra")
    ada, ben = (site.open(address(company)) for site in editors)
    expect(ben.locator(".colleagues")).to_contain_text("Ada has this form open too")
    ada.locator("#id_description").fill("Half a sentence")
    expect(ada.locator("[data-unsaved]")).to_contain_text("Unsaved text kept")
    ada.goto("about:blank")
    expect(ben.locator(".colleagues")).to_be_hidden()
    assert not OpenForm.objects.current().filter(user__name="Ada").exists()
    ada = editors[0].open(address(company))
    press(ada.get_by_role("link", name="Continue with them"))
    expect(ada.locator("#id_description")).to_have_value("Half a sentence")


def test_what_is_moved_from_box_to_box_is_kept_and_what_is_not_touched_is_no_change(
    editors: list[Site],
) -> None:
    group = Group.objects.get(name="writer")
    before = set(group.permissions.values_list("pk", flat=True))
    ada = editors[0].open(address(group))
    expect(ada.locator("#id_permissions_to option")).to_have_count(len(before))
    ada.goto("about:blank")
    ada = editors[0].open(address(group))
    expect(ada.locator("#id_permissions_to option")).to_have_count(len(before))
    assert not UnsavedText.objects.exists()

    # One more is chosen, by its arrow alone.
    more = ada.locator("#id_permissions_from option").first.get_attribute("value")
    ada.locator("#id_permissions_from").select_option(more)
    ada.get_by_role("button", name="Choose selected permissions").click()
    expect(ada.locator("[data-unsaved]")).to_contain_text("Unsaved text kept")
    assert set(map(int, UnsavedText.objects.get().data["permissions"])) == {*before, int(more or 0)}


def test_what_a_page_sent_before_it_was_left_may_arrive_afterwards(editors: list[Site]) -> None:
    company = make_company("Umbra")
    ada, ben = (site.open(address(company)) for site in editors)
    with ada.expect_request("**/here/") as said:
        ada.locator("#id_description").fill("Half")
    with ada.expect_request("**/unsaved/") as kept:
        expect(ada.locator("[data-unsaved]")).to_contain_text("Unsaved text kept")
    ada.locator("#id_description").fill("Half a sentence")
    ada.goto("about:blank")  # the rest of it is sent while she leaves
    expect(ben.locator(".colleagues")).to_be_hidden()
    for sent in (said.value, kept.value):
        body, headers = sent.post_data_buffer, sent.all_headers()
        assert ada.request.post(sent.url, data=body, headers=headers).ok
    assert not OpenForm.objects.current().filter(user__name="Ada").exists()
    assert UnsavedText.objects.get().data["description"] == ["Half a sentence"]
