"""The pages on which postings are decided: accessible, and within their width."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from jobboard.accounts.groups import make_groups
from jobboard.models import User
from listings.employers.services import become_posting
from listings.models import Listing
from tests.browser.conftest import press
from tests.browser.looking import look_at
from tests.listings.employers.typed import typed
from tests.listings.factories import make_draft

pytestmark = pytest.mark.django_db(transaction=True)


def paths() -> list[str]:
    """The queue, a posting of somebody whom nothing ties to a new company, and where it may go."""
    draft = make_draft(data=typed(title="Lamp keeper!!"), email="ada@gmail.com")
    listing = become_posting(draft, draft.email)
    return [
        reverse("admin:listings_listing_queue"),
        reverse("admin:listings_listing_review", args=[listing.pk]),
        f"{reverse('admin:listings_company_merge', args=[listing.company_id])}?q=a",
    ]


def session() -> str:
    make_groups()
    user = User.objects.create_user("moderator@desk.example", is_staff=True)
    user.groups.add(Group.objects.get(name="moderator"))
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


@pytest.mark.slow
def test_axe_finds_nothing_and_nothing_overflows(
    chromium: Browser, live_server: LiveServer
) -> None:
    context = chromium.new_context(bypass_csp=True)
    context.add_cookies([{"name": "sessionid", "value": session(), "url": live_server.url}])
    page = context.new_page()
    for path in paths():
        page.goto(live_server.url + path)
        look_at(page)
    context.close()


def test_a_decision_that_lacks_its_words_says_so_where_the_keyboard_is(
    chromium: Browser, live_server: LiveServer
) -> None:
    _, review, _ = paths()
    context = chromium.new_context()
    context.add_cookies([{"name": "sessionid", "value": session(), "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + review)
    press(page.get_by_role("button", name="Ask for changes"))
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".errornote")).to_be_focused()
    page.get_by_role("link", name="Comment: Say what should change").press("Enter")
    page.keyboard.type("Say where it is.")
    expect(page.get_by_label("Comment")).to_have_value("Say where it is.")
    context.close()


# Django's own empty heading of a table's first column, and what select2 draws of a list
NOT_OURS = {"exclude": [["thead"], [".select2-selection__rendered"]]}


@pytest.mark.slow
def test_forms_of_the_market_are_accessible_and_within_their_width(
    chromium: Browser, live_server: LiveServer
) -> None:
    [_, _, merging] = paths()
    company, listing = merging.split("/")[4], Listing.objects.get().pk
    context = chromium.new_context(bypass_csp=True)
    context.add_cookies([{"name": "sessionid", "value": session(), "url": live_server.url}])
    page = context.new_page()
    for path in (
        reverse("admin:listings_listing_change", args=[listing]),
        reverse("admin:listings_company_change", args=[company]),
    ):
        page.goto(live_server.url + path)
        look_at(page, context=NOT_OURS)
    page.goto("about:blank")
    context.close()


@pytest.mark.slow
def test_on_a_phone_a_list_is_searched_in_a_field_of_the_width_of_the_page(
    chromium: Browser, live_server: LiveServer
) -> None:
    paths()
    context = chromium.new_context(viewport={"width": 375, "height": 800})
    context.add_cookies([{"name": "sessionid", "value": session(), "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("admin:listings_listing_changelist"))
    to_filters = page.get_by_role("link", name="Filters", exact=True)
    expect(to_filters).to_be_visible()
    field, button = (
        page.locator(f"#changelist-search {one}") for one in ("#searchbar", "[type=submit]")
    )
    left, right = field.bounding_box(), button.bounding_box()
    assert left
    assert right
    assert left["width"] > 200
    assert left["x"] + left["width"] <= right["x"]
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(to_filters).to_be_hidden()  # they stand beside the list
    context.close()
