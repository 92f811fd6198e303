"""Two browsers at one form of the market: each sees the other, and nothing of either is lost."""

from collections.abc import Iterator

import pytest
from django.db.models import Model
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from jobboard.models import OpenForm, User
from listings.models import Company, Listing
from tests.browser.conftest import Site, left_in_peace
from tests.jobboard.admin_forms.forms import address
from tests.listings.factories import make_company, make_listing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desks(chromium: Browser, live_server: LiveServer, settings: object) -> Iterator[list[Site]]:
    """Ada's browser and Ben's."""
    settings.PRESENCE_POLL_SECONDS = 1  # type: ignore[attr-defined]
    sites = []
    for name in ("Ada", "Ben"):
        client = Client()
        client.force_login(User.objects.create_superuser(f"{name}@desk.example", name=name))
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        sites.append(Site(context, live_server.url))
    ada, ben = sites
    with left_in_peace(ada), left_in_peace(ben):
        yield sites
    for site in sites:
        site.context.close()
        assert site.complaints == []


def both_write(desks: list[Site], row: Model, both: str, theirs: str, mine: str) -> None:
    """Ada and Ben write into the same field, and each into one of their own; Ada saves first."""
    ada, ben = (site.open(address(row)) for site in desks)
    ada.locator(f"#id_{both}").fill("Ada’s words")
    told = ben.locator(".colleagues")
    expect(told).to_contain_text("Ada writes in “")
    ben.locator(f"#id_{both}").fill("Ben’s words")
    ada.locator(f"#id_{theirs}").fill("https://ada.example/apply")
    ben.locator(f"#id_{mine}").fill("Ben alone")
    expect(ada.locator(".colleagues")).to_contain_text("Ben writes in “")
    ada.get_by_role("button", name="Save", exact=True).first.click()
    expect(ada.locator(".messagelist")).to_contain_text("changed successfully")
    expect(told).to_contain_text("Ada saved this at")
    ben.get_by_role("button", name="Save", exact=True).first.click()
    held = ben.locator(".held")
    expect(held).to_contain_text("Ada’s words")
    expect(held).to_contain_text("Ben’s words")
    held.get_by_role("button", name="Take theirs").click()
    ben.get_by_role("button", name="Save", exact=True).first.click()
    expect(ben.locator(".messagelist")).to_contain_text("changed successfully")


def test_a_posting(desks: list[Site]) -> None:
    listing = make_listing("Cook")
    both_write(desks, listing, "title", "apply_url", "pay_note")
    saved = Listing.objects.get()
    assert (saved.title, saved.pay_note) == ("Ada’s words", "Ben alone")
    assert saved.apply_url == "https://ada.example/apply"


def test_a_company(desks: list[Site]) -> None:
    both_write(desks, make_company("Umbra"), "description", "website", "name")
    saved = Company.objects.get()
    assert (saved.description, saved.name) == ("Ada’s words", "Ben alone")
    assert saved.website == "https://ada.example/apply"


def test_who_leaves_is_gone_and_what_was_typed_comes_back(desks: list[Site]) -> None:
    company = make_company("Umbra")
    ada, ben = (site.open(address(company)) for site in desks)
    expect(ben.locator(".colleagues")).to_contain_text("Ada has this form open too")
    ada.locator("#id_description").fill("Half a sentence")
    expect(ada.locator("[data-unsaved]")).to_contain_text("Unsaved text kept")
    ada.goto("about:blank")
    expect(ben.locator(".colleagues")).to_be_hidden()
    assert not OpenForm.objects.filter(user__name="Ada").exists()
    ada = desks[0].open(address(company))
    ada.get_by_role("link", name="Continue with them").click()
    expect(ada.locator("#id_description")).to_have_value("Half a sentence")
