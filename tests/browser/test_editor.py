"""An editor writes in Chromium: with keys and with a pointer."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from jobboard.models import UnsavedText, User
from roles.models import Guide, Role
from tests.admin_pages import address
from tests.browser.conftest import Site, left_in_peace, press
from tests.listings.factories import make_demand
from tests.roles.factories import add_section, make_guide, make_profiled_role

pytestmark = pytest.mark.django_db(transaction=True)

INTRODUCTION = "#id_introduction"


@pytest.fixture
def guide() -> Guide:
    roles = [make_profiled_role(name, tools="Scales.") for name in ("Nurse", "Midwife")]
    guide = make_guide(*roles, introduction="Some words.")
    for heading in ("First", "Second", "Third"):
        add_section(guide, heading, f"The {heading} part.\n\n" + "More of it.\n\n" * 30)
    return guide


@pytest.fixture
def admin_site(site: Site) -> Iterator[Site]:
    user = User.objects.create_superuser("ed@desk.example", "secret", name="Ed")
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    site.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site.url}])
    with left_in_peace(site):
        yield site


@pytest.mark.slow
def test_what_is_written_shows_in_the_page_beside_it(admin_site: Site, guide: Guide) -> None:
    page = admin_site.open(address(guide))
    area, frame = page.locator(INTRODUCTION), page.frame_locator("#side-preview iframe")
    expect(frame.locator("h1")).to_have_text(guide.title)
    area.click()
    area.press("ControlOrMeta+Home")
    page.keyboard.insert_text("Fresh ")
    expect(frame.locator("main")).to_contain_text("Fresh Some words.")
    assert (
        page.locator("#side-preview iframe").evaluate("frame => frame.contentWindow.scrollY") == 0
    )
    page.locator("#id_sections-2-body").click()  # the page follows to the section
    expect(frame.locator("h2", has_text="Third")).to_be_in_viewport()
    page.locator("#id_sections-2-body").press_sequentially("{{ nonsense }}")
    expect(page.locator("#side-preview .side__status")).to_contain_text("nonsense")
    expect(page.locator(".markdown__problems")).to_contain_text(["Line 1"])
    expect(frame.locator("main")).to_contain_text("Fresh")
    assert Guide.objects.get().introduction == "Some words."


@pytest.mark.slow
def test_keys_and_buttons_write_and_are_undone(admin_site: Site, guide: Guide) -> None:
    page = admin_site.open(address(guide))
    area = page.locator(INTRODUCTION)
    area.press("ControlOrMeta+a")
    for keys, expected in (
        ("ControlOrMeta+b", "**Some words.**"),
        ("ControlOrMeta+b", "Some words."),
        ("ControlOrMeta+Shift+8", "- Some words."),
        ("ControlOrMeta+z", "Some words."),
    ):
        area.press(keys)
        expect(area).to_have_value(expected)
    page.get_by_role("toolbar", name="Introduction").get_by_role("button", name="Quote").click()
    expect(area).to_have_value("> Some words.")
    area.press("ControlOrMeta+z")
    expect(area).to_have_value("Some words.")
    area.press("End")
    area.press_sequentially("\n\n- one\ntwo")
    expect(area).to_have_value("Some words.\n\n- one\n- two")
    area.press("Tab")  # never trapped
    expect(area).not_to_be_focused()
    area.press("Shift+Tab")
    area.press("ControlOrMeta+Alt+h")
    expect(page.locator("#side-help")).to_be_visible()


@pytest.mark.slow
def test_a_sentence_with_a_condition_is_written_by_keys_alone(
    admin_site: Site, guide: Guide
) -> None:
    for role, openings in zip(
        Role.objects.order_by("name"), (9, 24), strict=True
    ):  # midwives first
        make_demand(role, openings=openings)
    page = admin_site.open(address(guide))
    area, now = page.locator(INTRODUCTION), page.locator(".editor-dialog__now")
    area.press("ControlOrMeta+End")
    area.press("ControlOrMeta+Alt+f")
    expect(page.locator("#figure-kind")).to_be_focused()
    page.keyboard.type("openings")
    page.locator("#figure-role").focus()
    page.keyboard.type("Nurse")
    for _ in range(3):  # country, level, then the condition
        page.keyboard.press("Tab")
    expect(page.locator("#figure-condition")).to_be_focused()
    page.keyboard.type("only while it is above")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("90")
    expect(now).to_contain_text("Not clearly so now, 24 openings (at 8 employers")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Midwife")
    expect(page.locator("#figure-bound")).to_be_hidden()
    expect(now).to_contain_text("Now: 24 openings (at 8 employers) against 9 openings (at 8")
    page.keyboard.press("Tab")
    page.keyboard.type("Few.")
    page.keyboard.press("Enter")
    expect(area).to_have_value('Some words.{{ openings nurse above=midwife else="Few." }}')
    expect(area).to_be_focused()


@pytest.mark.slow
def test_a_picture_is_not_put_in_without_a_description(admin_site: Site, guide: Guide) -> None:
    page = admin_site.open(address(guide))
    out = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    page.locator(INTRODUCTION).press("ControlOrMeta+End")
    page.get_by_role("toolbar", name="Introduction").get_by_role("button", name="Picture").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(
        {"name": "chart.png", "mimeType": "image/png", "buffer": out.getvalue()}
    )
    dialog.get_by_role("button", name="Insert").click()
    expect(dialog.get_by_role("alert")).to_have_text("Say what the picture shows.")
    dialog.get_by_label("Description").fill("A chart")
    dialog.get_by_label("Description").press("Enter")
    expect(dialog).to_be_hidden()
    picture = re.compile(re.escape("Some words.![A chart](/media/"))
    expect(page.locator(INTRODUCTION)).to_have_value(picture)


@pytest.mark.slow
def test_sections_are_put_in_order_by_keys_and_by_pointer(admin_site: Site, guide: Guide) -> None:
    page = admin_site.open(address(guide))
    page.get_by_role("button", name="Move up: Second").press("Enter")
    page.get_by_role("button", name="Move up: Second").press("Enter")  # at the top already
    handles = page.locator("#sections-group .order__handle")
    handles.nth(2).scroll_into_view_if_needed()
    handles.nth(2).hover()
    page.mouse.down()
    target = page.locator("#sections-group .inline-related").nth(0).bounding_box()
    assert target
    page.mouse.move(target["x"] + 40, target["y"] + 5, steps=8)
    page.mouse.up()
    press(page.get_by_role("button", name="Save and continue editing").first)
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    assert [one.heading for one in guide.sections.all()] == ["Third", "Second", "First"]


@pytest.mark.slow
def test_what_was_not_saved_comes_back(admin_site: Site, guide: Guide) -> None:
    page = admin_site.open(address(guide))
    page.locator(INTRODUCTION).fill("Not saved yet.")
    expect(page.locator("[data-unsaved]")).to_contain_text("Unsaved text kept")
    page = admin_site.open(address(guide))
    expect(page.locator(".held")).to_contain_text("You have unsaved changes")
    press(page.get_by_role("link", name="Continue with them"))
    expect(page.locator(INTRODUCTION)).to_have_value("Not saved yet.")
    press(page.get_by_role("button", name="Save", exact=True).first)
    assert Guide.objects.get().introduction == "Not saved yet."
    assert not UnsavedText.objects.exists()


@pytest.mark.slow
def test_whoever_was_signed_out_signs_in_elsewhere_and_goes_on(
    admin_site: Site, guide: Guide
) -> None:
    page = admin_site.open(address(guide))
    page.locator(INTRODUCTION).fill("Written while signed out.")
    cookies = admin_site.context.cookies()
    admin_site.context.clear_cookies()
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator("[data-unsaved]")).to_contain_text("You are signed out")
    expect(page.locator(INTRODUCTION)).to_have_value("Written while signed out.")
    admin_site.context.add_cookies(cookies)  # type: ignore[arg-type]  # as signing in, in another tab, does
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("[data-unsaved]")).to_contain_text("Unsaved text kept")
    press(page.get_by_role("button", name="Save", exact=True).first)
    assert Guide.objects.get().introduction == "Written while signed out."


@pytest.mark.slow
def test_without_scripts_it_is_a_form(plain_site: Site, guide: Guide) -> None:
    user = User.objects.create_superuser("ed@desk.example", "secret")
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    plain_site.context.add_cookies([{"name": "sessionid", "value": cookie, "url": plain_site.url}])
    page = plain_site.open(address(guide))
    page.locator(INTRODUCTION).fill("Plain.")
    with plain_site.context.expect_page() as opened:
        page.get_by_role("button", name="Preview in a new tab").click()
    expect(opened.value.locator("main")).to_contain_text("Plain.")
    page.locator("#id_sections-2-position").fill("1")
    press(page.get_by_role("button", name="Save", exact=True).first)
    expect(page).to_have_url(re.compile(f"{reverse('admin:roles_guide_changelist')}$"))
    assert [one.heading for one in guide.sections.all()] == ["First", "Second", "Third"]
    assert Guide.objects.get().introduction == "Plain."
