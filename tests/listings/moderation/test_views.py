"""A reader reports a posting without an account; an editor decides in the admin."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobboard.models import User
from listings.models import Listing, Report, Status
from listings.transitions import rows
from tests.listings.factories import make_company, make_listing, make_source, yearly

pytestmark = pytest.mark.django_db


def address(listing: Listing) -> str:
    return f"{listing.get_absolute_url()}report/"


def send(client: Client, listing: Listing, **fields: str) -> Any:
    return client.post(address(listing), {"reason": "dead", **fields})


class TestTheForm:
    def test_it_is_reached_from_the_posting(self, client: Client) -> None:
        listing = make_listing()
        assert (
            f'href="{address(listing)}" rel="nofollow"'
            in client.get(listing.get_absolute_url()).text
        )
        response = client.get(address(listing))
        assert response.status_code == 200
        assert "noindex" in response.text
        assert "no-store" in response["Cache-Control"]
        assert "Disallow: /jobs/*/report/" in client.get("/robots.txt").text

    def test_a_report_is_kept_and_thanked_for(self, client: Client) -> None:
        listing = make_listing()
        response = send(client, listing, text="The page says 404.\r\nSince May.")
        assert response["Location"] == f"{address(listing)}?sent"
        assert "Thank you" in client.get(response["Location"]).text
        kept = listing.reports.get()
        assert (kept.reason, kept.text) == ("dead", "The page says 404.\nSince May.")
        assert "127.0.0" not in kept.network

    def test_sent_twice_it_is_one(self, client: Client) -> None:
        listing = make_listing()
        send(client, listing)
        assert send(client, listing).status_code == 302
        assert listing.reports.count() == 1

    def test_it_offers_what_can_be_wrong(self, client: Client) -> None:
        plain = client.get(address(make_listing())).text
        assert "not remote" not in plain
        assert "pay is wrong" not in plain
        full = make_listing(
            pay=yearly(60_000, 80_000), workplaces=["remote"], remote_scope="anywhere"
        )
        text = client.get(address(full)).text
        assert "not remote" in text
        assert "pay is wrong" in text

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"reason": ""}, "Choose what is wrong."),
            ({"reason": "boring"}, "Choose one of these."),
            ({"reason": "not-remote"}, "Choose one of these."),
            ({"text": "x" * 1_001}, "1001 characters; 1000 is the most"),
            ({"text": "\x00"}, "Null characters"),
            ({"website": "https://spam.example"}, "Leave this field empty"),
        ],
    )
    def test_bad_input_is_named_and_nothing_typed_is_lost(
        self, client: Client, fields: dict[str, str], message: str
    ) -> None:
        listing = make_listing()
        response = send(client, listing, **{"text": "a < b", **fields})
        assert response.status_code == 200
        assert message in response.text
        assert "<title>Error: Report" in response.text
        assert response.text.count(" autofocus") == 1
        if "text" not in fields:
            assert "a &lt; b" in response.text
        assert not Report.objects.exists()

    def test_a_thousand_characters_with_line_ends_fit(self, client: Client) -> None:
        listing = make_listing()
        send(client, listing, text="x" * 500 + "\r\n" + "y" * 499)
        assert len(listing.reports.get().text) == 1_000

    @pytest.mark.slow
    def test_a_network_sends_ten_a_day(self, client: Client) -> None:
        answers = [send(client, make_listing()).status_code for _ in range(11)]
        assert answers == [302] * 10 + [429]
        elsewhere = Client(REMOTE_ADDR="198.51.100.1")
        assert send(elsewhere, make_listing()).status_code == 302

    def test_an_editor_who_reports_takes_it_off_the_lists(self, client: Client) -> None:
        user = User.objects.create_user("moderator@desk.example", is_staff=True)
        user.groups.add(Group.objects.get(name="moderator"))
        client.force_login(user)
        listing = make_listing()
        send(client, listing)
        assert not Listing.objects.live().exists()

    def test_it_costs_few_queries(self, client: Client, django_assert_max_num_queries: Any) -> None:
        listing = make_listing()
        client.get(address(listing))
        with django_assert_max_num_queries(1):
            client.get(address(listing))
        with django_assert_max_num_queries(14):
            send(client, listing)


class TestWhichPostings:
    def test_others_are_a_404(self, client: Client) -> None:
        hidden = [
            make_listing(status=Status.PENDING),
            make_listing(posted_at=timezone.now() + timedelta(days=1)),
            make_listing(company=make_company(blocked_at=timezone.now())),
        ]
        for listing in hidden:
            assert client.get(address(listing)).status_code == 404
            assert send(client, listing).status_code == 404
        assert client.get("/jobs/999999-nothing/report/").status_code == 404

    def test_closed_and_frozen_ones_lead_to_their_page(self, client: Client) -> None:
        closed, frozen = make_listing(), make_listing()
        rows.close(closed, "filled")
        rows.freeze(frozen, by="editor", reason="x")
        for listing in (closed, frozen):
            assert send(client, listing)["Location"] == listing.get_absolute_url()
            assert "Report this" not in client.get(listing.get_absolute_url()).text
        assert not Report.objects.exists()

    def test_one_whose_source_is_silent_may_be_reported(self, client: Client) -> None:
        long_ago = timezone.now() - timedelta(days=9)
        listing = make_listing(source=make_source(last_good_at=long_ago))
        assert "Report this posting" in client.get(listing.get_absolute_url()).text
        assert send(client, listing).status_code == 302

    def test_a_wrong_slug_leads_to_the_right_one(self, client: Client) -> None:
        listing = make_listing()
        response = client.get(f"/jobs/{listing.pk}-wrong/report/")
        assert (response.status_code, response["Location"]) == (301, address(listing))

    def test_other_methods_are_refused(self, client: Client) -> None:
        assert client.put(address(make_listing())).status_code == 405


class TestTheDesk:
    LIST = "admin:listings_reportedposting_changelist"

    @pytest.fixture
    def moderator(self, client: Client) -> Client:
        user = User.objects.create_user("moderator@desk.example", is_staff=True)
        user.groups.add(Group.objects.get(name="moderator"))
        client.force_login(user)
        return client

    @pytest.fixture
    def listing(self) -> Listing:
        listing = make_listing(source=make_source())
        for number in range(3):
            send(Client(REMOTE_ADDR=f"198.51.{number}.1"), listing, text="<b>gone</b>")
        return listing

    def test_the_start_page_says_what_waits(self, moderator: Client, listing: Listing) -> None:
        assert "<b>1</b> Postings that readers report" in moderator.get("/admin/").text

    def test_the_queue_shows_reasons_and_state(self, moderator: Client, listing: Listing) -> None:
        text = moderator.get(reverse(self.LIST)).text
        assert "3 × it is filled or gone" in text
        assert "flagged" in text

    def test_the_page_shows_what_readers_wrote(self, moderator: Client, listing: Listing) -> None:
        url = reverse("admin:listings_reportedposting_change", args=[listing.pk])
        text = moderator.get(url).text
        assert "&lt;b&gt;gone&lt;/b&gt;" in text
        assert "<b>gone" not in text
        assert 'name="_save"' not in text

    @pytest.mark.parametrize(
        ("action", "live", "status", "left"),
        [
            ("clear", True, Status.PUBLISHED, 0),
            ("keep_frozen", False, Status.PUBLISHED, 3),
            ("close_as_gone", False, Status.CLOSED, 0),
            ("remove", False, Status.CLOSED, 0),
        ],
    )
    def test_an_editor_decides(
        self,
        moderator: Client,
        listing: Listing,
        action: str,
        live: bool,
        status: str,
        left: int,
    ) -> None:
        values = {"action": action, "_selected_action": [listing.pk]}
        response = moderator.post(reverse(self.LIST), values, follow=True)
        assert "1 posting " in response.text
        listing.refresh_from_db()
        assert listing.status == status
        assert Listing.objects.live().exists() == live
        assert listing.reports.filter(settled_at=None).count() == left
        assert ("status" in listing.edited_fields) == (status == Status.CLOSED)

    def test_unfreezing_in_the_list_of_postings_decides_too(
        self, moderator: Client, listing: Listing
    ) -> None:
        rows.freeze(listing, by="readers", reason="x")
        values = {"action": "unfreeze", "_selected_action": [listing.pk]}
        moderator.post(reverse("admin:listings_listing_changelist"), values)
        listing.refresh_from_db()
        assert listing.cleared_at
        assert not listing.reports.filter(settled_at=None).exists()

    def test_the_decision_is_made_on_the_page_of_one_posting_too(
        self, moderator: Client, listing: Listing
    ) -> None:
        url = reverse("admin:listings_reportedposting_change", args=[listing.pk])
        values = {
            "CHANGE_FORM-action": "clear",
            "action": "clear",
            "_selected_action": str(listing.pk),
        }
        response = moderator.post(url, values, follow=True)
        assert response.status_code == 200
        listing.refresh_from_db()
        assert listing.cleared_at

    def test_writers_do_not_see_it(self, client: Client, listing: Listing) -> None:
        user = User.objects.create_user("writer@desk.example", is_staff=True)
        user.groups.add(Group.objects.get(name="writer"))
        client.force_login(user)
        assert client.get(reverse(self.LIST)).status_code == 403

    def test_the_queue_runs_no_query_in_a_loop(
        self, moderator: Client, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(8):
            listing = make_listing()
            for network in range(3):
                send(Client(REMOTE_ADDR=f"198.{number}.{network}.1"), listing)
        assert Listing.objects.filter(frozen_by="readers").count() == 8
        with django_assert_max_num_queries(14):
            moderator.get(reverse(self.LIST))
