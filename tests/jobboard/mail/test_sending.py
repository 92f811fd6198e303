"""The queue against real mail servers: what arrives, what is tried again, what never is."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from jobboard import mail
from jobboard.mail.backends import Transport
from jobboard.mail.sending import NOBODY_SENT_IT, MailSender, claim
from jobboard.models import MailState, OutgoingMail
from tests.jobboard.mail.servers import Rude, Server, running, until_data, whole_message
from tests.jobboard.outgoing.servers import MOST_DRIPS, never_accepting

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
FACTS = {
    "reason": "filled",
    "title": "Näht & Co",
    "company": "Ü",
    "manage_url": "https://a.example/1",
}


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


type Point = Callable[..., None]


@pytest.fixture
def point_at(settings: Any) -> Point:
    """Send mail to a port of this machine."""

    def point(port: int, **options: object) -> None:
        settings.MAILERS = {
            **settings.MAILERS,
            "transport": {
                "BACKEND": "jobboard.mail.smtp.Backend",
                "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 0.5, **options},
            },
        }

    return point


@pytest.fixture
def server(point_at: Point) -> Iterator[Server]:
    with running() as started:
        point_at(started.port, timeout=30)  # it answers, however busy the machine is
        yield started


def enqueue(key: str = "closed:1", to: str = "ann@example.org", **more: Any) -> OutgoingMail:
    return mail.enqueue("posting-closed", to, FACTS, key=key, now=NOW, **more)


def again(row: OutgoingMail) -> OutgoingMail:
    row.refresh_from_db()
    return row


class TestOneThatWorks:
    def test_a_mail_arrives_in_both_parts_under_its_message_id(
        self, server: Server, clock: Clock, settings: Any
    ) -> None:
        settings.SITE_CONTACT = "desk@example.org"
        row = enqueue(headers={"List-Id": "<digest.example.org>"})
        assert MailSender(clock).send_due() == 1
        (message,) = server.received
        assert message["Message-ID"] == row.message_id
        assert message["To"] == "ann@example.org"
        assert message["From"] == "Open Roles <board@localhost>"
        assert message["Reply-To"] == "desk@example.org"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["List-Id"] == "<digest.example.org>"
        assert message["Subject"] == "“Näht & Co” is closed"
        first, second = message.iter_parts()
        assert (first.get_content_type(), second.get_content_type()) == ("text/plain", "text/html")
        text, html = (part.get_content().replace("\r\n", "\n") for part in (first, second))
        assert text.endswith("\n\n-- \nOpen Roles\nhttp://127.0.0.1:8000\n")
        assert "Näht &amp; Co" in html
        assert again(row).state == MailState.SENT

    def test_it_is_sent_once(self, server: Server, clock: Clock) -> None:
        enqueue()
        sender = MailSender(clock)
        assert [sender.send_due(), sender.send_due(), MailSender(clock).send_due()] == [1, 0, 0]
        clock.pass_by(days=3)
        assert MailSender(clock).send_due() == 0
        assert len(server.received) == 1

    def test_many_go_over_one_connection(self, server: Server, clock: Clock) -> None:
        for number in range(5):
            enqueue(f"closed:{number}")
        assert MailSender(clock).send_due() == 5
        assert len(set(server.ids)) == 5

    def test_a_worker_that_is_told_to_stop_sends_no_further_mail(
        self, server: Server, clock: Clock
    ) -> None:
        enqueue()
        assert MailSender(clock).send_due(is_over=lambda: True) == 0
        assert server.received == []

    def test_a_secret_goes_with_the_mail_that_held_it(self, server: Server, clock: Clock) -> None:
        facts = {"code": "KQ7M-42XD", "minutes": "15"}
        row = mail.enqueue("sign-in-code", "a@example.org", facts, key="k", now=NOW)
        MailSender(clock).send_due()
        assert (again(row).text, row.html, row.subject) == ("", "", "")
        assert "KQ7M-42XD" in str(server.received[0])

    def test_a_mail_that_nobody_sent_in_time_is_given_up(
        self, server: Server, clock: Clock
    ) -> None:
        row = enqueue()
        clock.pass_by(hours=48)
        assert MailSender(clock).send_due() == 0
        assert again(row).state == MailState.GIVEN_UP
        assert row.last_error == NOBODY_SENT_IT

    def test_a_mail_that_cannot_be_written_stops_no_other(
        self, server: Server, clock: Clock
    ) -> None:
        bad = enqueue()
        OutgoingMail.objects.filter(pk=bad.pk).update(headers={"X-Odd": "one\ntwo"})
        good = enqueue("closed:2")
        assert MailSender(clock).send_due() == 1
        assert again(bad).state == MailState.GIVEN_UP
        assert "cannot be written" in bad.last_error
        assert again(good).state == MailState.SENT

    def test_an_address_of_another_script_goes_as_far_as_mail_can(
        self, server: Server, clock: Clock
    ) -> None:
        domain = enqueue(to="ann@münchen.example")
        MailSender(clock).send_due()
        assert again(domain).state == MailState.SENT


class TestOneThatRefuses:
    @pytest.mark.parametrize(
        "answers",
        [{"rcpt": "550 5.1.1 <ann@example.org>: no such user"}, {"data": "554 spam, we think"}],
    )
    def test_for_good_it_is_given_up_at_once_with_the_reason(
        self, point_at: Point, clock: Clock, answers: dict[str, str]
    ) -> None:
        row = enqueue()
        with running(**answers) as server:
            point_at(server.port)
            MailSender(clock).send_due()
        assert again(row).state == MailState.GIVEN_UP
        assert next(iter(answers.values())) in row.last_error
        assert row.may_be_sent_again

    @pytest.mark.parametrize("answers", [{"rcpt": "450 4.2.0 greylisted"}, {"data": "452 full"}])
    def test_for_now_it_is_tried_again_ever_more_slowly(
        self, point_at: Point, clock: Clock, answers: dict[str, str]
    ) -> None:
        row = enqueue()
        with running(**answers) as server:
            point_at(server.port)
            for attempt, pause in enumerate((1, 2, 4), start=1):
                MailSender(clock).send_due()
                assert again(row).attempts == attempt
                assert row.next_attempt_at - clock.now == timedelta(minutes=pause)
                assert MailSender(clock).send_due() == 0
                assert again(row).attempts == attempt
                clock.pass_by(minutes=pause)
            server.answers.clear()
            assert MailSender(clock).send_due() == 1
        assert again(row).state == MailState.SENT
        assert row.last_error == ""

    @pytest.mark.slow
    def test_for_now_over_and_over_it_is_given_up_after_two_days(
        self, point_at: Point, clock: Clock
    ) -> None:
        row = enqueue()
        with running(rcpt="450 greylisted") as server:
            point_at(server.port)
            sender = MailSender(clock)
            while again(row).state == MailState.WAITING:
                sender.send_due()
                clock.pass_by(hours=1)
        assert clock.now - NOW <= timedelta(hours=50)
        assert row.attempts < 20
        assert "450 greylisted" in row.last_error

    def test_the_sender_it_is_our_fault_and_no_mail_is_lost(
        self, point_at: Point, clock: Clock
    ) -> None:
        first, second = enqueue(), enqueue("closed:2")
        with running(mail="550 not your domain") as server:
            point_at(server.port)
            MailSender(clock).send_due()
        assert again(first).state == MailState.WAITING
        assert "refuses the sender's address" in first.last_error
        assert again(second).attempts == 0  # it is not even tried: the server is the same


class TestOneThatIsAway:
    @pytest.mark.slow
    def test_for_a_day_everything_arrives_afterwards(self, point_at: Point, clock: Clock) -> None:
        rows = [enqueue(f"closed:{number}") for number in range(3)]
        with running() as server:
            port = server.port
        point_at(port)
        sender = MailSender(clock)
        for _ in range(24 * 6):
            assert sender.send_due() == 0
            clock.pass_by(minutes=10)
        assert "Nothing listens" in again(rows[0]).last_error
        back = Server()
        back._controller.port = port
        back.start()
        try:
            for _ in range(24):
                sender.send_due()
                clock.pass_by(minutes=30)
        finally:
            back.stop()
        assert sorted(back.ids) == sorted(row.message_id for row in rows)
        assert {again(row).state for row in rows} == {MailState.SENT}

    def test_it_is_not_asked_again_at_once_for_each_mail(
        self, point_at: Point, clock: Clock
    ) -> None:
        for number in range(50):
            enqueue(f"closed:{number}")
        with running() as server:
            point_at(server.port)
        MailSender(clock).send_due()
        assert OutgoingMail.objects.filter(attempts__gt=0).count() == 1

    def test_an_unknown_name_is_said(self, settings: Any, clock: Clock) -> None:
        row = enqueue()
        backend = "jobboard.mail.smtp.Backend"
        options = {"host": "no-such-host.invalid", "timeout": 1}
        settings.MAILERS = {"transport": {"BACKEND": backend, "OPTIONS": options}}
        MailSender(clock).send_due()
        assert "name is not known" in again(row).last_error

    def test_without_settings_mail_waits(self, settings: Any, clock: Clock) -> None:
        row = enqueue()
        settings.MAILERS = {"default": settings.MAILERS["default"]}
        assert MailSender(clock).send_due() == 0
        assert again(row).attempts == 0


@pytest.fixture
def start_rude(point_at: Point) -> Iterator[Callable[..., Rude]]:
    started: list[Rude] = []

    def start(talk: Callable[[socket.socket], None], **options: object) -> Rude:
        server = Rude(talk)
        started.append(server)
        point_at(server.port, **options)
        return server

    yield start
    for server in started:
        server.stop()


class TestOneThatMisbehaves:
    def test_hangs_before_it_greets(self, start_rude: Any, clock: Clock) -> None:
        def talk(visitor: socket.socket) -> None:
            rude.is_over.wait(20)

        row = enqueue()
        rude = start_rude(talk)
        MailSender(clock).send_due()
        assert again(row).state == MailState.WAITING
        assert "did not answer in time" in row.last_error

    def test_hangs_with_the_message(self, start_rude: Any, clock: Clock) -> None:
        def talk(visitor: socket.socket) -> None:
            until_data(visitor)
            rude.is_over.wait(20)

        row = enqueue()
        rude = start_rude(talk)
        MailSender(clock).send_due()
        assert "did not answer in time" in again(row).last_error

    @pytest.mark.slow
    @pytest.mark.parametrize("piece", [b"2", b"250-more\r\n"])
    @pytest.mark.parametrize("when", ["greeting", "message", "goodbye"])
    def test_answers_a_little_at_a_time_for_ever(
        self, start_rude: Any, clock: Clock, settings: Any, when: str, piece: bytes
    ) -> None:
        settings.OUTGOING = replace(settings.OUTGOING, mail_seconds=0.6)

        def talk(visitor: socket.socket) -> None:
            if when != "greeting":
                until_data(visitor)
            if when == "goodbye":
                whole_message(visitor)
                visitor.sendall(b"250 taken\r\n")
            for _ in range(MOST_DRIPS):
                if rude.is_over.wait(0.1):
                    return
                visitor.sendall(piece)

        row = enqueue()
        rude = start_rude(talk)
        MailSender(clock).send_due()
        if when == "goodbye":
            assert again(row).state == MailState.SENT
        else:
            assert again(row).state == MailState.WAITING
            assert "did not answer in time (it took longer than" in row.last_error

    @pytest.mark.parametrize("options", [{"use_tls": True}, {"use_ssl": True}])
    def test_makes_the_encrypted_connection_a_byte_at_a_time(
        self, start_rude: Any, clock: Clock, settings: Any, options: dict[str, bool]
    ) -> None:
        settings.OUTGOING = replace(settings.OUTGOING, mail_seconds=0.6)

        def talk(visitor: socket.socket) -> None:
            if "use_tls" in options:
                visitor.sendall(b"220 here\r\n")
                visitor.recv(1_000)
                visitor.sendall(b"250-here\r\n250 STARTTLS\r\n")
                visitor.recv(1_000)
                visitor.sendall(b"220 go on\r\n")
            visitor.recv(1_000)
            visitor.sendall(b"\x16\x03\x03\x3f\x00")
            for _ in range(MOST_DRIPS):
                if rude.is_over.wait(0.1):
                    return
                visitor.sendall(b"\0")

        row = enqueue()
        rude = start_rude(talk, timeout=20, **options)
        MailSender(clock).send_due()
        assert again(row).state == MailState.WAITING
        assert "did not answer in time" in row.last_error

    @pytest.mark.slow
    def test_says_more_than_anybody_reads(self, start_rude: Any, clock: Clock) -> None:
        def talk(visitor: socket.socket) -> None:
            for _ in range(2_000):
                visitor.sendall(b"220-here\r\n" * 1_000)  # 20 MB
            visitor.sendall(b"220 here\r\n")

        row = enqueue()
        start_rude(talk)
        MailSender(clock).send_due()
        assert again(row).state == MailState.WAITING
        assert "larger than 1 MB" in row.last_error

    def test_has_a_name_that_is_never_looked_up(
        self, point_at: Point, clock: Clock, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.OUTGOING = replace(settings.OUTGOING, mail_seconds=0.6)
        point_at(25, host="mail.example")
        answered = threading.Event()
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: answered.wait(30))
        row = enqueue()
        MailSender(clock).send_due()
        answered.set()
        assert "did not answer in time" in again(row).last_error

    def test_never_accepts(self, point_at: Point, clock: Clock, settings: Any) -> None:
        settings.OUTGOING = replace(settings.OUTGOING, mail_seconds=0.6)
        row = enqueue()
        with never_accepting() as server:
            point_at(int(server.split(":")[1]), timeout=20)
            MailSender(clock).send_due()
        assert "did not answer in time" in again(row).last_error

    def test_drops_the_connection_amid_the_message(self, start_rude: Any, clock: Clock) -> None:
        row = enqueue()
        rude = start_rude(until_data)
        MailSender(clock).send_due()
        assert again(row).state == MailState.WAITING
        assert row.last_error
        clock.pass_by(minutes=1)
        MailSender(clock).send_due()
        assert (again(row).attempts, rude.visits) == (2, 2)

    @pytest.mark.parametrize("goodbye", ["close", "hang", "error"])
    def test_takes_the_message_and_dies(self, start_rude: Any, clock: Clock, goodbye: str) -> None:
        def talk(visitor: socket.socket) -> None:
            until_data(visitor)
            whole_message(visitor)
            visitor.sendall(b"250 taken\r\n")
            if goodbye == "hang":
                rude.is_over.wait(20)
            elif goodbye == "error":
                visitor.recv(100)
                visitor.sendall(b"500 what?\r\n")

        row = enqueue()
        rude = start_rude(talk)
        assert MailSender(clock).send_due() == 1
        assert again(row).state == MailState.SENT
        clock.pass_by(hours=1)
        assert MailSender(clock).send_due() == 0
        assert rude.visits == 1

    def test_talks_nonsense(self, start_rude: Any, clock: Clock) -> None:
        row = enqueue()
        start_rude(lambda visitor: visitor.sendall(b"\x00\xff<html>\x1b[31m\r\n" * 50))
        MailSender(clock).send_due()
        assert again(row).state == MailState.WAITING
        assert row.last_error.isprintable()


class Breaking(Transport):
    """The database goes away just after the server has taken the mail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.monkeypatch = monkeypatch

    def send(self, message: Any) -> None:
        super().send(message)

        def away(row: OutgoingMail, now: datetime) -> None:
            raise OperationalError("server closed the connection unexpectedly")

        self.monkeypatch.setattr(OutgoingMail, "mark_sent", away)


