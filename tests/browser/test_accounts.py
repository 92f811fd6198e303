"""Signing in, the second factor and one's own data, as a browser without JavaScript sees them."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from jobboard.models import OutgoingMail, User
from tests.browser.conftest import Site, press
from tests.browser.looking import look_at
from tests.jobboard.accounts.conftest import CODE, PASSWORD, app_code

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(settings: Any) -> None:
    settings.STAFF_2FA = True
    User.objects.create_user("jobs@employer.example", name="Emma")
    User.objects.create_superuser("root@desk.example", PASSWORD)


def code_from_mail() -> str:
    found = CODE.search(OutgoingMail.objects.latest("pk").text)
    assert found
    return found[0]


def sign_in_with_code(page: Page) -> None:
    page.get_by_label("E-mail address").fill("jobs@employer.example")
    press(page.get_by_role("button", name="Send me a code"))
    page.get_by_label("Code from the mail").fill(code_from_mail())
    press(page.get_by_role("button", name="Sign in"))


def test_an_employer_signs_in_and_deletes_the_account(plain_site: Site, people: None) -> None:
    page = plain_site.open("/employers/account/")
    sign_in_with_code(page)
    expect(page.get_by_role("heading", name="Your data")).to_be_visible()
    press(page.get_by_role("button", name="Send me the code"))
    page.get_by_label("Code from the mail").fill(code_from_mail())
    press(page.get_by_role("button", name="Delete for good"))
    expect(page.get_by_role("heading", name="Your account is deleted.")).to_be_visible()
    assert not User.objects.filter(is_staff=False).exists()


@pytest.mark.slow
def test_an_editor_sets_up_the_second_factor_and_enters(site: Site, people: None) -> None:
    page = site.open("/admin/")
    page.get_by_label("E-mail address").fill("root@desk.example")
    page.get_by_label("Password").fill(PASSWORD)
    press(page.get_by_role("button", name="Sign in"))
    key = page.locator(".account__key").inner_text()
    page.get_by_label("Code that the app shows").fill(app_code(key))
    press(page.get_by_role("button", name="Set up"))
    expect(page.locator(".codes li")).to_have_count(10)
    press(page.get_by_role("link", name="To the admin"))
    expect(page.get_by_role("heading", name="What waits")).to_be_visible()


@pytest.mark.slow
def test_axe_finds_nothing_and_nothing_overflows(
    chromium: Browser, live_server: LiveServer, people: None
) -> None:
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()

    page.goto(live_server.url + "/accounts/sign-in/password/")
    look_at(page)
    page.get_by_label("E-mail address").fill("root@desk.example")
    page.get_by_label("Password").fill("not the password")
    press(page.get_by_role("button", name="Sign in"))
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_be_focused()
    look_at(page)
    page.goto(live_server.url + "/accounts/sign-in/")
    look_at(page)
    page.get_by_label("E-mail address").fill("jobs@employer.example")
    press(page.get_by_role("button", name="Send me a code"))
    page.get_by_label("Code from the mail").fill("BCDF-GHJK")
    press(page.get_by_role("button", name="Sign in"))
    expect(page.locator("main")).to_contain_text("not the code")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_label("Code from the mail")).to_be_focused()
    look_at(page)
    page.get_by_label("Code from the mail").fill(code_from_mail())
    press(page.get_by_role("button", name="Sign in"))
    for path in ("/employers/account/", "/accounts/second-factor/app/", "/accounts/sign-out/"):
        page.goto(live_server.url + path)
        look_at(page)
    page.goto(live_server.url + "/accounts/second-factor/app/")
    page.get_by_label("Code that the app shows").fill(
        app_code(page.locator(".account__key").inner_text())
    )
    press(page.get_by_role("button", name="Set up"))
    look_at(page)
    for path in (
        "/accounts/second-factor/",
        "/accounts/recovery-codes/new/",
        "/accounts/second-factor/app/remove/",
    ):
        page.goto(live_server.url + path)
        look_at(page)
    context.close()
