"""Confirmations go to addresses that nobody has confirmed, so few go, and the rest say why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.db.models import CharField
from django.db.models.functions import Cast
from django.test.utils import CaptureQueriesContext

from jobboard import mail
from jobboard.mail import queue
from jobboard.mail.kinds import kind_named
from jobboard.mail.queue import empty_old, hash_of, new_message_id
from jobboard.mail.sending import MailSender, give_up_expired
from jobboard.models import MailState, OutgoingMail
from jobboard.models.mail import mailbox_of
from tests.jobboard.mail.test_sending import Clock
from tests.plans import rows_read

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def _sixty_an_hour(settings: Any) -> None:
    settings.LIMITS = replace(settings.LIMITS, codes_board=60)


def confirm(key: str, to: str, asked_from: str = "") -> OutgoingMail:
    sample = kind_named("posting-received").sample
    return mail.enqueue(
        "posting-received", to, sample, key=f"confirm:{key}", asked_from=asked_from, now=NOW
    )


def sent_to() -> list[str]:
    return sorted(message.to[0] for message in django_mail.outbox)


def test_what_one_asks_for_holds_up_nothing_of_another(clock: Clock) -> None:
    confirm("1", "ann@example.org", "a stranger")
    confirm("2", "ann@example.org", "a stranger")
    own = confirm("3", "ann@example.org", "ann")
    assert MailSender(clock).send_due() == 2
    own.refresh_from_db()
    assert own.state == MailState.SENT
    assert queue.why_waiting("confirm:2", clock.now) == queue.UNANSWERED


def test_a_code_to_sign_in_waits_behind_nothing(clock: Clock) -> None:
    for number in range(5):
        mail.enqueue("test", "b@example.org", {"sent_at": "now"}, key=f"t:{number}", now=NOW)
    facts = {"code": "1", "minutes": "15"}
    mail.enqueue("sign-in-code", "a@example.org", facts, key="code:1", now=NOW)
    assert MailSender(clock).send_due() == 6
    assert django_mail.outbox[0].to == ["a@example.org"]


def test_one_mailbox_gets_one_of_an_asker_until_it_answers(clock: Clock) -> None:
    confirm("1", "ann@example.org")
    second = confirm("2", "Ann+jobs@Example.org")
    third = confirm("3", "bob@example.org")
    assert MailSender(clock).send_due() == 2
    second.refresh_from_db()
    assert second.state == MailState.DELAYED
    assert second.delayed_reason == queue.UNANSWERED
    third.refresh_from_db()
    assert third.state == MailState.SENT

    mail.answered("ann@example.org", now=clock.now)
    assert MailSender(clock).send_due() == 1
    second.refresh_from_db()
    assert (second.state, second.delayed_reason) == (MailState.SENT, "")


def test_one_that_is_being_tried_counts_as_unanswered(
    clock: Clock, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = confirm("1", "ann@example.org")
    first.attempt(clock.now)
    confirm("2", "ann@example.org")
    assert MailSender(clock).send_due() == 0
    clock.pass_by(minutes=1)
    assert MailSender(clock).send_due() == 1
    first.refresh_from_db()
    assert first.state == MailState.SENT


def test_a_newer_code_takes_the_place_of_the_older(clock: Clock) -> None:
    confirm("1", "ann@example.org")
    MailSender(clock).send_due()
    mail.withdraw("confirm:1", now=clock.now)
    confirm("2", "ann@example.org")
    assert MailSender(clock).send_due() == 1


def test_after_two_days_an_unanswered_one_holds_nothing_up(clock: Clock) -> None:
    confirm("1", "ann@example.org")
    MailSender(clock).send_due()
    clock.pass_by(hours=47)
    late = confirm("2", "ann@example.org")
    OutgoingMail.objects.filter(pk=late.pk).update(expires_at=clock.now + timedelta(hours=48))
    assert MailSender(clock).send_due() == 0
    clock.pass_by(hours=2)
    assert MailSender(clock).send_due() == 1


@pytest.mark.slow
def test_sixty_go_within_an_hour_and_the_rest_in_turn(clock: Clock) -> None:
    for number in range(130):
        confirm(str(number), f"p{number}@example.org")
    assert MailSender(clock).send_due() == 60
    held = OutgoingMail.objects.in_state(MailState.DELAYED)
    assert held.count() == 70
    assert set(held.values_list("delayed_reason", flat=True)) == {queue.TOO_MANY}
    clock.pass_by(minutes=59)
    assert MailSender(clock).send_due() == 0
    clock.pass_by(minutes=2)
    assert MailSender(clock).send_due() == 60
    assert "p119@example.org" in sent_to()
    assert "p120@example.org" not in sent_to()


@pytest.mark.slow
def test_other_mail_passes_the_waiting_confirmations(clock: Clock) -> None:
    for number in range(61):
        confirm(str(number), f"p{number}@example.org")
    MailSender(clock).send_due()
    facts = {"code": "1", "minutes": "15"}
    mail.enqueue("sign-in-code", "a@example.org", facts, key="code:1", now=clock.now)
    assert MailSender(clock).send_due() == 1


def test_what_waited_too_long_says_what_it_waited_for(clock: Clock) -> None:
    confirm("1", "ann@example.org")
    second = confirm("2", "ann@example.org")
    MailSender(clock).send_due()
    clock.pass_by(hours=48)
    give_up_expired(clock.now)
    second.refresh_from_db()
    assert second.last_error == f"It waited too long: {queue.UNANSWERED}"


def many(count: int, mailboxes: int) -> None:
    """Confirmations that a flood has asked for: the first, and the others in one statement."""
    first = OutgoingMail.objects.create(
        kind="posting-received",
        key_hash=hash_of("flood:0"),
        message_id=new_message_id(),
        recipient="p0@example.org",
        mailbox=mailbox_of("p0@example.org"),
        subject="S",
        text="T",
        html="H",
        is_confirmation=True,
        created_at=NOW,
        next_attempt_at=NOW,
        expires_at=NOW + timedelta(hours=48),
    )
    columns = [
        str(field.column) for field in OutgoingMail._meta.concrete_fields if not field.primary_key
    ]
    address = "'p' || number %% %(mailboxes)s || '@example.org'"
    own = {
        "key_hash": "encode(sha256(('flood:' || number)::bytea), 'hex')",
        "message_id": "'<' || gen_random_uuid() || '@localhost>'",
        "recipient": address,
        "mailbox": address,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {OutgoingMail._meta.db_table} ({', '.join(columns)}) "
            f"SELECT {', '.join(own.get(name, name) for name in columns)} "
            f"FROM {OutgoingMail._meta.db_table}, generate_series(1, %(last)s) number "
            "WHERE id = %(first)s ORDER BY number",
            {"mailboxes": mailboxes, "last": count - 1, "first": first.pk},
        )


@pytest.mark.slow
@pytest.mark.parametrize("mailboxes", [1, 1_000, 10_000])
def test_ten_thousand_cost_sixty_mails_an_hour_and_few_queries(
    clock: Clock, mailboxes: int
) -> None:
    many(10_000, mailboxes)
    sender = MailSender(clock)
    assert sender.send_due() == min(60, mailboxes)
    clock.pass_by(minutes=1)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert sender.send_due() == 0
    assert len(queries) <= 20
    assert OutgoingMail.objects.in_state(MailState.DELAYED).count() == 10_000 - min(60, mailboxes)


@pytest.mark.slow
class TestCost:
    """What statements read grows with the rows, not with their square, whatever the planner knows.

    It is told of a table of another kind before the flood comes, and of nothing since.
    """

    @pytest.fixture(autouse=True)
    def _misled(self) -> None:
        many(300, 300)
        OutgoingMail.objects.update(
            is_confirmation=False, attempts=1, sent_at=NOW, key_hash=Cast("pk", CharField())
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE jobboard_outgoingmail")

    def read(self, work: Any, clock: Clock) -> list[int]:
        found: list[int] = []
        for count in (1_000, 10_000):
            OutgoingMail.objects.filter(is_confirmation=True).delete()
            many(count, count // 2)
            tried = OutgoingMail.objects.filter(is_confirmation=True).order_by("pk")
            pks = list(tried.values_list("pk", flat=True)[: count // 3])
            OutgoingMail.objects.filter(pk__in=pks).update(attempts=1, last_attempt_at=NOW)
            found.append(rows_read(lambda: work(clock.now)))
        return found

    @pytest.mark.parametrize(
        "work",
        [
            queue.hold_unanswered,
            queue.next_confirmation,
            queue.explain,
            queue.has_room,
            give_up_expired,
            lambda now: give_up_expired(now + timedelta(days=3)),
            lambda now: mail.answered("p1@example.org", now=now),
            lambda now: queue.why_waiting("flood:999", now),
            lambda now: empty_old(now + timedelta(days=90)),
        ],
    )
    def test_ten_times_the_mail_is_ten_times_the_rows(self, clock: Clock, work: Any) -> None:
        few, many_more = self.read(work, clock)
        assert many_more <= 30 * max(few, 1_000)  # their square would be a hundred times

    def test_the_measure_sees_a_square(self, clock: Clock) -> None:
        """A table that is compared with itself row by row, as the planner did it."""
        square = (
            "SELECT count(*) FROM jobboard_outgoingmail a, jobboard_outgoingmail b"
            " WHERE a.mailbox > b.mailbox AND a.is_confirmation AND b.is_confirmation"
        )

        def compare(now: datetime) -> None:
            with connection.cursor() as cursor:
                cursor.execute(square)

        few, more = self.read_small(compare, clock)
        assert more > 50 * few

    def read_small(self, work: Any, clock: Clock) -> list[int]:
        found: list[int] = []
        for count in (100, 1_000):
            OutgoingMail.objects.filter(is_confirmation=True).delete()
            many(count, count)
            found.append(rows_read(lambda: work(clock.now)))
        return found


class TestKeeping:
    def test_after_a_while_only_the_fact_that_it_was_sent_is_left(
        self, clock: Clock, settings: Any
    ) -> None:
        settings.MAIL_DAYS = 30
        row = confirm("1", "ann@example.org")
        waiting = confirm("2", "ann@example.org")
        MailSender(clock).send_due()
        clock.pass_by(days=29)
        assert empty_old(clock.now) == 0
        clock.pass_by(days=2)
        assert empty_old(clock.now) == 1
        assert empty_old(clock.now) == 0
        row.refresh_from_db()
        assert (row.recipient, row.mailbox, row.text, row.state) == ("", "", "", MailState.SENT)
        assert confirm("1", "ann@example.org") == row
        waiting.refresh_from_db()
        assert waiting.recipient

    def test_a_person_may_have_all_of_it_forgotten(self, clock: Clock) -> None:
        confirm("1", "ann@example.org")
        confirm("2", "ANN@example.org")
        other = confirm("3", "bob@example.org")
        MailSender(clock).send_due()
        assert mail.forget("ann@example.org", clock.now) == 2
        assert list(OutgoingMail.objects.exclude(recipient="")) == [other]
        clock.pass_by(hours=3)
        mail.answered("ann@example.org", now=clock.now)
        assert MailSender(clock).send_due() == 0
