"""What a stranger typed, in a mail to an address that nobody has proven: no bait, no link."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from jobboard import mail
from jobboard.admin.wording import MailWordingForm
from jobboard.mail.kinds import all_kinds, kind_named, register
from jobboard.models import MailWording, OutgoingMail
from tests.listings.employers.typed import code_of, link_of, mails, send

pytestmark = pytest.mark.django_db

# As the programs that read mail find addresses in plain text.
ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/\S*)?|\S+@\S+\.\S+|mailto:\S+",
    re.IGNORECASE,
)
BAIT = (
    "evil.example",
    "www.evil.example/login",
    "https://evil.example/a?b=c",
    "Write to win@evil.example now",
    "mailto:win@evil.example",
    "evil。example",
    "a.evil.example:8080",
)


def sent(title: str = "Lamp keeper", company: str = "Umbra") -> OutgoingMail:
    facts = {**kind_named("posting-received").sample, "title": title, "company": company}
    return mail.enqueue("posting-received", "ann@example.org", facts, key=f"{title}{company}")


def test_subject_and_first_lines_are_the_boards_own_words() -> None:
    row = sent("Your account is locked", "Pay now")
    assert row.subject == "Please confirm your address for Open Roles"
    first = row.text[:300]
    for word in ("locked", "Pay now"):
        assert word not in first
        assert word in row.text
        assert word in row.html


@pytest.mark.parametrize("bait", BAIT)
def test_no_program_makes_a_link_of_what_was_typed(bait: str) -> None:
    row = sent(bait, bait)
    own = {"jobs.example.org", "127.0.0.1:8000"}
    for text in (row.text, re.sub(r"<[^>]*>", " ", row.html)):
        found = [at for at in ADDRESS.findall(text) if not any(host in at for host in own)]
        assert found == []
    assert "evil" not in " ".join(re.findall(r'href="([^"]*)"', row.html))


def test_it_looks_as_it_was_typed() -> None:
    text = sent("Node.js developer (C++/.NET)").text
    assert "Node.js developer (C++/.NET)" in text.replace("\u200c", "")


def test_code_and_link_of_the_board_work_as_before(client: Client) -> None:
    send(client, title="evil.example", company_name="evil.example")
    row = list(mails())[-1]
    assert code_of(row)
    assert client.get(link_of(row)).status_code == 200


def test_every_mail_to_an_unproven_address_says_which_words_are_a_strangers() -> None:
    for kind in all_kinds():
        if kind.is_confirmation:
            ours = {"code", "confirm_url", "hours", "number"}
            assert set(kind.sample) - ours == kind.strangers, kind.name


def test_a_kind_that_begins_with_them_is_refused() -> None:
    kind = kind_named("posting-received")
    bold = replace(kind.wording, subject="Confirm {{ title }}")
    with pytest.raises(ValueError, match="Anybody may have typed"):
        register(replace(kind, name="another", wording=bold))


def test_an_editor_cannot_put_them_there_and_what_was_put_there_before_is_not_used() -> None:
    row = MailWording.objects.get(kind="posting-received")
    typed = {"subject": "Confirm “{{ title }}”", "body": "For {{ company }}: {{ code }}"}
    form = MailWordingForm(typed, instance=row)
    assert set(form.errors) == {"subject", "body"}
    MailWording.objects.filter(pk=row.pk).update(**typed)
    assert "Lamp keeper" not in sent().subject
    assert "Umbra" not in sent(title="Other").text[:300]
