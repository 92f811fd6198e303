"""Featured: three at most on top, always labelled, and the rest of a list as it was."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from listings.models import Listing
from listings.models.listing_queryset import MOST_ON_TOP, with_featured_first
from listings.search.counts import PAGE_SIZE
from tests.listings.factories import make_company, make_listing, make_rate, make_role, yearly
from tests.roles.factories import make_guide

pytestmark = pytest.mark.django_db


def featured(title: str, days_ago: float, *, days: float = 7, **fields: object) -> Listing:
    until = timezone.now() + timedelta(days=days)
    return make_listing(title, days_ago=days_ago, featured_until=until, **fields)  # type: ignore[arg-type]


def titles(client: Client, query: str = "", url: str = "/jobs/") -> list[str]:
    page = re.sub("</?mark>", "", client.get(f"{url}{query}").content.decode())
    found = re.findall(r'card__title"><a href="[^"]+">([^<]+)</a>( <span class="badge">)?', page)
    return [f"{title}*" if badge else title for title, badge in found]


def test_they_rise_above_newer_ones_with_a_label(client: Client) -> None:
    make_listing("New", days_ago=1)
    featured("Old", 30)
    make_listing("Middle", days_ago=5)
    assert titles(client) == ["Old*", "New", "Middle"]


def test_the_sentence_about_the_order_says_so_where_they_do(client: Client) -> None:
    make_listing("New", days_ago=1)
    said = "Newest first. Up to 3 featured ones stand above."
    assert said not in client.get("/jobs/").text
    featured("Old", 30)
    assert said in client.get("/jobs/").text
    for query in ("?featured=true", "?sort=salary"):
        assert "stand above" not in client.get(f"/jobs/{query}").text


def test_three_at_most_and_further_ones_stay_in_their_place(client: Client) -> None:
    for number in range(5):
        featured(f"F{number}", 20 + number)
    make_listing("New", days_ago=1)
    make_listing("Between", days_ago=23.5)
    assert MOST_ON_TOP == 3
    assert titles(client) == ["F0*", "F1*", "F2*", "New", "F3*", "Between", "F4*"]


def test_only_those_that_match_the_search(client: Client) -> None:
    role = make_role("Nurse")
    featured("Baker", 9)
    featured("Nurse", 9, roles=(role,))
    make_listing("Night nurse", roles=(role,), days_ago=1)
    assert titles(client, "?role=nurse") == ["Nurse*", "Night nurse"]
    assert titles(client, "?q=baker") == ["Baker*"]


def test_with_words_they_rise_above_better_matches(client: Client) -> None:
    make_listing("Nurse", days_ago=2)
    featured("Cook", 9, text="Beside a nurse.")
    assert titles(client, "?q=nurse&in=text") == ["Cook*", "Nurse"]
    assert titles(client, "?q=nurse&in=text&sort=newest") == ["Cook*", "Nurse"]


def test_highest_pay_is_that_and_nothing_else(client: Client) -> None:
    make_rate("USD", "1.1")
    make_listing("Rich", pay=yearly(90_000, 100_000), days_ago=9)
    featured("Poor", 1, pay=yearly(20_000, 30_000))
    assert titles(client, "?sort=salary") == ["Rich", "Poor*"]


@pytest.mark.slow
def test_on_no_page_is_one_lost_or_shown_twice(client: Client) -> None:
    number = 2 * PAGE_SIZE + 5
    for at in range(number):
        late = at in (3, PAGE_SIZE + 2, 2 * PAGE_SIZE + 4, 2 * PAGE_SIZE + 1)
        (featured if late else make_listing)(f"Job {at}", days_ago=at + 1)
    pages = [titles(client, f"?page={page}") for page in (1, 2, 3)]
    shown = [title for page in pages for title in page]
    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 5]
    assert len(set(shown)) == number
    assert shown[:3] == ["Job 3*", f"Job {PAGE_SIZE + 2}*", f"Job {2 * PAGE_SIZE + 1}*"]
    rest = [int(re.sub(r"\D", "", title)) for title in shown[3:]]
    assert rest == sorted(rest)
    assert f"{number} openings" in client.get("/jobs/").content.decode()


def test_a_grant_that_ran_out_leaves_no_trace(client: Client) -> None:
    make_listing("New", days_ago=1)
    featured("Old", 30, days=-0.01)
    assert titles(client) == ["New", "Old"]


def test_a_company_shows_them_first_too(client: Client) -> None:
    company = make_company("Umbra")
    for number in range(4):
        featured(f"F{number}", 20 + number, company=company)
    make_listing("New", company=company, days_ago=1)
    assert titles(client, url="/companies/umbra/") == ["F0*", "F1*", "F2*", "New", "F3*"]


@pytest.mark.slow
def test_a_guide_has_three_at_most_on_top_of_each_role(client: Client) -> None:
    nurse, midwife = make_role("Nurse"), make_role("Midwife")
    for number in range(4):
        featured(f"F{number}", 20 + number, roles=(nurse,))
    for number in range(3):
        make_listing(f"New {number}", days_ago=1 + number, roles=(nurse,))
    guide = make_guide(nurse, midwife)
    page = client.get(f"{guide.get_absolute_url()}?country=everywhere").content.decode()
    openings = page[page.index('id="openings"') :]
    order = [openings.index(f">{name}<") for name in ("F0", "F1", "F2", "New 0", "New 1")]
    assert order == sorted(order)
    assert ">F3<" not in openings


@pytest.mark.slow
def test_a_guide_that_a_reader_has_is_sent_anew_when_a_grant_has_run_out(client: Client) -> None:
    nurse, midwife = make_role("Nurse"), make_role("Midwife")
    until = timezone.now() + timedelta(days=1)
    listing = make_listing("Old", days_ago=9, featured_until=until, roles=(nurse,))
    url = f"{make_guide(nurse, midwife).get_absolute_url()}?country=everywhere"
    etag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
    Listing.objects.filter(pk=listing.pk).update(featured_until=timezone.now() - timedelta(1))
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("rows", [[], [(1, False)], [(1, True)]])
def test_short_lists_stay_as_they_are(rows: list[tuple[int, bool]]) -> None:
    assert with_featured_first(rows) == [number for number, _ in rows]


def test_who_granted_it_and_when_stands_in_the_log(sign_in: object) -> None:
    listing = make_listing()
    moderator = sign_in("moderator")  # type: ignore[operator]
    url = "/admin/listings/listing/"
    moderator.post(url, {"action": "feature_week", "_selected_action": [listing.pk]})
    listing.refresh_from_db()
    assert listing.is_featured
    entry = LogEntry.objects.get(object_id=str(listing.pk))
    assert entry.user.email == "moderator@desk.example"
    assert "featured until" in str(entry.change_message)
