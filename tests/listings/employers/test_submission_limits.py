"""Many postings at once: no queue fills, strangers get no mail, and nobody's text is lost."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any, cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from jobboard.environment.limits import Limits
from jobboard.http import rate_limits
from jobboard.http.rate_limits import RateLimit
from jobboard.mail.sending import MailSender
from jobboard.models import Allowance, OutgoingMail
from listings.employers import submission_limits
from listings.models import Confirmation, PostingDraft
from tests.listings.employers.typed import TEXT, begun_in, mails, send, typed
from tests.listings.factories import make_company, make_draft, make_employer

pytestmark = pytest.mark.django_db


def from_network(number: int) -> Client:
    return Client(REMOTE_ADDR=f"10.0.{number}.1")


def page_of(response: Any) -> str:
    return unescape(response.content.decode())


def unhurried(client: Client, number: object, **changes: Any) -> Any:
    """Send a posting of one's own from a page that was open for ten minutes."""
    opened = (timezone.now() - timedelta(minutes=10)).timestamp()
    mark = submission_limits._signer.sign_object([f"page-{number}", opened])
    return send(client, form_token=mark, **({"email": f"a{number}@firm{number}.example"} | changes))


@pytest.fixture(autouse=True)
def most(settings: Any) -> Limits:
    """Small limits of which nobody grows old."""
    settings.LIMITS = replace(settings.LIMITS, codes_board=12, codes_domain=6, drafts_network=5)
    return cast("Limits", settings.LIMITS)


def newest() -> OutgoingMail:
    return list(mails())[-1]


def spend_of_board(most: Limits) -> bool:
    hour = submission_limits.HOUR
    return rate_limits.spend("codes", submission_limits.BOARD, limit=most.codes_board, window=hour)


def fill_the_board(most: Limits) -> None:
    while spend_of_board(most):
        pass


def spend_all(allowed: RateLimit) -> None:
    while allowed.take() is None:
        pass


class TestOneNetwork:
    @pytest.mark.slow
    def test_sends_so_many_a_day_and_others_go_on(self, most: Limits) -> None:
        client = from_network(1)
        for number in range(most.drafts_network):
            assert unhurried(client, number).status_code == 302
        late = unhurried(client, 99)
        assert (late.status_code, PostingDraft.objects.count()) == (429, most.drafts_network)
        assert "As many postings came from your network" in page_of(late)
        assert re.search(r"send it again (tomorrow at|in 24 hours)", page_of(late))
        assert unhurried(from_network(2), 100).status_code == 302

    @pytest.mark.slow
    def test_does_not_count_who_is_signed_in(self, most: Limits) -> None:
        for number in range(most.drafts_network + 1):
            unhurried(from_network(1), number)
        client = from_network(1)
        client.force_login(make_employer("ada@umbra.example"))
        for number in range(100, 100 + most.drafts_network + 1):
            assert unhurried(client, number, email="ada@umbra.example").status_code == 302

    @pytest.mark.slow
    def test_never_delays_what_another_asks_for(self, settings: Any) -> None:
        settings.LIMITS = replace(settings.LIMITS, codes_network_mailbox=2, codes_network_domain=3)
        for number in range(8):
            unhurried(from_network(1), number, email="ada@umbra.example")
        assert len(list(mails())) == 2
        page = unhurried(from_network(2), 50, email="ada@umbra.example")["Location"]
        assert page.endswith("/confirm/")
        assert newest().recipient == "ada@umbra.example"
        MailSender(timezone.now).send_due()
        assert [mail.sent_at is not None for mail in mails()] == [True, False, True]


@pytest.mark.slow
def test_a_person_has_a_limit_and_who_speaks_for_a_company_a_wide_one(settings: Any) -> None:
    settings.LIMITS = replace(settings.LIMITS, drafts_person=2, drafts_verified=4)
    for verified, most in ((False, 2), (True, 4)):
        email = f"{verified}@umbra.example".lower()
        client = from_network(1)
        company = make_company(f"Umbra {verified}")
        client.force_login(make_employer(email, company, is_verified=verified))
        answers = [unhurried(client, f"{email} {n}", email=email).status_code for n in range(5)]
        assert answers == [302] * most + [429] * (5 - most)


@pytest.mark.slow
def test_the_board_asks_for_no_more_confirmations_than_it_sends_in_an_hour(most: Limits) -> None:
    for number in range(most.codes_board + 5):
        unhurried(from_network(number), number)
    assert PostingDraft.objects.count() == len(list(mails())) == most.codes_board


@pytest.mark.slow
def test_what_one_network_is_refused_takes_nothing_from_the_board(most: Limits) -> None:
    for number in range(most.codes_board * 2):
        unhurried(from_network(1), number)
    assert unhurried(from_network(2), 500).status_code == 302


