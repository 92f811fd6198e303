"""An employer who does everything wrong: each slip is answered beside its field, and kept."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from listings.models import Confirmation, Listing, PostingDraft
from tests.browser.conftest import Site, press
from tests.browser.test_employers import FORM, fill, step
from tests.listings.employers.typed import TEXT, code_of, mails
from tests.listings.factories import make_city, make_skill

pytestmark = pytest.mark.django_db(transaction=True)

LINE = (
    "word " * 19 + "word\n"
)  # a hundred letters; a line without an end takes half a minute to draw

SCRIPT = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


@pytest.fixture(autouse=True)
def _ground() -> None:
    make_city("Hamburg", "DE")
    make_skill("Rope Work")


def send(page: Page) -> None:
    step(page, "Applying, and you")
    press(page.get_by_role("button", name="Send for review"))


def put(page: Page, name: str, text: str) -> None:
    """Paste at once; typing a megabyte takes a browser minutes."""
    page.locator(f"form.post [name={name}]").first.evaluate(
        "(field, text) => { field.value = text }", text
    )


@pytest.mark.slow
def test_everything_wrong_at_once_is_said_field_by_field(site: Site) -> None:
    page = site.open(FORM)
    fill(page)
    step(page, "The job")
    put(page, "title", "🚀🔥")
    put(page, "description", LINE * 400)
    put(page, "more_skills", ", ".join(f"Skill {number}" for number in range(200)))
    step(page, "Pay")
    put(page, "pay_minimum", "4,000,000")
    put(page, "pay_maximum", "")
    send(page)
    summary = page.locator("#errors")
    expect(summary).to_be_focused()
    for said in (
        "Job title: Words are missing here.",
        re.compile("Description: .*30,000 is the most"),
        re.compile("^More skills: "),
        re.compile("^Amount: "),
    ):
        link = summary.get_by_role("link", name=said)
        expect(link).to_have_count(1)
        link.click()
        field = page.locator(str(link.get_attribute("href")))
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile("."))
    expect(page.get_by_label("Job title")).to_have_value("🚀🔥")
    expect(page.locator("form.post [name=description]")).to_have_value(LINE * 400)
    assert not PostingDraft.objects.exists()


@pytest.fixture
def most(settings: Any) -> None:
    """A server that reads less at once, so that no browser has to draw three megabytes."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 200_000


@pytest.mark.slow
@pytest.mark.usefixtures("most")
def test_more_than_the_server_reads_is_held_back_by_the_page_with_every_letter(site: Site) -> None:
    page = site.open(FORM)
    fill(page)
    step(page, "The job")
    put(page, "description", LINE * 3_000)
    step(page, "Applying, and you")
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator("#too-much")).to_be_focused()
    expect(page.locator("#too-much")).to_contain_text("Not sent: these texts take 0.3 MB")
    step(page, "The job")
    expect(page.locator("form.post [name=description]")).to_have_value(LINE * 3_000)


@pytest.mark.slow
@pytest.mark.usefixtures("most")
def test_without_script_it_gets_a_page_that_says_what_to_do(plain_site: Site) -> None:
    page = plain_site.open(FORM)
    put(page, "description", LINE * 3_000)
    press(page.get_by_role("button", name="Send for review"))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "That was more than we can take at once."
    )
    page.go_back()
    expect(page.locator("form.post [name=description]")).to_have_value(LINE * 3_000)


@pytest.mark.slow
def test_script_in_every_field_runs_nowhere(site: Site) -> None:
    page = site.open(FORM)
    fill(page)
    for field in page.locator("form.post :is(input:not([type]), input[type=text], textarea)").all():
        if field.get_attribute("name") != "fax":
            field.evaluate("(field, text) => { field.value = text }", SCRIPT)
    send(page)
    expect(page.locator("#errors")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("main script, main img")).to_have_count(0)


@pytest.mark.slow
def test_a_code_that_has_run_out_is_replaced_by_a_new_one(site: Site) -> None:
    page = site.open(FORM)
    fill(page)
    expect(page.locator("#skills-read input[type=checkbox]")).to_have_count(1)
    send(page)
    old = code_of(list(mails())[-1])
    long_ago = timezone.now() - timedelta(days=3)
    Confirmation.objects.update(expires_at=timezone.now(), sent_at=long_ago)
    page.get_by_label("Code from the mail").fill(old)
    press(page.get_by_role("button", name="Confirm"))
    expect(page.locator(".error")).to_contain_text("older than 48 hours")
    press(page.get_by_role("button", name="Send a new code"))
    expect(page.get_by_role("status")).to_contain_text("A new code was made")
    page.get_by_label("Code from the mail").fill(code_of(list(mails())[-1]))
    press(page.get_by_role("button", name="Confirm"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("An editor reads it next")


@pytest.mark.slow
def test_the_whole_form_by_keyboard_alone(site: Site) -> None:
    page = site.open(FORM)
    page.locator("#main").focus()

    def to(name: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            reached = page.evaluate("document.activeElement.name")
            assert reached != "fax"
            if reached == name:
                return
        raise AssertionError(f"Tab does not lead to {name}")

    def write(name: str, text: str) -> None:
        to(name)
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)

    write("company_name", "Umbra")
    page.keyboard.press("Enter")
    expect(page.locator("#part-job legend").first).to_be_focused()
    write("title", "Lamp keeper")
    write("description", TEXT)
    turn_to(page, "Where")
    to("workplaces")
    page.keyboard.press("Space")
    write("places", "Hamburg, Germany")
    turn_to(page, "Pay")
    write("pay_minimum", "40,000")
    write("pay_maximum", "50,000")
    write("pay_currency", "EUR")
    turn_to(page, "Applying, and you")
    write("apply_to", "umbra.example/apply")
    write("email", "ada@umbra.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your address")
    page.get_by_label("Code from the mail").focus()
    page.keyboard.type(code_of(list(mails())[-1]))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("An editor reads it next")
    assert Listing.objects.get().title == "Lamp keeper"


def turn_to(page: Page, part: str) -> None:
    """Tab on to “Next” until this part is open; its heading then has the focus."""
    heading = page.locator("legend.part__title:visible")
    for _ in range(150):
        if heading.first.inner_text() == part:
            return
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Next":
            page.keyboard.press("Enter")
    raise AssertionError(f"The keyboard does not lead to {part}")
