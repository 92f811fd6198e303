"""Many postings at once: no queue fills, strangers get no mail, and nobody's text is lost."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobboard.mail.limits import AN_HOUR
from jobboard.models import Allowance
from listings.employers import gate, stamp
from listings.models import Confirmation, PostingDraft
from tests.listings.employers.typed import TEXT, begun_in, mails, send, typed
from tests.listings.factories import make_draft, make_employer

pytestmark = pytest.mark.django_db


def from_network(number: int) -> Client:
    return Client(REMOTE_ADDR=f"10.0.{number}.1")


def page_of(response: Any) -> str:
    return unescape(response.content.decode())


def unhurried(client: Client, number: int, **changes: Any) -> Any:
    """Send a posting of one's own from a page that was open for ten minutes."""
    opened = (timezone.now() - timedelta(minutes=10)).timestamp()
    mark = stamp._signer.sign_object([f"page-{number}", opened])
    return send(client, stamp=mark, **({"email": f"a{number}@firm{number}.example"} | changes))


def spend_all(allowed: gate.Allowed) -> None:
    while allowed.take() is None:
        pass


def test_one_network_sends_twenty_a_day_and_others_go_on() -> None:
    client = from_network(1)
    for number in range(gate.DRAFTS_A_DAY):
        assert unhurried(client, number).status_code == 302
    late = unhurried(client, 99)
    assert (late.status_code, PostingDraft.objects.count()) == (429, gate.DRAFTS_A_DAY)
    assert "20 postings came from your network today" in page_of(late)
    assert unhurried(from_network(2), 100).status_code == 302


def test_the_board_asks_for_no_more_confirmations_than_it_sends_in_an_hour() -> None:
    for number in range(AN_HOUR + 5):
        unhurried(from_network(number), number)
    assert PostingDraft.objects.count() == len(list(mails())) == AN_HOUR


def test_a_program_that_takes_no_time_leaves_two_thirds_of_the_room_to_people() -> None:
    for number in range(gate.HURRIED_AN_HOUR + 5):
        send(from_network(number), stamp="none", email=f"a{number}@firm{number}.example")
    assert PostingDraft.objects.count() == gate.HURRIED_AN_HOUR
    assert unhurried(from_network(200), 200).status_code == 302


def test_one_company_is_not_flooded_with_codes() -> None:
    for number in range(gate.DOMAIN_A_DAY):
        unhurried(from_network(number), number, email=f"a{number}@umbra.example")
    late = unhurried(from_network(50), 50, email="b@jobs.umbra.example")
    assert (late.status_code, len(list(mails()))) == (429, gate.DOMAIN_A_DAY)
    assert unhurried(from_network(51), 51, email="c@gmail.com").status_code == 302


class TestWhenTheBoardIsFull:
    @pytest.fixture(autouse=True)
    def _full(self) -> None:
        typed()
        spend_all(gate._mails())

    def test_it_says_when_to_send_again_and_holds_all_that_was_typed(self) -> None:
        answer = unhurried(from_network(1), 1, company_name="Umbra & <b>Sons</b>")
        page = page_of(answer)
        assert answer.status_code == 503
        assert 3500 < int(answer["Retry-After"]) <= 3600
        assert "send it again in 60 minutes" in page
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


def test_a_second_click_finds_its_draft_also_when_the_first_took_the_last_place() -> None:
    for _ in range(AN_HOUR - 1):
        gate._mails().take()
    client = from_network(1)
    assert unhurried(client, 1).status_code == 302
    assert unhurried(client, 1).status_code == 302


def test_one_draft_sends_five_codes_to_whatever_addresses() -> None:
    client = Client()
    unhurried(client, 1)
    url = PostingDraft.objects.get().get_absolute_url()
    for number in range(8):
        version = str(PostingDraft.objects.get().version)
        answer = send(client, url, version=version, email=f"stranger{number}@s{number}.example")
    assert "As many codes were sent for this posting" in page_of(answer)
    assert len(list(mails())) == Confirmation.objects.count() == 5


def test_asking_for_one_code_after_the_other_takes_from_the_same_hour() -> None:
    client = Client()
    unhurried(client, 1)
    spend_all(gate._mails())
    again = f"{PostingDraft.objects.get().get_absolute_url()}confirm/again/"
    answer = client.post(again, follow=True)
    assert "More codes were asked for than we send within the hour" in page_of(answer)
    assert len(list(mails())) == 1


def test_a_network_presses_two_hundred_buttons_an_hour() -> None:
    client = from_network(1)
    spend_all(gate.Allowed("posting-tries", "10.0.1.0/24", gate.TRIES_AN_HOUR, gate.HOUR, ""))
    for url in ("/employers/post/", begun_in(client, make_draft(data=typed()))):
        answer = client.post(url, typed() | {"action": "preview"})
        assert answer.status_code == 429
        assert TEXT in page_of(answer)
