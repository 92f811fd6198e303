"""Day counters: readers are counted, programs and the employer are not, and no page waits."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobboard.models import User
from jobboard.site import dates
from listings.models import Listing, ListingDay
from listings.search.views.posting import LONGEST_AGENT
from listings.search.visits import visits
from listings.transitions import rows
from tests.listings.factories import BROWSER, make_company, make_employer, make_listing

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"


def views() -> int:
    return sum(day.views for day in ListingDay.objects.all())


@pytest.mark.django_db
class TestWhoIsCounted:
    def test_each_view_is_one_of_today(self, client: Client) -> None:
        listing = make_listing()
        for _ in range(3):
            client.get(listing.get_absolute_url(), headers=BROWSER)
        day = ListingDay.objects.get()
        assert (day.listing, day.on, day.views) == (listing, timezone.localdate(), 3)
        assert day.apply_clicks == 0

    def test_views_and_clicks_share_a_row(self, client: Client) -> None:
        listing = make_listing()
        client.get(listing.get_absolute_url(), headers=BROWSER)
        client.get(f"{listing.get_absolute_url()}apply/", headers=BROWSER)
        day = ListingDay.objects.get()
        assert (day.views, day.apply_clicks) == (1, 1)

    @pytest.mark.parametrize(
        "agent",
        [
            "",
            "curl/8.5.0",
            "python-requests/2.32",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            f"{CHROME} Safari/537.36 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0 Safari/537.36",
        ],
    )
    def test_programs_are_not(self, client: Client, agent: str) -> None:
        client.get(make_listing().get_absolute_url(), headers={"User-Agent": agent})
        assert views() == 0

    @pytest.mark.parametrize(
        ("name", "value"),
        [("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch"), ("X-Moz", "prefetch")],
    )
    def test_what_a_browser_fetches_ahead_is_not(
        self, client: Client, name: str, value: str
    ) -> None:
        client.get(make_listing().get_absolute_url(), headers=BROWSER | {name: value})
        assert views() == 0

    def test_asking_for_the_head_is_not(self, client: Client) -> None:
        client.head(make_listing().get_absolute_url(), headers=BROWSER)
        assert views() == 0

    def test_neither_its_employer_nor_the_staff_is(self, client: Client) -> None:
        company = make_company("Umbra")
        listing = make_listing(company=company)
        staff = User.objects.create_user("desk@example.com", is_staff=True)
        for person in (make_employer("ada@umbra.example", company), staff):
            client.force_login(person)
            client.get(listing.get_absolute_url(), headers=BROWSER)
        assert views() == 0
        client.force_login(make_employer("someone@else.example"))
        client.get(listing.get_absolute_url(), headers=BROWSER)
        assert views() == 1

    def test_what_is_not_live_has_no_readers(self, client: Client) -> None:
        over = make_listing(expires_at=timezone.now() - timedelta(days=1))
        frozen = make_listing()
        rows.freeze(frozen, by="editor", reason="scam")
        for listing in (over, frozen):
            client.get(listing.get_absolute_url(), headers=BROWSER)
        client.get(f"/jobs/{make_listing().pk}-wrong/", headers=BROWSER)
        assert views() == 0


@pytest.mark.django_db
class TestWhatItCosts:
    def test_one_statement_in_a_transaction_of_its_own_and_no_cookie(self, client: Client) -> None:
        listing = make_listing()
        client.get(listing.get_absolute_url())  # learns who the board is
        with CaptureQueriesContext(connection) as plain:
            client.get(listing.get_absolute_url())
        with CaptureQueriesContext(connection) as counted:
            response = client.get(listing.get_absolute_url(), headers=BROWSER)
        assert len(counted) == len(plain) + 3
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")

    def test_a_hostile_name_of_a_browser_costs_no_more_than_its_beginning(
        self, client: Client
    ) -> None:
        agent = f"{CHROME} {'x' * 3_000}"
        assert len(agent) > LONGEST_AGENT
        client.get(make_listing().get_absolute_url(), headers={"User-Agent": agent})
        assert views() == 1


@pytest.fixture
def lock() -> Iterator[Callable[[], None]]:
    """Somebody else holds the day's row of every posting until they are released."""
    ready, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            ListingDay.objects.update(views=1)
            ready.set()
            done.wait(10)
        connections.close_all()

    thread = threading.Thread(target=hold)

    thread.start()
    assert ready.wait(10)

    def release() -> None:
        done.set()
        thread.join()

    yield release
    release()


@pytest.fixture
def read_once() -> Listing:
    listing = make_listing()
    ListingDay.objects.add({(listing.pk, dates.today(), "views"): 1})
    return listing


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_page_does_not_wait_for_a_counter_that_is_locked(
    client: Client, settings: Any, read_once: Listing, request: pytest.FixtureRequest
) -> None:
    settings.KEPT_PAGES = replace(settings.KEPT_PAGES, count_seconds=600)
    release = request.getfixturevalue("lock")
    client.get(read_once.get_absolute_url(), headers=BROWSER)
    visits.stop()
    assert views() == 1
    release()
    visits.stop()
    assert views() == 2


@pytest.mark.django_db(transaction=True)
def test_visits_are_written_together(settings: Any, read_once: Listing) -> None:
    settings.KEPT_PAGES = replace(settings.KEPT_PAGES, count_seconds=600)
    visits.add(read_once.pk, "views")
    visits.add(read_once.pk, "apply_clicks")
    visits.add(999_999, "views")  # gone meanwhile
    assert views() == 1
    visits.stop()
    assert (views(), ListingDay.objects.get().apply_clicks) == (2, 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_readers_at_the_same_moment_are_all_counted(client: Client) -> None:
    listing = make_listing()

    def read() -> None:
        for _ in range(5):
            assert Client().get(listing.get_absolute_url(), headers=BROWSER).status_code == 200
        connections.close_all()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert views() == 20