@pytest.mark.slow
def test_a_program_that_takes_no_time_leaves_two_thirds_of_the_room_to_people(
    most: Limits,
) -> None:
    for number in range(most.codes_board // 3 + 5):
        send(from_network(number), form_token="none", email=f"a{number}@firm{number}.example")
    assert PostingDraft.objects.count() == most.codes_board // 3
    assert unhurried(from_network(200), 200).status_code == 302


@pytest.mark.slow
def test_one_company_is_not_flooded_with_codes(most: Limits) -> None:
    for number in range(most.codes_domain):
        unhurried(from_network(number), number, email=f"a{number}@umbra.example")
    late = unhurried(from_network(50), 50, email="b@jobs.umbra.example")
    assert (late.status_code, len(list(mails()))) == (429, most.codes_domain)
    assert unhurried(from_network(51), 51, email="c@gmail.com").status_code == 302


@pytest.mark.slow
def test_one_mailbox_is_not_flooded_with_codes(settings: Any) -> None:
    settings.LIMITS = replace(settings.LIMITS, codes_mailbox=4)
    for number in range(8):
        unhurried(from_network(number), number, email=f"ada+{number}@gmail.com")
    assert len(list(mails())) == 4


class TestAFewNetworks:
    """Four or ten that take all they can leave room for the next one."""

    @pytest.fixture(autouse=True)
    def _as_delivered(self, settings: Any) -> None:
        settings.LIMITS = Limits(drafts_network=1_000)

    def ask(self, network: int, times: int, email: str) -> int:
        """How many codes it got until it was refused."""
        client = from_network(network)
        for time in range(times):
            answer = unhurried(client, f"{network} {time}", email=email.format(time))
            if answer.status_code != 302:
                return time
        return times

    @pytest.mark.slow
    def test_do_not_shut_a_mailbox(self) -> None:
        assert sum(self.ask(n, 12, "ada@umbra.example") for n in range(4)) < 20
        assert self.ask(99, 1, "ada@umbra.example") == 1

    @pytest.mark.slow
    def test_do_not_shut_a_domain(self) -> None:
        assert sum(self.ask(n, 21, "a{}@umbra.example") for n in range(10)) < 100
        assert self.ask(99, 1, "ada@umbra.example") == 1


class TestWhenTheBoardIsFull:
    @pytest.fixture(autouse=True)
    def _full(self, most: Limits) -> None:
        typed()
        fill_the_board(most)

    def test_it_says_when_to_send_again_and_holds_all_that_was_typed(self) -> None:
        answer = unhurried(from_network(1), 1, company_name="Umbra & <b>Sons</b>")
        page = page_of(answer)
        assert answer.status_code == 503
        assert 3500 < int(answer["Retry-After"]) <= 3600
        assert re.search(r"send it again in 60 minutes \(at \d+:\d\d UTC\)", page)
        assert page.count(TEXT) == 2  # to be sent again, and to be read
        assert 'name="company_name" value="Umbra & <b>Sons</b>"' in page
        assert "Umbra &amp; &lt;b&gt;Sons" in answer.content.decode()
        assert not PostingDraft.objects.exists()
        assert not mails()

    def test_what_it_holds_is_a_whole_posting_an_hour_later(self) -> None:
        unhurried(from_network(1), 1)
        Allowance.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
        assert unhurried(from_network(1), 1).status_code == 302

    def test_refusing_costs_next_to_nothing(self) -> None:
        client = from_network(1)
        unhurried(client, 1)
        with CaptureQueriesContext(connection) as queries:
            unhurried(client, 2)
        assert len(queries) <= 7

    def test_who_has_signed_in_gets_in(self) -> None:
        client = from_network(1)
        client.force_login(make_employer("ada@umbra.example"))
        assert unhurried(client, 1, email="Ada@umbra.example").status_code == 302
        assert PostingDraft.objects.get().became
        assert unhurried(client, 2, email="somebody@else.example").status_code == 503

    @pytest.mark.slow
    def test_a_draft_keeps_what_was_typed_and_waits(self) -> None:
        draft = make_draft(data=typed(), email="ada@umbra.example")
        client = Client()
        url = begun_in(client, draft)
        answer = send(client, url, version="1", title="Head lamp keeper")
        assert answer.status_code == 503
        assert f'action="{draft.get_absolute_url()}"' in page_of(answer)
        draft.refresh_from_db()
        assert draft.data["title"] == "Head lamp keeper"
        assert not mails()


@pytest.mark.slow
def test_a_second_click_finds_its_draft_also_when_the_first_took_the_last_place(
    most: Limits,
) -> None:
    for _ in range(most.codes_board - 1):
        spend_of_board(most)
    client = from_network(1)
    assert unhurried(client, 1).status_code == 302
    assert unhurried(client, 1).status_code == 302


@pytest.mark.slow
def test_one_draft_sends_five_codes_to_whatever_addresses(settings: Any) -> None:
    settings.LIMITS = Limits()
    client = Client()
    unhurried(client, 1)
    url = PostingDraft.objects.get().get_absolute_url()
    for number in range(8):
        version = str(PostingDraft.objects.get().version)
        answer = send(client, url, version=version, email=f"stranger{number}@s{number}.example")
    assert "As many codes were sent for this posting" in page_of(answer)
    assert len(list(mails())) == Confirmation.objects.count() == 5


def test_asking_for_one_code_after_the_other_takes_from_the_same_hour(most: Limits) -> None:
    client = Client()
    unhurried(client, 1)
    Confirmation.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
    fill_the_board(most)
    again = f"{PostingDraft.objects.get().get_absolute_url()}confirm/again/"
    answer = client.post(again, follow=True)
    assert "No new code was sent." in page_of(answer)
    assert "Ask again in 60 minutes" in page_of(answer)
    assert len(list(mails())) == 1


def test_the_address_that_sends_a_new_code_leads_to_the_page_with_its_button() -> None:
    client = Client()
    unhurried(client, 1)
    confirm = f"{PostingDraft.objects.get().get_absolute_url()}confirm/"
    assertRedirects(client.get(f"{confirm}again/"), confirm)
    assert len(list(mails())) == 1


def test_a_network_presses_two_hundred_buttons_an_hour() -> None:
    client = from_network(1)
    spend_all(RateLimit("posting-tries", "10.0.1.0/24", 200, submission_limits.HOUR, ""))
    for url in ("/employers/post/", begun_in(client, make_draft(data=typed()))):
        answer = client.post(url, typed() | {"action": "preview"})
        assert answer.status_code == 429
        assert TEXT in page_of(answer)
