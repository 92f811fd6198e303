"""The way of a new posting: sent, confirmed by its employer, waiting for an editor."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from jobboard.models import User
from listings.employers.places import AS_TYPED
from listings.models import (
    Company,
    Confirmation,
    EventKind,
    Listing,
    ModerationNote,
    PostingDraft,
    Status,
)
from listings.transitions import rows
from tests.listings.employers.typed import code_of, link_of, mails, send
from tests.listings.factories import make_company, make_employer

pytestmark = pytest.mark.django_db


def sent(client: Client, **changes: Any) -> str:
    """Send a form; returns the address that waits for the code."""
    location: str = send(client, **changes)["Location"]
    return location


def newest() -> Any:
    return list(mails())[-1]


class TestByCode:
    def test_the_posting_waits_for_an_editor(self, client: Client) -> None:
        meant = [f"place Lindau, Germany = {AS_TYPED}"]
        page = sent(client, places=["Lindau, Germany"], answers=meant)
        response = client.post(page, {"code": f" {code_of(newest()).lower()} "}, follow=True)
        assert "An editor reads it next" in response.content.decode()
        listing = Listing.objects.get()
        assert (listing.status, listing.title) == (Status.PENDING, "Lamp keeper")
        assert listing.pay_display == "EUR 40K – 50K / year"
        assert [place.slug for place in listing.places.all()] == ["lindau-de"]
        assert [event.kind for event in listing.events.all()] == [EventKind.RECEIVED]
        assert listing.contact_email == "ada@umbra.example"

    def test_nothing_of_it_is_public(self, client: Client) -> None:
        client.post(sent(client), {"code": code_of(newest())})
        listing = Listing.objects.get()
        assert client.get(listing.get_absolute_url()).status_code == 404
        assert client.get(listing.company.get_absolute_url()).status_code == 404
        assert "Lamp keeper" not in client.get("/jobs/?q=lamp").content.decode()

    def test_an_editor_publishes_it_with_its_company(self, client: Client) -> None:
        client.post(sent(client), {"code": code_of(newest())})
        rows.approve(Listing.objects.get())
        page = client.get(Listing.objects.live().get().get_absolute_url()).content.decode()
        assert "We keep the lamps of eleven lighthouses" in page
        assert '"@type": "JobPosting"' in page.replace('"@type":"', '"@type": "')

    def test_a_wrong_one_says_so(self, client: Client) -> None:
        response = client.post(sent(client), {"code": "AAAA-AAAA"})
        assert "not the code of our newest mail" in response.content.decode()
        assert not Listing.objects.exists()

    def test_none_is_missing(self, client: Client) -> None:
        assert "Type or paste the code" in client.post(sent(client), {"code": ""}).content.decode()

    def test_after_many_wrong_ones_it_is_dead(self, client: Client) -> None:
        page = sent(client)
        for _ in range(settings.LIMITS.code_tries):
            client.post(page, {"code": "AAAA-AAAA"})
        response = client.post(page, {"code": code_of(newest())})
        assert "Too many wrong codes" in response.content.decode()

    def test_after_two_days_it_has_run_out(self, client: Client) -> None:
        page = sent(client)
        Confirmation.objects.update(expires_at=timezone.now())
        response = client.post(page, {"code": code_of(newest())})
        assert "older than 48 hours" in response.content.decode()

    def test_another_one_is_sent_after_a_minute(self, client: Client) -> None:
        page = sent(client)
        first = code_of(newest())
        assert (
            "asked for a moment ago" in client.post(f"{page}again/", follow=True).content.decode()
        )
        Confirmation.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
        assert "A new code was made" in (client.post(f"{page}again/", follow=True).content.decode())
        assert client.post(page, {"code": first}).status_code == 200
        assert client.post(page, {"code": code_of(newest())}).status_code == 302

    def test_a_second_one_waits_for_the_answer_to_the_first_and_the_page_says_so(
        self, client: Client
    ) -> None:
        sent(client)
        newest().attempt(timezone.now())
        page = client.get(sent(client, title="Head lamp keeper")).content.decode()
        assert "has not gone to <b>ada@umbra.example</b> yet" in page
        assert "as soon as you have confirmed the one you have" in page
        assert "We sent a code" not in page

    def test_confirming_twice_makes_one_posting(self, client: Client) -> None:
        page = sent(client)
        for _ in range(2):
            client.post(page, {"code": code_of(newest())})
        assert Listing.objects.count() == 1
        assert "/sent/" in client.get(page)["Location"]

    def test_a_changed_address_needs_its_own_code(self, client: Client) -> None:
        page = sent(client)
        draft = PostingDraft.objects.get()
        old = code_of(newest())
        send(client, draft.get_absolute_url(), version="1", email="bo@umbra.example")
        assert client.post(page, {"code": old}).status_code == 200
        client.post(page, {"code": code_of(newest())})
        assert Listing.objects.get().contact_email == "bo@umbra.example"

    def test_what_became_wrong_meanwhile_is_mended_first(self, client: Client) -> None:
        page = sent(client, apply_by_on=str(timezone.localdate()))
        draft = PostingDraft.objects.get()
        draft.data["apply_by_on"] = str(timezone.localdate() - timedelta(days=1))
        draft.save()
        response = client.post(page, {"code": code_of(newest())}, follow=True)
        assert "This day is over." in response.content.decode()
        assert not Listing.objects.exists()

    def test_what_spoke_for_spam_stands_where_editors_read(self, client: Client) -> None:
        client.post(sent(client), {"code": code_of(newest())})
        assert "within 0 seconds" in ModerationNote.objects.get().text


class TestByLink:
    def test_looking_at_it_changes_nothing(self, client: Client) -> None:
        sent(client)
        page = client.get(link_of(newest())).content.decode()
        assert "Yes, confirm" in page
        assert not Listing.objects.exists()

    def test_its_button_confirms(self, client: Client) -> None:
        sent(client)
        response = client.post(link_of(newest()), follow=True)
        assert "An editor reads it next" in response.content.decode()
        listing = Listing.objects.get()
        assert listing.status == Status.PENDING
        assert client.get(link_of(newest()))["Location"] == f"/employers/postings/{listing.pk}/"

    def test_one_that_has_run_out_offers_another(self, client: Client) -> None:
        sent(client)
        Confirmation.objects.update(expires_at=timezone.now())
        for response in (client.get(link_of(newest())), client.post(link_of(newest()))):
            assert response.status_code == 410
            assert "Send a new mail" in response.content.decode()
        assert not Listing.objects.exists()

    @pytest.mark.parametrize("token", ["x", "a" * 200])
    def test_one_that_we_did_not_make_is_over(self, client: Client, token: str) -> None:
        assert client.get(f"/employers/confirm/{token}/").status_code == 410


class TestThePerson:
    def test_is_made_without_a_password(self, client: Client) -> None:
        client.post(sent(client), {"code": code_of(newest())})
        user = User.objects.get()
        assert (user.email, user.has_usable_password()) == ("ada@umbra.example", False)
        assert Listing.objects.of_employer(user).count() == 1

    def test_is_found_again_in_any_case(self, client: Client) -> None:
        make_employer("Ada@Umbra.example")
        page = sent(client)
        assert re.sub(r"\S+post/\S+", "", client.get(page).content.decode())
        client.post(page, {"code": code_of(newest())})
        assert User.objects.count() == 1

    def test_is_nobody_whose_address_is_another_one_in_small_letters(self, client: Client) -> None:
        """Capitals make one of "ı" and "i": domains that two people can have."""
        theirs = make_employer("jobs@fine-lamps.example")
        client.post(sent(client, email="jobs@fıne-lamps.example"), {"code": code_of(newest())})
        sender = Listing.objects.get().submitted_by
        assert sender is not None
        assert (sender.email, sender.pk != theirs.pk) == ("jobs@fıne-lamps.example", True)
        assert client.session["_auth_user_id"] == str(sender.pk)

    def test_who_is_signed_in_with_that_address_needs_no_code(self, client: Client) -> None:
        client.force_login(make_employer("ada@umbra.example"))
        assert sent(client).endswith("/sent/")
        assert Listing.objects.get().status == Status.PENDING
        assert not list(mails())

    def test_who_is_signed_in_with_another_one_does(self, client: Client) -> None:
        client.force_login(make_employer("eve@else.example"))
        assert sent(client).endswith("/confirm/")


class TestTheCompany:
    def confirm(self, client: Client, **changes: Any) -> Company:
        client.post(sent(client, **changes), {"code": code_of(newest())})
        return Listing.objects.latest("pk").company

    def test_a_new_one_is_unseen_until_an_editor_approves_a_posting(self, client: Client) -> None:
        company = self.confirm(client, company_website="umbra.example", company_size="11–50")
        assert (company.is_approved, company.website) == (False, "https://umbra.example")

    def test_the_domain_of_the_address_speaks_for_its_website(self, client: Client) -> None:
        company = self.confirm(client, company_website="https://www.umbra.example/jobs")
        member = company.members.get()
        assert member.verified_by_domain == "umbra.example"

    @pytest.mark.first(3)
    @pytest.mark.parametrize(
        ("email", "website"),
        [
            ("ada@gmail.com", "https://gmail.com"),
            ("ada@umbra.example", "https://other.example"),
            ("ada@umbra.co.uk", "https://co.uk"),
            ("ada@umbra.example", ""),
            ("ada@sub.github.io", "https://github.io"),
            ("ada@a1.net", "https://a1.net"),
            ("ada@alumni.lamps.example", "https://lamps.example"),
            ("ada@students.lamps.example", "https://lamps.example"),
        ],
    )
    def test_domains_of_customers_and_pupils_and_other_ones_speak_for_nobody(
        self, client: Client, email: str, website: str
    ) -> None:
        company = self.confirm(client, email=email, company_website=website or None)
        assert company.members.get().verified_at is None

    def test_a_name_alone_hands_over_nothing(self, client: Client) -> None:
        known = make_company("Umbra", website="https://umbra.example")
        company = self.confirm(client, email="eve@else.example")
        assert company != known
        assert not company.is_approved
        assert not known.members.exists()

    def test_nor_does_a_name_with_a_website_of_ones_own(self, client: Client) -> None:
        known = make_company("Umbra")
        company = self.confirm(
            client, email="eve@else.example", company_website="https://else.example"
        )
        assert company != known

    def test_the_domain_of_a_known_company_leads_to_it(self, client: Client) -> None:
        known = make_company("Umbra GmbH", website="https://www.umbra.example")
        company = self.confirm(client, company_website="https://evil.example")
        assert company == known
        assert known.members.get().verified_at
        known.refresh_from_db()
        assert known.website == "https://www.umbra.example"

    def test_another_name_under_that_domain_is_another_company(self, client: Client) -> None:
        known = make_company("Umbra", website="https://umbra.example")
        assert self.confirm(client, company_name="Penumbra") != known

    def test_one_that_nobody_has_approved_attracts_no_others(self, client: Client) -> None:
        trap = make_company("Umbra", website="https://umbra.example", is_approved=False)
        assert self.confirm(client) != trap

    def test_a_blocked_one_stays_blocked_for_those_who_come_back(self, client: Client) -> None:
        at = timezone.now()
        known = make_company("Umbra", website="https://umbra.example", blocked_at=at)
        assert self.confirm(client) == known

    def test_a_second_posting_goes_to_the_company_of_the_first(self, client: Client) -> None:
        first = self.confirm(client, email="ada@gmail.com")
        assert self.confirm(client, email="ada@gmail.com", title="Boatman") == first
