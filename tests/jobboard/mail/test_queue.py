"""Mail joins the queue in the caller's transaction, once for each purpose."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, mailers, send_mail
from django.db import IntegrityError, transaction

from jobboard import mail
from jobboard.mail.backends import QueueBackend
from jobboard.mail.rendering import make_rows
from jobboard.models import MailState, MailWording, OutgoingMail
from jobboard.models.mail import mailbox_of, pause_after

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
CODE = {"code": "KQ7M-42XD", "minutes": "15"}


def enqueue(key: str = "code:1", to: str = "ann@example.org", **more: Any) -> OutgoingMail:
    return mail.enqueue("sign-in-code", to, CODE, key=key, now=NOW, **more)


def test_a_mail_is_a_row_that_waits() -> None:
    row = enqueue()
    assert row.state == MailState.WAITING
    assert "KQ7M-42XD" in row.text
    assert "<strong>KQ7M-42XD</strong>" in row.html
    assert row.message_id.endswith("@localhost>")
    assert row.expires_at == NOW + timedelta(minutes=15)


def test_the_same_purpose_makes_one_row_and_keeps_the_first_words() -> None:
    first = enqueue()
    again = mail.enqueue("sign-in-code", "b@example.org", {**CODE, "code": "other"}, key="code:1")
    assert again == first
    assert again.recipient == "ann@example.org"
    assert OutgoingMail.objects.count() == 1


def test_it_goes_with_the_callers_transaction() -> None:
    with transaction.atomic():
        enqueue()
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


def test_it_costs_two_queries(django_assert_num_queries: Any) -> None:
    enqueue("code:0")  # who the board is is read once
    with django_assert_num_queries(3):  # the wording, the row, and the row as it stands
        enqueue()


@pytest.mark.parametrize("context", [{}, {"code": "1"}, {**CODE, "cod": "1"}])
def test_a_context_that_does_not_fit_is_an_error_of_the_program(context: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="sign-in-code wants"):
        mail.enqueue("sign-in-code", "a@example.org", context, key="k")


@pytest.mark.parametrize("to", ["", "nobody", "a@b@c", "a@example.org\nBcc: b@example.org"])
def test_an_address_that_is_none_is_refused(to: str) -> None:
    with pytest.raises(ValidationError):
        enqueue(to=to)


@pytest.mark.parametrize(
    "headers", [{"X-A\n": "1"}, {"X-A": "1\r\nBcc: b@example.org"}, {"Bcc": "b@example.org"}]
)
def test_a_header_that_would_make_another_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="header"):
        enqueue(headers=headers)


def test_the_words_are_those_of_an_editor() -> None:
    make_rows()
    MailWording.objects.filter(kind="sign-in-code").update(body="Code: {{ code }}")
    row = enqueue()
    assert row.text == "Code: KQ7M-42XD"
    assert row.subject == "Your code for Open Roles"


def test_there_is_a_row_of_words_for_each_kind() -> None:
    make_rows()
    make_rows()
    assert MailWording.objects.filter(kind="posting-received").count() == 1


def test_a_withdrawn_mail_that_waits_is_not_sent() -> None:
    row = enqueue()
    mail.withdraw("code:1", now=NOW)
    row.refresh_from_db()
    assert row.state == MailState.GIVEN_UP
    assert row.last_error.startswith("Withdrawn")


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("Ann@Example.org", "ann@example.org"),
        ("ann+x@example.org", "ann@example.org"),
        ("ann.lee@example.org", "ann.lee@example.org"),
        ("A.n.n+x@GoogleMail.com", "ann@gmail.com"),
        ("an.n@gmail.com", "ann@gmail.com"),
    ],
)
def test_one_mailbox_has_several_spellings(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox


def test_pauses_grow_from_a_minute_to_six_hours() -> None:
    minutes = [pause_after(n).total_seconds() / 60 for n in (1, 2, 3, 9, 10, 11, 40)]
    assert minutes == [1, 2, 4, 256, 360, 360, 360]


@pytest.mark.parametrize(
    "values",
    [
        {"sent_at": NOW, "given_up_at": NOW, "attempts": 1},
        {"sent_at": NOW},
        {"recipient": "", "mailbox": ""},
        {"sent_at": NOW, "attempts": 1, "delayed_reason": "x"},
        {"answered_at": NOW},
    ],
)
def test_the_database_refuses_what_cannot_be(values: dict[str, Any]) -> None:
    row = enqueue()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.filter(pk=row.pk).update(**values)


class TestDjangosOwnMail:
    @pytest.fixture(autouse=True)
    def _as_on_a_board(self, settings: Any) -> None:
        settings.MAILERS = {"default": {"BACKEND": "jobboard.mail.backends.QueueBackend"}}

    def test_the_board_uses_the_queue(self) -> None:
        assert isinstance(mailers.default, QueueBackend)

    def test_it_joins_the_queue_in_both_parts(self) -> None:
        send_mail("Hello\tyou", "One <b>\n\nhttps://a.example", None, ["a@example.org"])
        row = OutgoingMail.objects.get()
        assert (row.subject, row.kind, row.holds_secret) == ("Hello you", "other", True)
        assert row.text == "One <b>\n\nhttps://a.example"
        assert "One &lt;b&gt;" in row.html
        assert 'href="https://a.example"' in row.html

    def test_html_that_is_given_is_kept(self) -> None:
        send_mail("S", "T", None, ["a@example.org", "b@example.org"], html_message="<h1>T</h1>")
        assert [row.html for row in OutgoingMail.objects.all()] == ["<h1>T</h1>"] * 2

    def test_attachments_are_refused(self) -> None:
        message = EmailMessage("S", "T", to=["a@example.org"])
        message.attach("a.txt", "x", "text/plain")
        with pytest.raises(ValueError, match="attachments"):
            message.send()


def test_mail_is_open_where_there_is_a_transport(settings: Any) -> None:
    assert "transport" in django_settings.MAILERS
    assert mail.is_open()
    settings.MAILERS = {"default": settings.MAILERS["default"]}
    assert not mail.is_open()
