"""The pages that mails lead to: GET shows buttons, POST presses one, nobody signs in."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.signing import TimestampSigner
from django.test import Client
from django.utils import timezone

from listings.employers.mails import ANSWER, FILLED
from listings.models import EventKind, HiringAnswer, Listing, PostingOutcome, Status
from listings.transitions import rows
from tests.listings.employers.managing.postings import live
from tests.listings.factories import make_listing, make_source

pytestmark = pytest.mark.django_db


def answer_url(listing: Listing) -> str:
    return f"/employers/answer/{ANSWER.token(listing)}/"


def filled_url(listing: Listing) -> str:
    return f"/employers/filled/{FILLED.token(listing)}/"


def post(client: Client, url: str, **data: str) -> Any:
    return client.post(url, data, follow=True)


class TestHowItStands:
    def test_opening_the_link_changes_nothing(self, client: Client) -> None:
        listing = live(ends_in=5)
        before = Listing.objects.values().get()
        page = client.get(answer_url(listing)).content.decode()
        for button in ("Still open", "Filled", "Withdrawn"):
            assert f">{button}</button>" in page
        client.head(answer_url(listing))
        assert Listing.objects.values().get() == before

    def test_still_open(self, client: Client) -> None:
        listing = live(ends_in=5)
        page = post(client, answer_url(listing), answer="open").content.decode()
        assert "It is still open" in page
        assert listing.events.filter(kind=EventKind.VERIFIED).count() == 1
        listing.refresh_from_db()
        assert listing.expires_at is not None
        assert listing.expires_at < timezone.now() + timedelta(days=6)

    @pytest.mark.parametrize("reason", ["filled", "withdrawn"])
    def test_closed(self, client: Client, reason: str) -> None:
        listing = live(ends_in=5)
        page = post(client, answer_url(listing), answer=reason).content.decode()
        assert "It is closed" in page
        listing.refresh_from_db()
        assert (listing.status, listing.closed_reason) == (Status.CLOSED, reason)

    def test_a_second_click_finds_it_closed(self, client: Client) -> None:
        listing = live(ends_in=5)
        post(client, answer_url(listing), answer="filled")
        page = post(client, answer_url(listing), answer="withdrawn").content.decode()
        assert "Closed: filled" in page
        assert listing.events.filter(kind=EventKind.CLOSED).count() == 1

    def test_another_answer_is_none(self, client: Client) -> None:
        listing = live(ends_in=5)
        page = post(client, answer_url(listing), answer="expired").content.decode()
        assert "Choose one of the three" in page
        listing.refresh_from_db()
        assert listing.status == Status.PUBLISHED

    def test_a_forged_an_old_and_another_mails_link_lead_nowhere(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        listing = live(ends_in=5)
        other = make_listing()
        signed = ANSWER.token(listing)
        forged = f"{other.pk}.{signed.partition('.')[2]}"
        crossed = FILLED.token(listing)
        for token in (forged, crossed):
            assert client.get(f"/employers/answer/{token}/").status_code == 410
            assert client.post(f"/employers/answer/{token}/").status_code == 410
        later = timezone.now().timestamp() + ANSWER.lives.total_seconds() + 60
        monkeypatch.setattr("django.core.signing.time.time", lambda: later)
        assert client.post(answer_url_of(signed), {"answer": "filled"}).status_code == 410
        assert client.get("/employers/answer/17.x.y/").status_code == 404

    def test_synced_postings_have_no_such_link(self, client: Client) -> None:
        listing = make_listing(source=make_source())
        assert client.get(answer_url(listing)).status_code == 410

    def test_a_forged_request_from_elsewhere_is_refused(self) -> None:
        listing = live(ends_in=5)
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(answer_url(listing), {"answer": "filled"}).status_code == 403
        listing.refresh_from_db()
        assert listing.status == Status.PUBLISHED


class TestWhoseLinkItIs:
    """It speaks for whoever mail about the posting goes to, and for nobody who once got it."""

    @pytest.mark.parametrize("address", ["jobs@umbra.example", ""], ids=["another", "none"])
    def test_the_links_of_an_address_end_with_it(self, client: Client, address: str) -> None:
        listing = live(ends_in=5)
        urls = {answer_url(listing): "withdrawn", filled_url(listing): "elsewhere"}
        PostingOutcome.objects.create(listing=listing, asked_at=timezone.now())
        Listing.objects.filter(pk=listing.pk).update(contact_email=address)
        for url, answer in urls.items():
            assert client.get(url).status_code == 410
            assert client.post(url, {"answer": answer}).status_code == 410
        listing.refresh_from_db()
        assert listing.status == Status.PUBLISHED
        assert PostingOutcome.objects.get().answer == ""

    def test_the_new_address_gets_links_of_its_own(self, client: Client) -> None:
        listing = live(ends_in=5)
        listing.contact_email = "jobs@umbra.example"
        listing.save()
        post(client, answer_url(listing), answer="withdrawn")
        listing.refresh_from_db()
        assert listing.status == Status.CLOSED

    def test_a_mail_of_before_the_address_was_signed_still_leads_somewhere(
        self, client: Client
    ) -> None:
        listing = live(ends_in=5)
        token = TimestampSigner(sep=".", salt="posting answer").sign(str(listing.pk))
        assert client.get(answer_url_of(token)).status_code == 200


def answer_url_of(token: str) -> str:
    return f"/employers/answer/{token}/"


class TestWasItFilled:
    def asked(self, reason: str = "expired") -> Listing:
        listing = live()
        rows.close(listing, reason)
        PostingOutcome.objects.create(listing=listing, asked_at=timezone.now())
        return listing

    def test_opening_the_link_answers_nothing(self, client: Client) -> None:
        listing = self.asked()
        page = client.get(filled_url(listing)).content.decode()
        assert "Was it filled?" in page
        assert "Not filled" in page
        assert PostingOutcome.objects.get().answer == ""

    @pytest.mark.parametrize("said", HiringAnswer.values)
    def test_one_click_answers(self, client: Client, said: str) -> None:
        page = post(client, filled_url(self.asked()), answer=said).content.decode()
        assert "You answered" in page
        kept = PostingOutcome.objects.get()
        assert kept.answer == said
        assert kept.answered_at is not None

    def test_who_has_closed_it_as_filled_is_not_asked_that_again(self, client: Client) -> None:
        listing = self.asked("filled")
        assert "Not filled" not in client.get(filled_url(listing)).content.decode()
        post(client, filled_url(listing), answer="not_filled")
        assert PostingOutcome.objects.get().answer == ""

    def test_the_last_answer_counts(self, client: Client) -> None:
        listing = self.asked()
        post(client, filled_url(listing), answer="here")
        post(client, filled_url(listing), answer="elsewhere")
        assert PostingOutcome.objects.get().answer == "elsewhere"

    def test_nonsense_is_named(self, client: Client) -> None:
        page = post(client, filled_url(self.asked()), answer="\x00").content.decode()
        assert "Choose one of the answers" in page

    def test_a_posting_that_nobody_asked_about_has_no_question(self, client: Client) -> None:
        assert client.get(filled_url(live())).status_code == 410


class TestTheFigure:
    def outcomes(self, **numbers: int) -> None:
        now = timezone.now()
        for answer, number in numbers.items():
            for _ in range(number):
                PostingOutcome.objects.create(
                    listing=make_listing(),
                    asked_at=now,
                    answer=answer,
                    answered_at=now if answer else None,
                )

    def test_it_is_shown_once_enough_have_answered(self, client: Client) -> None:
        self.outcomes(here=9, elsewhere=5, not_filled=6)
        PostingOutcome.objects.create(listing=make_listing(), asked_at=timezone.now())
        page = client.get("/employers/").content.decode()
        assert "14 of 20" in page
        assert "9 of them by somebody who found it here" in page
        assert "asked about 21 postings" in page

    def test_too_few_show_nothing(self, client: Client) -> None:
        self.outcomes(here=19)
        assert "found it here" not in client.get("/employers/").content.decode()

    def test_the_year_before_does_not_count(self, client: Client) -> None:
        self.outcomes(here=20)
        PostingOutcome.objects.update(asked_at=timezone.now() - timedelta(days=366))
        assert "found it here" not in client.get("/employers/").content.decode()
