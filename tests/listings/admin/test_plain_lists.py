"""Lists and forms of the admin in plain English: headings, filters, empty lists, figures."""

import pytest
from django.test import Client
from django.utils import timezone

from jobboard.site import dates
from jobboard.templatetags.site import field_heading, filter_choice
from listings.models import EventKind, Listing
from tests.admin_pages import act, address
from tests.listings.factories import (
    make_company,
    make_demand,
    make_listing,
    make_rate,
    make_role,
    make_skill,
    make_source,
    make_submission,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "heading"),
    [
        ("is demo", "Demo"),
        ("is open application", "Open application"),
        ("posted at", "Posted"),
        ("reviewed on", "Reviewed on"),
        ("switched on", "Switched on"),
        ("at", "Date"),
        ("on", "Date"),
        ("part kind", "Part kind"),
    ],
)
def test_a_field_is_called_by_its_words_above_a_filter(field: str, heading: str) -> None:
    assert field_heading(field) == heading


def test_a_filter_offers_what_is_not_stated_in_words_not_by_a_dash() -> None:
    shown = ["–", "– (12)", "", "Full – time", 2026]
    said = ["Not stated", "Not stated (12)", "Not stated", "Full – time", "2026"]
    assert [filter_choice(choice) for choice in shown] == said


def test_all_is_offered_only_beside_a_part(administrator: Client) -> None:
    listed = "/admin/listings/listing/"
    assert "Show all" not in administrator.get(listed).text
    assert "Show all" in administrator.get(f"{listed}?q=nobody").text


def test_a_list_is_headed_by_what_it_lists(administrator: Client) -> None:
    page = administrator.get("/admin/listings/listing/").text
    assert "<h1>Postings</h1>" in page
    assert "<title>Postings · " in page
    assert "By is " not in page


def test_filters_by_what_is_stated_say_so_in_words(administrator: Client) -> None:
    make_listing()
    page = administrator.get("/admin/listings/listing/?_facets=True").text
    assert "Not stated (1)" in page
    assert "Sent or typed in (1)" in page
    assert "Not empty" not in page


def test_a_value_without_a_name_has_words_to_press(administrator: Client) -> None:
    make_company("Nowhere", country="")
    make_company("Somewhere", country="DE")
    page = administrator.get("/admin/listings/company/").text
    assert ">Not stated</a>" in page


def test_an_empty_list_offers_no_action(administrator: Client) -> None:
    page = administrator.get("/admin/listings/listing/").text
    assert "No postings." in page
    assert "Select an option" not in page


def test_a_search_without_result_leads_back_to_the_whole_list(administrator: Client) -> None:
    make_listing()
    page = administrator.get("/admin/listings/listing/?q=zeppelin").text
    assert "No postings fit this." in page
    assert '<a href="?">Show all</a>' in page


class TestAPosting:
    def test_one_that_the_public_has_never_seen_has_no_link_to_the_site(
        self, administrator: Client
    ) -> None:
        assert "View on site" not in administrator.get(address(make_submission())).text

    def test_one_that_the_public_sees_has_one(self, administrator: Client) -> None:
        assert "View on site" in administrator.get(address(make_listing())).text

    def test_what_is_public_is_the_same_for_a_row_and_for_many(self) -> None:
        blocked = make_company("Blocked", blocked_at=timezone.now())
        rows = [make_listing(), make_submission(), make_listing(company=blocked)]
        public = set(Listing.objects.public())
        assert [row.is_public for row in rows] == [row in public for row in rows]

    def test_no_reason_is_asked_where_no_step_needs_one(self, administrator: Client) -> None:
        assert "Needed to freeze" not in administrator.get(address(make_submission())).text
        assert "Needed to freeze" in administrator.get(address(make_listing())).text


def test_an_action_counts_in_plain_words(administrator: Client) -> None:
    listing = make_listing()
    assert act(administrator, "close_filled", listing) == ["1 posting closed (filled)."]
    assert act(administrator, "close_filled", listing) == [
        "No postings closed (filled). 1 left as it was: this does not apply to it."
    ]


def test_rows_that_a_command_writes_have_names_for_people() -> None:
    listing = make_listing()
    listing.log(EventKind.VERIFIED)
    rate = make_rate("SEK", "11.2")
    demand = make_demand(make_role("Lamp Keeper"), country="DE", level="senior")
    names = [str(listing.events.get(kind=EventKind.VERIFIED)), str(rate), str(demand)]
    assert names[0] == f"Verified, {dates.short(timezone.now())}"
    assert names[1] == f"11.2 SEK for one euro, {dates.short(rate.on)}"
    assert names[2] == f"Lamp Keeper, Germany, senior, {dates.short(demand.taken_at)}"


def test_the_list_of_demand_names_skills_as_readers_know_them(administrator: Client) -> None:
    for name in ("Power BI", "C++"):
        make_skill(name)
    make_demand(make_role("Analyst"), skills={"power-bi": 100, "c": 50, "gone": 20})
    page = administrator.get("/admin/listings/demand/").text
    assert "Power BI 50%, C++ 25%, gone 10%" in page


def test_a_history_of_nothing_says_so(administrator: Client) -> None:
    page = administrator.get(address(make_listing(), "history")).text
    assert "<h1>History: " in page
    assert "Nobody has changed this by hand." in page


def test_the_page_of_a_part_of_the_admin_is_called_by_its_name(administrator: Client) -> None:
    page = administrator.get("/admin/listings/").text
    assert "<h1>Market</h1>" in page
    assert "administration" not in page


def test_fields_and_columns_are_called_by_words(administrator: Client) -> None:
    source = make_source()
    rows, form = (
        administrator.get(address(source, kind)).text for kind in ("changelist", "change")
    )
    assert ">Enabled</a>" in rows
    assert "Enabled</label>" in form
    for page in (rows, form):
        assert "Is enabled" not in page
