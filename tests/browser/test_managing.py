"""An employer's own postings in Chromium: buttons, keyboard, no script, axe, light and dark."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from listings import transitions
from listings.employers.mails import ANSWER
from listings.employers.services import typed_of
from listings.models import Listing, ListingDay, ModerationNote, NoteFrom, NoteKind, Status
from tests.browser.conftest import Site, press
from tests.browser.looking import look_at
from tests.listings.employers.managing.postings import employer, live, sent, signed_in
from tests.listings.factories import make_draft

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(context: BrowserContext, url: str) -> None:
    cookie = signed_in().cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": url}])


@pytest.fixture
def listing() -> Listing:
    """A live posting with readers and an edit that waits; beside it one that waits for changes."""
    found = live(ends_in=12)
    for ago in range(5):
        day = timezone.localdate() - timedelta(days=ago)
        ListingDay.objects.create(listing=found, on=day, views=9 + ago, apply_clicks=ago)
    before = typed_of(found)
    found.revisions.create(data=before | {"title": "Head lamp keeper"}, before=before)
    wanted = sent(title="Rope maker")
    transitions.request_changes(wanted)
    ModerationNote.objects.create(
        listing=wanted, author=NoteFrom.EDITOR, kind=NoteKind.CHANGES_REQUESTED, text="Which rope?"
    )
    make_draft(data={"title": "Half a thought"}, owner=employer())
    return found


@pytest.mark.slow
def test_axe_finds_nothing_and_nothing_overflows(
    chromium: Browser, live_server: LiveServer, listing: Listing
) -> None:
    context = chromium.new_context(bypass_csp=True)
    sign_in(context, live_server.url)
    page = context.new_page()
    wanted = Listing.objects.get(title="Rope maker")
    for path in (
        "/employers/postings/",
        f"/employers/postings/{listing.pk}/",
        f"/employers/postings/{wanted.pk}/",
        f"/employers/postings/{listing.pk}/close/",
        f"/employers/companies/{listing.company_id}/",
        f"/employers/answer/{ANSWER.token(listing)}/",
    ):
        page.goto(live_server.url + path)
        look_at(page)
    context.close()


def test_the_whole_way_without_a_script(plain_site: Site, listing: Listing) -> None:
    sign_in(plain_site.context, plain_site.url)
    page = plain_site.open("/employers/postings/")
    press(page.get_by_role("link", name="Lamp keeper", exact=True))
    press(page.get_by_role("button", name="Still open"))
    expect(page.get_by_role("status")).to_contain_text("verified it today")
    press(page.get_by_role("button", name="Edit"))
    expect(page.get_by_label("Job title")).to_have_value("Head lamp keeper")
    page.go_back()
    press(page.get_by_role("link", name="Close it"))
    press(page.get_by_role("button", name="Yes: it is filled"))
    expect(page.get_by_role("status")).to_contain_text("Closed as filled")
    press(page.get_by_role("button", name="Post again"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Post “Lamp keeper” again")


@pytest.mark.slow
def test_an_answer_with_the_keyboard_alone(site: Site, listing: Listing) -> None:
    sign_in(site.context, site.url)
    wanted = Listing.objects.get(title="Rope maker")
    page = site.open(f"/employers/postings/{wanted.pk}/")
    page.get_by_label("Your answer to the editors").focus()
    page.keyboard.type("Hemp, of course.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Hemp, of course.").wait_for()
    assert ModerationNote.objects.filter(author=NoteFrom.EMPLOYER).count() == 1


@pytest.mark.slow
def test_the_mails_link_works_signed_out_and_twice(site: Site, listing: Listing) -> None:
    path = f"/employers/answer/{ANSWER.token(listing)}/"
    page = site.open(path)
    press(page.get_by_role("button", name="Filled"))
    page.get_by_role("heading", name="It is closed").wait_for()
    site.open(path)
    page.get_by_role("heading", name="Closed: filled").wait_for()
    assert Listing.objects.get(pk=listing.pk).status == Status.CLOSED