def test_a_mail_that_was_taken_while_the_database_went_away_is_not_sent_again(
    server: Server, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = enqueue()
    sender = MailSender(clock, Breaking(monkeypatch))
    with pytest.raises(OperationalError):
        sender.send_due()
    monkeypatch.undo()
    assert again(row).state == MailState.WAITING
    clock.pass_by(hours=1)
    assert sender.send_due() == 0
    assert again(row).state == MailState.SENT
    assert len(server.received) == 1


def test_given_up_mail_is_sent_again_under_its_message_id(server: Server, clock: Clock) -> None:
    row = enqueue()
    clock.pass_by(hours=50)
    MailSender(clock).send_due()
    assert again(row).may_be_sent_again
    row.send_again(clock.now)
    assert MailSender(clock).send_due() == 1
    assert server.ids == [row.message_id]
    assert not again(row).may_be_sent_again


def test_a_claimed_mail_is_due_again_when_its_worker_died(server: Server, clock: Clock) -> None:
    row = enqueue()
    assert claim(clock.now) == row
    assert MailSender(clock).send_due() == 0
    clock.pass_by(minutes=1)
    assert MailSender(clock).send_due() == 1


def test_mail_goes_to_files_where_there_is_no_server(
    settings: Any, clock: Clock, tmp_path: Any
) -> None:
    settings.MAILERS = {
        "transport": {
            "BACKEND": "jobboard.mail.backends.FileBackend",
            "OPTIONS": {"folder": tmp_path / "m"},
        }
    }
    row = enqueue()
    assert MailSender(clock).send_due() == 1
    (file,) = (tmp_path / "m").iterdir()
    assert file.name == f"{row.message_id[1:33]}.eml"
    assert row.message_id in file.read_text()
