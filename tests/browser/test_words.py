"""Phrases tried and compared with postings, without JavaScript and at every width."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from jobboard.accounts.groups import make_groups
from jobboard.models import User
from listings.models import Listing
from roles.models import Role, RoleAlias
from tests.browser.conftest import Site, press
from tests.browser.looking import look_at
from tests.listings.importers.boards import job, run

pytestmark = pytest.mark.django_db(transaction=True)

# Django's own empty heading of a table's first column
NOT_OURS = {"exclude": [["thead"], [".select2-selection__rendered"]]}


@pytest.fixture
def role() -> Role:
    role = Role.objects.create(name="Lamp Keeper", slug="lamp-keeper")
    RoleAlias.objects.create(role=role, phrase="(lamp|light) warden")
    run(job(1, title="Senior Buoy Keeper"), job(2, title="Lamp Keeper"))
    return role


def session() -> str:
    make_groups()
    user = User.objects.create_user("editor@desk.example", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def change_url(role: Role) -> str:
    return reverse("admin:roles_role_change", args=[role.pk])


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True).last


@pytest.mark.slow
def test_without_javascript_phrases_are_tried_compared_and_applied(
    plain_site: Site, role: Role
) -> None:
    cookie = {"name": "sessionid", "value": session(), "url": plain_site.url}
    plain_site.context.add_cookies([cookie])  # type: ignore[list-item]
    page = plain_site.open(change_url(role))
    page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    page.locator("[name=aliases-1-phrase]").fill("buoy (keeper|(head|lead) warden)")
    page.get_by_label("A title").fill("Buoy Keeper")
    press(button(page, "Try this title"))
    expect(page.locator(".words__won")).to_contain_text("buoy (keeper|(head|lead) warden)")
    press(button(page, "What would move"))
    expect(page.locator(".words__result")).to_contain_text("Senior Buoy Keeper")
    assert RoleAlias.objects.count() == 1
    press(button(page, "Save and read postings again"))
    expect(page.locator(".messagelist")).to_contain_text("The worker reads the postings again")
    assert RoleAlias.objects.count() == 2
    assert Listing.objects.count() == 2


@pytest.mark.slow
def test_the_workbench_is_accessible_and_within_its_width(
    chromium: Browser, live_server: LiveServer, role: Role
) -> None:
    context = chromium.new_context(bypass_csp=True)
    context.add_cookies([{"name": "sessionid", "value": session(), "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("admin:roles_role_try"))
    page.get_by_label("A title").fill("Lamp Keeper")
    press(button(page, "Try this title"))
    expect(page.locator(".words__won")).to_contain_text("Lamp Keeper")
    look_at(page)
    page.goto(live_server.url + reverse("admin:listings_levelword_add"))
    page.locator("#id_phrase").fill("keeper")
    page.locator("#id_level").select_option("senior")
    page.get_by_label("A title").fill("Lamp Keeper")
    press(button(page, "Try this title"))
    expect(page.locator(".words__result")).to_contain_text("Senior")
    look_at(page, context=NOT_OURS)
    press(button(page, "What would move"))
    expect(page.locator(".words__result")).to_contain_text("would change")
    look_at(page, context=NOT_OURS)
    page.goto("about:blank")
    context.close()
