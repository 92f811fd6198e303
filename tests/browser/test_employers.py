"""An employer at work: who does all of it right, who does all of it wrong, without a mouse."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from listings.models import Listing, PostingDraft, Status
from tests.browser.conftest import Site, press
from tests.browser.looking import look_at
from tests.listings.employers.typed import TEXT, code_of, mails
from tests.listings.factories import make_city, make_skill

pytestmark = pytest.mark.django_db(transaction=True)

FORM = "/employers/post/"


@pytest.fixture(autouse=True)
def _ground() -> None:
    make_city("Hamburg", "DE")
    make_skill("Rope Work")


def step(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Steps of the form").get_by_role(
        "button", name=name
    ).click()


def fill(page: Page) -> None:
    """Everything that is needed, step by step."""
    page.locator("#id_company_name").fill("Umbra")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Job title").fill("Lamp keeper")
    page.get_by_label("Description").fill(f"{TEXT} You know rope work.")
    step(page, "Where")
    page.get_by_label("On site").check()
    page.get_by_label("Place 1").fill("Hamburg, Germany")
    step(page, "Pay")
    page.locator("#id_pay_minimum").fill("40,000")
    page.get_by_label("To", exact=True).fill("50k")
    page.get_by_label("Currency").fill("EUR")
    step(page, "Applying, and you")
    page.get_by_label("Where to apply").fill("umbra.example/apply")
    page.get_by_label("Your e-mail address").fill("ada@umbra.example")


def show_all(page: Page) -> None:
    """All steps of the form at once, as they are without a script."""
    page.locator("fieldset.part").evaluate_all("(all) => all.forEach((one) => one.hidden = false)")


def test_from_an_opening_to_fill_to_the_editors_queue(site: Site) -> None:
    page = site.open("/")
    press(page.get_by_role("link", name="For employers"))
    press(page.get_by_role("main").get_by_role("link", name="Post an opening"))
    fill(page)
    look = page.frame_locator(".look__frame")
    expect(look.get_by_role("heading", level=1)).to_have_text("Lamp keeper")
    expect(look.locator(".card__pay")).to_have_text("EUR 40K – 50K / year")
    step(page, "The job")
    expect(page.get_by_label("Rope Work")).to_be_checked()
    step(page, "Applying, and you")
    page.get_by_role("button", name="Send for review").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your address")
    [mail] = mails()
    page.get_by_label("Code from the mail").fill(code_of(mail).lower())
    press(page.get_by_role("button", name="Confirm"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("An editor reads it next")
    listing = Listing.objects.get()
    assert (listing.status, listing.pay_display) == (Status.PENDING, "EUR 40K – 50K / year")
    assert [skill.name for skill in listing.skills.all()] == ["Rope Work"]


@pytest.mark.slow
def test_a_preview_for_which_there_was_no_turn_comes_by_itself(site: Site) -> None:
    refusals = [1, 2]

    def answer(route: Route) -> None:
        if refusals:
            refusals.pop()
            route.fulfill(status=503, headers={"Retry-After": "1"}, json={"message": "Busy."})
        else:
            route.continue_()

    site.page.route("**/post/preview/", answer)
    page = site.open(FORM)
    page.locator("#id_company_name").fill("Umbra")
    look = page.frame_locator(".look__frame")
    expect(look.get_by_role("link", name="Umbra").first).to_be_visible()
    assert not refusals


def test_what_is_wrong_is_said_first_and_each_word_leads_to_its_field(site: Site) -> None:
    page = site.open(FORM)
    fill(page)
    step(page, "Pay")
    page.locator("#id_pay_minimum").fill("40")
    step(page, "Applying, and you")
    page.get_by_label("Your e-mail address").fill("")
    press(page.get_by_role("button", name="Send for review"))
    expect(page.locator("#errors")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("link", name="Your e-mail address: This is missing.").click()
    expect(page.get_by_label("Your e-mail address")).to_be_focused()
    page.get_by_role("link", name=re.compile("^Amount: Do you mean 40,000")).click()
    expect(page.locator("#id_pay_minimum")).to_be_focused()
    expect(page.get_by_label("To", exact=True)).to_have_value("50k")


@pytest.mark.slow
def test_two_tabs_meet_field_by_field(site: Site) -> None:
    page = site.open(FORM)
    fill(page)
    expect(page.locator("#skills-read input[type=checkbox]")).to_have_count(1)
    press(page.get_by_role("button", name="Send for review"))
    press(page.get_by_role("link", name="Change the address or the posting"))
    other = site.context.new_page()
    other.goto(page.url)
    for tab, title in ((page, "Head lamp keeper"), (other, "First lamp keeper")):
        step(tab, "The job")
        tab.get_by_label("Job title").fill(title)
        step(tab, "Applying, and you")
        press(tab.get_by_role("button", name="Send for review"))
    expect(other.get_by_role("heading", level=1)).to_contain_text("changed in another tab")
    other.get_by_text("Head lamp keeper").click()
    press(other.get_by_role("button", name="Go on with these"))
    step(other, "The job")
    expect(other.get_by_label("Job title")).to_have_value("Head lamp keeper")
    other.close()


@pytest.mark.slow
def test_without_script_it_is_one_page_with_a_preview(plain_site: Site) -> None:
    page = plain_site.open(FORM)
    page.locator("#id_company_name").fill("Umbra")
    page.get_by_label("Job title").fill("Lamp keeper")
    page.get_by_label("Description").fill(f"{TEXT} You know rope work.")
    press(page.get_by_role("button", name="Preview"))
    look = page.frame_locator(".look__frame")
    expect(look.get_by_role("heading", level=1)).to_have_text("Lamp keeper")
    expect(page.get_by_label("Rope Work")).to_be_checked()
    page.get_by_label("On site").check()
    page.get_by_label("Place 1").fill("Hamburg")
    page.locator("#id_pay_minimum").fill("40,000")
    page.get_by_label("Where to apply").fill("jobs@umbra.example")
    page.get_by_label("Your e-mail address").fill("ada@umbra.example")
    press(page.get_by_role("button", name="Send for review"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your address")
    assert PostingDraft.objects.get().data["places"] == ["Hamburg"]


@pytest.mark.slow
def test_axe_finds_nothing_in_a_form_with_errors(
    chromium: Browser, live_server: LiveServer
) -> None:
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(live_server.url + FORM)
    step(page, "Applying, and you")
    press(page.get_by_role("button", name="Send for review"))
    step(page, "The company")
    look_at(page)
    show_all(page)
    look_at(page, context={"include": [["form.post"]]})
    context.close()
