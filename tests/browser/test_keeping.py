"""Nothing typed is lost by a reload, a dropped tab or a step back; it goes once it was sent."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from listings.employers.managing import services
from listings.models import Listing, PostingDraft
from tests.browser.conftest import Site, press
from tests.browser.employers_way import NEEDED
from tests.browser.test_employers import show_all
from tests.browser.test_managing import sign_in
from tests.listings.employers.managing.postings import employer, live
from tests.listings.factories import make_city

pytestmark = pytest.mark.django_db(transaction=True)

NOTICE = ".notice.keep"


@pytest.fixture
def page(site: Site) -> Iterator[Page]:
    yield site.page
    site.page.close()


def type_in(page: Page, name: str, text: str) -> None:
    """Type where the form's steps may hide the field."""
    field = first(page, name)
    field.evaluate("(element) => { element.closest('fieldset.part').hidden = false; }")
    field.fill(text)


def wait_until_kept(page: Page, text: str) -> None:
    """What is typed is kept after a pause of the typist."""
    page.wait_for_function(
        "(text) => Object.values(localStorage).some((kept) => kept.includes(text))", arg=text
    )


def first(page: Page, name: str) -> Locator:
    return page.locator(f"[name={name}]").first


@pytest.mark.slow
def test_a_reload_and_a_new_tab_bring_back_what_was_typed_with_every_place(
    site: Site, page: Page
) -> None:
    site.open("/employers/post/")
    type_in(page, "title", "Lamp keeper")
    show_all(page)
    for _ in range(2):
        page.get_by_role("button", name="Another place").click()
    fields = page.locator("[name=places]")
    count = fields.count()
    for number in range(count):
        fields.nth(number).fill(f"Place {number}")
    wait_until_kept(page, f"Place {count - 1}")
    page.reload()
    expect(page.locator(NOTICE)).to_contain_text("What you typed here is back")
    expect(first(page, "title")).to_have_value("Lamp keeper")
    expect(page.locator("[name=places]").nth(count - 1)).to_have_value(f"Place {count - 1}")
    other = site.context.new_page()
    other.goto(f"{site.url}/employers/post/")
    expect(other.locator(NOTICE)).to_be_visible()
    other.get_by_role("button", name="Discard it").click()
    expect(other.locator(NOTICE)).to_have_count(0)
    expect(first(other, "title")).to_have_value("")
    other.close()


def test_leaving_with_unsent_words_asks_first(site: Site, page: Page) -> None:
    site.open("/employers/post/")
    site.open("/jobs/")  # nothing typed, nothing asked: an unheard question would refuse this
    site.open("/employers/post/")
    page.locator("[name=company_name]").click()
    page.keyboard.type("Lamp")
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => location.assign('/jobs/'))")
    assert asked.value.type == "beforeunload"
    asked.value.accept()
    expect(page).to_have_url(f"{site.url}/jobs/")


@pytest.mark.slow
def test_an_edit_comes_back_and_going_back_after_sending_has_the_words_still(
    site: Site, page: Page
) -> None:
    listing = live()
    draft = services.start_edit(Listing.objects.all(), listing.pk, employer())
    sign_in(site.context, site.url)
    site.open(draft.get_absolute_url())
    type_in(page, "title", "Head lamp keeper")
    wait_until_kept(page, "Head lamp keeper")
    page.reload()
    expect(first(page, "title")).to_have_value("Head lamp keeper")
    page.locator("form.post").evaluate(
        "(form) => form.requestSubmit(form.querySelector('[value=send]'))"
    )
    expect(page.locator("h1")).to_contain_text("An editor reads the changes")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('kept:'))") == []


@pytest.mark.slow
def test_signing_out_takes_it_along(site: Site, page: Page) -> None:
    live()
    sign_in(site.context, site.url)
    site.open("/employers/post/")
    type_in(page, "title", "Lamp keeper")
    wait_until_kept(page, "Lamp keeper")
    site.open(reverse("account_logout"))
    press(page.get_by_role("button", name="Sign out"))
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('kept:'))") == []
    site.open("/employers/post/")
    expect(page.locator(NOTICE)).to_have_count(0)


@pytest.mark.slow
class TestBackAfterSending:
    """The first form, sent, and then the browser's own Back: every word is there still."""

    def test_with_a_script(self, site: Site, page: Page) -> None:
        make_city("Hamburg", "DE")
        site.open("/employers/post/")
        fill_all(page)
        sent = all_values(page)
        send(page)
        page.go_back()
        expect(page.locator(NOTICE)).to_contain_text("What you typed here is back")
        assert all_values(page) == sent
        send_again(page)

    def test_without_a_script(self, chromium: Browser, live_server: LiveServer) -> None:
        make_city("Hamburg", "DE")
        context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
        page = context.new_page()
        page.goto("/employers/post/")
        fill_all(page)
        sent = all_values(page)
        send(page)
        page.go_back()
        assert all_values(page) == sent
        context.close()


def fill_all(page: Page) -> None:
    show_all(page)
    for name, text, _ in NEEDED:
        field = page.locator(f"main [name={name}]").first
        if field.evaluate("(element) => element.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    page.locator("[name=places]").nth(1).fill("Hamburg")
    page.locator("[name=workplaces][value=onsite]").check()


def all_values(page: Page) -> dict[str, list[str]]:
    """What stands in each field, ticks by their values."""
    found: dict[str, list[str]] = {}
    for field in page.locator("form.post :is(input, select, textarea)").all():
        name, kind = field.get_attribute("name") or "", field.get_attribute("type")
        if kind == "hidden" or name in {"fax", ""}:
            continue
        is_tick = kind in {"checkbox", "radio"}
        value = field.get_attribute("value") or "" if is_tick else field.input_value()
        if value and (not is_tick or field.is_checked()):
            found.setdefault(name, []).append(value)
    return found


def send(page: Page) -> None:
    page.locator("form.post").evaluate(
        "(form) => form.requestSubmit(form.querySelector('[value=send]'))"
    )
    expect(page.locator("h1")).to_have_text("Confirm your address")


def send_again(page: Page) -> None:
    """Sent once more it is the same draft, with what was changed."""
    show_all(page)
    page.locator("[name=title]").fill("Head lamp keeper")
    send(page)
    assert [draft.data["title"] for draft in PostingDraft.objects.all()] == ["Head lamp keeper"]
