"""The forms of postings and companies in a browser without JavaScript: all of it can be done."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from jobboard.models import Picture, User
from listings.models import Company, Listing, Status
from tests.admin_pages import address
from tests.browser.conftest import Site, press
from tests.listings.factories import make_city, make_company, make_listing, make_role, make_skill

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def admin_site(plain_site: Site) -> Site:
    client = Client()
    client.force_login(User.objects.create_superuser("ada@desk.example", name="Ada"))
    cookie = client.cookies["sessionid"].value
    plain_site.context.add_cookies([{"name": "sessionid", "value": cookie, "url": plain_site.url}])
    return plain_site


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True).last


def is_saved(page: Page) -> None:
    expect(page.locator(".messagelist")).to_contain_text("successfully")


@pytest.mark.slow
def test_a_posting_is_entered_with_its_company_roles_skills_and_places(admin_site: Site) -> None:
    make_company("Umbra")
    make_role("Lamp Keeper")
    make_role("Harbour Pilot")
    make_skill("Rope Work")
    make_city("Hamburg", "DE")
    page = admin_site.open(reverse("admin:listings_listing_add"))
    page.locator("#id_title").fill("Keeper of the lamp")
    page.locator("[name=company__named]").fill("umbra")
    page.locator("[name=roles__named]").fill("Lamp Keeper; harbour")
    page.locator("[name=skills__named]").fill("Rope Work")
    press(button(page, "One more place"))
    expect(page.locator(".held")).to_contain_text("Nothing is saved yet")
    page.locator("[name=listing_places-0-place__named]").fill("Hamburg, Germany")
    press(button(page, "Save and continue editing"))
    is_saved(page)
    listing = Listing.objects.get()
    assert listing.company.name == "Umbra"
    assert {role.name for role in listing.roles.all()} == {"Lamp Keeper", "Harbour Pilot"}
    assert [skill.name for skill in listing.skills.all()] == ["Rope Work"]
    assert [place.city for place in listing.places.all()] == ["Hamburg"]
    page.locator("#id_apply_url").fill("https://umbra.example/apply")
    press(button(page, "Publish"))
    listing.refresh_from_db()
    assert (listing.status, listing.apply_url) == (Status.PUBLISHED, "https://umbra.example/apply")


@pytest.mark.slow
def test_a_name_that_nobody_has_is_said_and_nothing_typed_is_lost(admin_site: Site) -> None:
    listing = make_listing("Cook")
    make_company("Penumbra")
    page = admin_site.open(address(listing))
    page.locator("#id_title").fill("Head cook")
    page.locator("[name=company__named]").fill("No such firm")
    press(button(page, "Save and continue editing"))
    expect(page.locator(".problems")).to_contain_text("has the name “No such firm”")
    expect(page.locator("#id_title")).to_have_value("Head cook")
    expect(page.locator("[name=company__named]")).to_have_value("No such firm")
    page.locator("[name=company__named]").fill("Penumbra")
    press(button(page, "Save and continue editing"))
    is_saved(page)
    listing.refresh_from_db()
    assert (listing.title, listing.company.name) == ("Head cook", "Penumbra")


def test_a_company_is_entered_changed_and_blocked(admin_site: Site) -> None:
    picture = Picture.objects.create(
        alt="Umbra’s lamp", content_hash="a" * 32, format="png", width=9, height=9
    )
    page = admin_site.open(reverse("admin:listings_company_add"))
    page.locator("#id_name").fill("Umbra")
    page.locator("#id_slug").fill("umbra")
    page.locator("[name=logo__named]").fill("Umbra’s lamp")
    press(button(page, "Save and continue editing"))
    is_saved(page)
    page.locator("#id_description").fill("We keep lamps.")
    page.get_by_label("Reason").fill("They are a scam")
    press(page.get_by_role("button", name="Block"))
    company = Company.objects.get()
    assert (company.logo, company.description) == (picture, "We keep lamps.")
    assert company.blocked_reason == "They are a scam"


@pytest.mark.slow
def test_a_clash_is_shown_and_decided(admin_site: Site) -> None:
    company = make_company("Umbra", description="Old.")
    page = admin_site.open(address(company))
    page.locator("#id_description").fill("Mine.")
    page.locator("#id_website").fill("https://umbra.example")
    Company.objects.update(description="Theirs.")
    press(button(page, "Save and continue editing"))
    expect(page.locator(".held [data-theirs]")).to_have_text("Theirs.")
    expect(page.locator("#id_description")).to_have_value("Mine.")
    press(button(page, "Save and continue editing"))
    is_saved(page)
    company.refresh_from_db()
    assert (company.description, company.website) == ("Mine.", "https://umbra.example")
