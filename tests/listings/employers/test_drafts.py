"""Whose draft it is: its owner's, or the browser's that began it."""

from typing import Any

import pytest
from django.test import Client

from jobboard.models import User
from listings.employers import submission_limits
from listings.models import Listing, PostingDraft, PostingRevision, Purpose
from tests.listings.employers.managing.postings import employer, live
from tests.listings.employers.typed import code_of, link_of, mails, send
from tests.listings.factories import make_draft, make_employer

pytestmark = pytest.mark.django_db


def newest() -> Any:
    return list(mails())[-1]


def signed_in(client: Client) -> str:
    """The address of who is signed in in a browser; empty for nobody."""
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk).email if pk else ""


class TestAFirstPosting:
    @pytest.mark.slow
    def test_opens_in_the_browser_that_wrote_it_and_in_no_other(self, client: Client) -> None:
        page = send(client)["Location"]
        for address in (page, PostingDraft.objects.get().get_absolute_url()):
            assert client.get(address).status_code == 200
            assert Client().get(address).status_code == 404

    def test_of_two_quick_clicks_the_second_comes_without_a_cookie(self) -> None:
        mark = submission_limits.fresh()
        pages = {send(Client(), form_token=mark)["Location"] for _ in range(2)}
        assert len(pages) == PostingDraft.objects.count() == 1

    def test_a_page_that_is_sent_again_after_signing_out_begins_another_draft(self) -> None:
        mark, client = submission_limits.fresh(), Client()
        client.force_login(make_employer("eve@else.example"))
        send(client, form_token=mark)
        client.logout()
        assert send(client, form_token=mark)["Location"].endswith("/confirm/")
        assert PostingDraft.objects.count() == 2


class TestConfirming:
    def test_by_code_signs_in_here(self, client: Client) -> None:
        page = send(client)["Location"]
        before = client.session.session_key
        sent = client.post(page, {"code": code_of(newest())})["Location"]
        assert signed_in(client) == "ada@umbra.example"
        assert client.session.session_key != before
        assert client.get(sent).status_code == 200
        assert Client().get(sent).status_code == 404

    @pytest.mark.slow
    def test_by_link_signs_in_on_that_device_and_leads_the_first_one_to_the_door(
        self, client: Client
    ) -> None:
        page = send(client)["Location"]
        phone = Client()
        assert phone.get(phone.post(link_of(newest()))["Location"]).status_code == 200
        assert signed_in(phone) == "ada@umbra.example"
        listing = Listing.objects.get()
        assert client.get(page)["Location"] == f"/employers/postings/{listing.pk}/"
        assert "/accounts/sign-in/" in client.get(page, follow=True).redirect_chain[-1][0]
        assert signed_in(client) == ""

    @pytest.mark.slow
    def test_once_used_a_link_signs_nobody_in(self, client: Client) -> None:
        send(client)
        Client().post(link_of(newest()))
        other = Client()
        for ask in (other.get, other.post):
            assert "/employers/postings/" in ask(link_of(newest()))["Location"]
        assert signed_in(other) == ""

    def test_a_session_that_somebody_else_knows_is_not_the_one_that_gets_in(self) -> None:
        client, thief = Client(), Client()
        page = send(client)["Location"]
        thief.cookies = client.cookies.copy()  # type: ignore[assignment]
        client.post(page, {"code": code_of(newest())})
        assert signed_in(client)
        assert thief.get("/employers/postings/").status_code == 302

    def test_staff_go_through_their_own_door(self, client: Client) -> None:
        User.objects.create_user("ada@umbra.example", is_staff=True)
        client.post(send(client)["Location"], {"code": code_of(newest())})
        assert signed_in(client) == ""

    def test_whoever_is_closed_does_not_get_in(self, client: Client) -> None:
        User.objects.create_user("ada@umbra.example", is_active=False)
        client.post(send(client)["Location"], {"code": code_of(newest())})
        assert signed_in(client) == ""

    def test_for_another_address_they_stay_who_they_are(self, client: Client) -> None:
        client.force_login(make_employer("eve@else.example"))
        page = send(client)["Location"]
        response = client.post(page, {"code": code_of(newest())}, follow=True)
        assert response.status_code == 200
        assert signed_in(client) == "eve@else.example"
        assert Listing.objects.get().contact_email == "ada@umbra.example"

    def test_a_link_that_has_run_out_sends_a_new_one_from_any_browser(self, client: Client) -> None:
        send(client)
        old = link_of(newest())
        draft = PostingDraft.objects.get()
        draft.confirmations.update(expires_at=draft.created_at, sent_at=draft.created_at)
        draft.confirmations.update(sent_at=None)
        assert "A new mail is on its way" in Client().post(old).content.decode()
        assert "This link no longer works" in Client().get(old).content.decode()
        assert Client().get(link_of(newest())).status_code == 200


def test_an_edit_that_is_sent_twice_at_once_counts_once() -> None:
    listing = live()
    client = Client()
    client.force_login(employer())
    draft = make_draft(data={}, purpose=Purpose.EDIT, listing=listing, owner=employer())
    for title in ("Head lamp keeper", "Third lamp keeper"):
        send(client, draft.get_absolute_url(), version="1", title=title)
    assert [one.data["title"] for one in PostingRevision.objects.all()] == ["Head lamp keeper"]
