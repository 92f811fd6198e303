"""A reader at a guide and at any two roles: contents, choosing, without JavaScript."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.market import make_market
from tests.database import made_once
from tests.listings.factories import make_company, make_listing, make_role, yearly

pytestmark = pytest.mark.django_db(transaction=True)

GUIDE = "/guides/data-engineer-vs-data-analyst/?country=everywhere"


@pytest.fixture(autouse=True)
def _market() -> None:
    made_once(make_market)


def test_the_contents_mark_the_section_that_is_read(site: Site) -> None:
    page = site.open(GUIDE)
    contents = page.get_by_role("navigation", name="Contents")
    contents.get_by_role("link", name="Tools and software").click()
    current = contents.locator("[aria-current=location]")
    expect(current).to_have_text("Tools and software")
    page.evaluate("document.getElementById('week').scrollIntoView()")
    expect(current).to_have_text("A typical week")
    page.evaluate("scrollTo(0, 0)")
    expect(current).to_have_count(0)


@pytest.mark.slow
def test_the_contents_lead_to_their_sections_without_javascript(plain_site: Site) -> None:
    page = plain_site.open(GUIDE)
    page.get_by_role("link", name="A typical week").click()
    expect(page).to_have_url(re.compile("#week$"))
    expect(page.get_by_role("heading", name="A typical week")).to_be_in_viewport()


def test_two_roles_are_chosen_without_javascript(plain_site: Site) -> None:
    page = plain_site.open("/roles/data-engineer/")
    page.get_by_label("Compare Data Engineer with").select_option(label="Data Architect")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Data Architect vs. Data Engineer")


@pytest.mark.slow
def test_the_same_role_twice_is_said_beside_the_field_and_mended_there(plain_site: Site) -> None:
    page = plain_site.open("/roles/compare/")
    page.get_by_label("One role").select_option("data-analyst")
    page.get_by_label("The other").select_option("data-analyst")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_label("The other")).to_have_accessible_description(
        "That is the same role. Choose another one."
    )
    page.get_by_label("The other").select_option("data-architect")
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile("/roles/compare/data-analyst-vs-data-architect/$"))


@pytest.mark.slow
def test_a_series_is_read_from_one_guide_to_the_next(plain_site: Site) -> None:
    page = plain_site.open(GUIDE)
    series = page.get_by_role("navigation", name="First steps")
    series.get_by_role("link", name="Three of them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Three of them")


@pytest.mark.parametrize("width", [700, 768, 900, 1280])
def test_a_heading_of_the_list_of_pay_stands_over_its_column(site: Site, width: int) -> None:
    role = make_role("Nurse")
    for number in range(12):
        company = make_company(f"Ward {number}")
        make_listing("Nurse", company=company, roles=(role,), pay=yearly(50_000, 60_000))
    call_command("refresh_statistics", verbosity=0)
    page = site.open("/salaries/?country=everywhere")
    page.set_viewport_size({"width": width, "height": 900})
    for column in ("pay", "half", "n"):
        ends = page.locator(f".pays__{column}").evaluate_all(
            "all => all.slice(0, 2).map(one => Math.round(one.getBoundingClientRect().right))"
        )
        assert len(ends) == 2
        assert ends[0] == ends[1], column
