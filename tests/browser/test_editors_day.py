"""An editor who has never seen the program: a guide from its first word to its correction.

Nothing but the admin in Chromium, from signing in on; whatever is looked for is found by the words
that stand on the page.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from jobboard.models import User
from roles.models import Author, Guide, Role
from tests.browser.conftest import Site, left_in_peace, press
from tests.roles.factories import make_guide, make_profiled_role

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "three-plain-words"
ADDRESS = "/guides/nurse-vs-midwife/"


@pytest.fixture(autouse=True)
def board() -> None:
    """Two profiles, an editor and a writer, each of whom signs as an author."""
    for name in ("Nurse", "Midwife"):
        make_profiled_role(name, responsibilities="Cares.", tools="Scales.")
    for group in ("editor", "writer"):
        user = User.objects.create_user(f"{group}@desk.example", PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        Author.objects.create(name=f"Ada {group.title()}", slug=f"ada-{group}", user=user)


@pytest.fixture
def admin_site(site: Site) -> Iterator[Site]:
    with left_in_peace(site):
        yield site


def sign_in(admin_site: Site, group: str) -> Page:
    page = admin_site.open("/admin/")
    page.get_by_label("E-mail address").fill(f"{group}@desk.example")
    page.get_by_label("Password").fill(PASSWORD)
    press(button(page, "Sign in"))
    expect(page.get_by_role("heading", name="What waits")).to_be_visible()
    return page


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True).first


def choose_role(page: Page, place: int, name: str) -> None:
    page.get_by_role("button", name="Add another Role").click()
    page.locator(f"#compared-{place} .select2-selection").click()
    page.locator(".select2-container--open").get_by_role("searchbox").fill(name)
    page.get_by_role("option", name=name).click()


def begin_a_guide(page: Page) -> None:
    """From the first page to a saved draft."""
    press(page.get_by_role("link", name="Guides", exact=True))
    press(page.get_by_role("link", name="Add guide"))
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.type("Nurse vs. Midwife")
    page.get_by_label("Deck").fill("Two kinds of care.")
    choose_role(page, 0, "Nurse")
    choose_role(page, 1, "Midwife")
    page.get_by_role("textbox", name="Introduction").fill("Both stay calm.")
    expect(shown(page)).to_contain_text("Both stay calm.")
    expect(shown(page)).to_contain_text("Scales.")
    press(button(page, "Save and continue editing"))
    expect(state(page)).to_have_text("State: draft")


def shown(page: Page) -> Locator:
    return page.frame_locator("#side-preview iframe").locator("main")


def state(page: Page) -> Locator:
    return page.get_by_role("group", name="Steps").locator("p")


def said(page: Page) -> Locator:
    return page.locator(".messagelist")


def as_readers_see_it(admin_site: Site) -> str:
    response = admin_site.context.request.get(admin_site.url + ADDRESS)
    return response.text() if response.ok else str(response.status)


@pytest.mark.slow
def test_an_editor_writes_schedules_publishes_corrects_and_reverts(admin_site: Site) -> None:
    page = sign_in(admin_site, "editor")
    begin_a_guide(page)

    press(button(page, "Schedule for its date and time"))
    expect(said(page)).to_contain_text("give a date and time to come")
    tomorrow = timezone.localtime() + timedelta(days=1)
    page.get_by_label("Date:").first.fill(f"{tomorrow:%d/%m/%Y}")
    page.get_by_label("Time:").first.fill("08:00")
    press(button(page, "Schedule for its date and time"))
    expect(state(page)).to_have_text("State: scheduled")
    assert as_readers_see_it(admin_site) == "404"

    press(button(page, "Publish now"))
    expect(state(page)).to_have_text("State: live")
    assert "Both stay calm." in as_readers_see_it(admin_site)

    page.get_by_role("textbox", name="Introduction").fill("Both stay calm and wake early.")
    page.get_by_label("Tell readers what changed").fill("Who wakes early.")
    press(button(page, "Save and continue editing"))
    expect(said(page)).to_contain_text("changed successfully")
    for words in ("wake early", "What changed", "Who wakes early."):
        assert words in as_readers_see_it(admin_site)

    press(page.get_by_role("link", name="History"))
    expect(page.get_by_text("as it is now")).to_be_visible()
    press(page.get_by_role("button", name="Back to this").first)
    expect(said(page)).to_contain_text("back to what it said")
    assert "Both stay calm.</p>" in as_readers_see_it(admin_site)
    assert Guide.objects.get().is_live


@pytest.mark.slow
def test_a_title_typed_before_the_scripts_have_come_makes_the_slug(admin_site: Site) -> None:
    page = sign_in(admin_site, "editor")
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route("**/prepopulate_init.js", hold)
    page.route("**/change_form.js", hold)
    page.goto(f"{admin_site.url}/admin/roles/guide/add/", wait_until="commit")
    page.get_by_label("Title").fill("Nurse vs. Midwife")
    page.get_by_label("Deck").focus()
    expect(page.get_by_label("Slug")).to_have_value("")
    for route in late:
        route.continue_()
    expect(page.get_by_label("Slug")).to_have_value("nurse-vs-midwife")


@pytest.mark.slow
def test_a_writer_sends_a_draft_to_review_and_an_editor_lets_it_out(admin_site: Site) -> None:
    roles, author = Role.objects.order_by("-name"), Author.objects.get(slug="ada-writer")
    make_guide(*roles, author=author, status="draft", published_at=None)
    page = sign_in(admin_site, "writer")
    press(page.get_by_role("link", name="Guides", exact=True))
    press(page.get_by_role("link", name="Nurse vs. Midwife"))
    for step in ("Publish now", "Schedule for its date and time", "Archive: off the site"):
        expect(page.get_by_role("button", name=step)).to_have_count(0)
    page.get_by_role("textbox", name="Introduction").fill("Typed last, and not saved.")
    press(button(page, "Send to review"))
    expect(state(page)).to_have_text("State: in review")
    assert as_readers_see_it(admin_site) == "404"

    admin_site.context.clear_cookies()
    page = sign_in(admin_site, "editor")
    press(page.get_by_role("link", name="Guides in review"))
    press(page.get_by_role("link", name="Nurse vs. Midwife"))
    press(button(page, "Publish now"))
    expect(state(page)).to_have_text("State: live")
    assert "Typed last, and not saved." in as_readers_see_it(admin_site)
