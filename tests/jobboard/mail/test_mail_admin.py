"""Mail in the admin: what is seen, what is hidden, what words may be."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobboard import mail
from jobboard.admin.timetable import alerts_for, work_waiting_for
from jobboard.mail.kinds import all_kinds, kind_named
from jobboard.mail.rendering import make_rows
from jobboard.mail.sending import MailSender
from jobboard.models import MailState, MailWording, OutgoingMail, TimetableEntry, User
from jobboard.worker import coordination
from jobboard.worker.timetable import sync_rows as make_timetable
from tests.jobboard.mail.servers import running
from tests.staff import SignIn

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> & Co"


def enqueue(number: int = 1) -> OutgoingMail:
    facts = {
        "reason": "filled",
        "title": HOSTILE,
        "company": "C",
        "manage_url": "https://a.example/",
    }
    return mail.enqueue("posting-closed", "ann@example.org", facts, key=f"closed:{number}")


def confirm() -> OutgoingMail:
    sample = kind_named("posting-received").sample
    return mail.enqueue("posting-received", "ann@example.org", sample, key="confirm:1")


def url_of(row: OutgoingMail) -> str:
    return reverse("admin:jobboard_outgoingmail_change", args=[row.pk])


LIST = "admin:jobboard_outgoingmail_changelist"


class TestMailInTheAdmin:
    def test_a_moderator_sees_what_waits_and_why(self, sign_in: SignIn) -> None:
        row = enqueue()
        row.fail("450 greylisted")
        text = sign_in("moderator").get(reverse(LIST)).text
        assert "ann@example.org" in text
        assert "450 greylisted" in text

    def test_both_parts_are_shown_and_can_do_nothing(self, sign_in: SignIn) -> None:
        text = sign_in("moderator").get(url_of(enqueue())).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in text
        assert '<iframe class="message" sandbox title=' in text
        assert "<script>alert" not in text
        page = html5lib.parse(text, namespaceHTMLElements=False)
        (frame,) = page.iter("iframe")
        assert "<strong>&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co</strong>" in frame.get(
            "srcdoc"
        )
        assert '<link rel="stylesheet" href="/static/css/mail.css">' in frame.get("srcdoc")
        assert "<style" not in frame.get("srcdoc")  # the policy of our pages allows none

    def test_a_code_is_not_shown_to_anybody(self, administrator: Client) -> None:
        row = confirm()
        assert "KQ7M-42XD" in row.text
        for url in (url_of(row), reverse(LIST)):
            assert "KQ7M-42XD" not in administrator.get(url).text

    def test_where_mail_goes_into_files_the_file_is_shown(
        self, administrator: Client, settings: Any, tmp_path: Path
    ) -> None:
        backend = "jobboard.mail.backends.FileBackend"
        settings.MAILERS = {"transport": {"BACKEND": backend, "OPTIONS": {"folder": tmp_path}}}
        row = confirm()
        MailSender(timezone.now).send_due()
        text = administrator.get(url_of(row)).text
        assert "KQ7M-42XD" in text
        assert "https://jobs.example.org/employers/confirm/17/KQ7M-42XD/" in text

    def test_an_emptied_mail_says_so(self, administrator: Client) -> None:
        row = enqueue()
        mail.forget("ann@example.org", timezone.now())
        assert "not kept any more" in administrator.get(url_of(row)).text

    def test_a_mail_that_was_given_up_is_sent_again(self, administrator: Client) -> None:
        row, waiting = enqueue(), enqueue(2)
        row.give_up(timezone.now(), "550 no such user")
        values = {"action": "send_again", "_selected_action": [row.pk, waiting.pk]}
        text = administrator.post(reverse(LIST), values, follow=True).text
        assert "1 of 2 mails: sent again" in text
        row.refresh_from_db()
        assert row.state == MailState.WAITING

    def test_a_mail_that_waits_is_given_up(self, administrator: Client) -> None:
        row = enqueue()
        values = {"action": "give_up", "_selected_action": [row.pk]}
        administrator.post(reverse(LIST), values)
        row.refresh_from_db()
        assert (row.state, row.last_error) == (MailState.GIVEN_UP, "Given up in the admin.")

    def test_a_sent_mail_is_never_sent_again(self, administrator: Client) -> None:
        row = enqueue()
        MailSender(timezone.now).send_due()
        values = {"action": "send_again", "_selected_action": [row.pk]}
        assert "0 of 1" in administrator.post(reverse(LIST), values, follow=True).text
        row.refresh_from_db()
        assert row.state == MailState.SENT

    @pytest.mark.parametrize("group", ["moderator", "editor", "writer"])
    def test_only_an_administrator_acts(self, sign_in: SignIn, group: str) -> None:
        row = enqueue()
        values = {"action": "give_up", "_selected_action": [row.pk]}
        sign_in(group).post(reverse(LIST), values)
        row.refresh_from_db()
        assert row.state == MailState.WAITING

    @pytest.mark.parametrize("group", ["editor", "writer"])
    def test_who_does_not_moderate_sees_none(self, sign_in: SignIn, group: str) -> None:
        client = sign_in(group)
        assert client.get(reverse(LIST)).status_code == 403
        assert client.get(url_of(enqueue())).status_code == 403

    @pytest.mark.parametrize("state", [*MailState.values, "nonsense"])
    def test_the_list_is_filtered_by_state(self, administrator: Client, state: str) -> None:
        enqueue()
        assert administrator.get(reverse(LIST), {"state": state}).status_code == 200

    def test_a_long_list_costs_few_queries(
        self, administrator: Client, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(60):
            enqueue(number)
        with django_assert_max_num_queries(10):
            administrator.get(reverse(LIST))


def words(kind: str) -> MailWording:
    make_rows()
    return MailWording.objects.get(kind=kind)


def words_url(kind: str, name: str = "change") -> str:
    return reverse(f"admin:jobboard_mailwording_{name}", args=[words(kind).pk])


class TestWords:
    def test_every_kind_is_listed_and_opens(self, sign_in: SignIn) -> None:
        make_rows()
        client = sign_in("editor")
        listed = client.get(reverse("admin:jobboard_mailwording_changelist"))
        assert listed.context["cl"].result_count == len(all_kinds())
        for kind in all_kinds():
            page = client.get(words_url(kind.name))
            assert page.status_code == 200
            assert page.context["adminform"].form.initial["body"] == kind.wording.body

    def test_a_change_is_in_the_next_mail_and_previewed(self, sign_in: SignIn) -> None:
        client = sign_in("editor")
        values = {"subject": "Over: {{ title }}", "body": "Thanks, {{ company }}!"}
        assert client.post(words_url("posting-closed"), values).status_code == 302
        row = enqueue()
        assert (row.subject, row.text) == (f"Over: {HOSTILE}", "Thanks, C!")
        assert "Thanks, Riverside Clinic!" in client.get(words_url("posting-closed")).text
        assert words("posting-closed").edited_at

    def test_what_is_left_as_it_was_or_emptied_is_the_default(self, sign_in: SignIn) -> None:
        client = sign_in("editor")
        default = kind_named("posting-closed").wording
        for values in (
            {"subject": default.subject, "body": default.body.replace("\n", "\r\n")},
            {"subject": "", "body": ""},
        ):
            client.post(words_url("posting-closed"), values)
            row = words("posting-closed")
            assert (row.subject, row.body) == ("", "")

    def test_the_default_is_one_action_away(self, sign_in: SignIn) -> None:
        row = words("posting-closed")
        MailWording.objects.filter(pk=row.pk).update(body="Mine.")
        values = {"action": "back_to_default", "_selected_action": [row.pk]}
        sign_in("editor").post(reverse("admin:jobboard_mailwording_changelist"), values)
        assert words("posting-closed").body == ""

    @pytest.mark.first(3)
    @pytest.mark.parametrize(
        ("field", "typed", "said"),
        [
            (
                "body",
                "One\n\n{{ titel }}",
                "Line 3: “titel” means nothing here; did you mean title",
            ),
            ("subject", "{{ nonsense }}", "known are title, company"),
            ("body", "{{ settings.SECRET_KEY }}", "means nothing here"),
            ("body", "[x](javascript:alert(1))", "Line 1: A link may not begin with “javascript:”"),
            ("body", "[jobs](/jobs/)", "whole address"),
            ("body", "![a cat](/media/cat.png)", "no pictures"),
            ("body", "x" * 20_001, "at most 20000 characters"),
            ("subject", "x" * 201, "at most 200 characters"),
        ],
    )
    def test_bad_words_are_refused_and_kept_in_the_form(
        self, sign_in: SignIn, field: str, typed: str, said: str
    ) -> None:
        values = {"subject": "S", "body": "B", field: typed}
        response = sign_in("editor").post(words_url("posting-closed"), values)
        assert response.status_code == 200
        form = response.context["adminform"].form
        assert said in " ".join(form.errors[field])
        assert form[field].value() == typed
        assert words("posting-closed").body == ""

    @pytest.mark.parametrize(
        ("kind", "fact"),
        [
            *((kind, "{{ code }}") for kind in ("sign-in-code", "contact-asked")),
            ("account-deletion-code", "{{ code }}"),
            ("posting-received", "{{ code }} or {{ confirm_url }}"),
            ("changes-wanted", "{{ comment }}"),
            ("posting-rejected", "{{ reason }}"),
            ("was-it-filled", "{{ answer_url }}"),
        ],
    )
    def test_words_without_what_the_mail_is_for_are_refused(
        self, sign_in: SignIn, kind: str, fact: str
    ) -> None:
        client, values = sign_in("editor"), {"subject": "", "body": "Hello, please confirm."}
        form = client.post(words_url(kind), values).context["adminform"].form
        said = f"Without {fact} this mail serves nobody: name it in the text."
        assert said in form.errors["body"]
        assert form["body"].value() == values["body"]
        assert words(kind).body == ""

    @pytest.mark.parametrize("fact", ["code", "confirm_url"])
    def test_of_two_ways_one_is_enough(self, sign_in: SignIn, fact: str) -> None:
        values = {"subject": "", "body": f"Hello, please confirm: {{{{ {fact} }}}}"}
        assert sign_in("editor").post(words_url("posting-received"), values).status_code == 302
        assert words("posting-received").body == values["body"]

    def test_what_is_typed_is_previewed_without_being_saved(self, sign_in: SignIn) -> None:
        client = sign_in("editor")
        url = words_url("posting-closed", "preview")
        text = client.post(url, {"subject": "S {{ title }}", "body": "**Bye** {{ company }}"}).text
        assert "S Night nurse" in text
        assert ">Bye Riverside Clinic" in text
        assert "&lt;strong&gt;Bye&lt;/strong&gt; Riverside Clinic" in text
        assert words("posting-closed").body == ""
        assert "means nothing here" in client.post(url, {"subject": "", "body": "{{ x }}"}).text
        assert client.get(url).status_code == 405

    def test_a_writer_changes_no_words(self, sign_in: SignIn) -> None:
        client = sign_in("writer")
        for name in ("change", "preview"):
            url = words_url("posting-closed", name)
            assert client.post(url, {"subject": "S", "body": "B"}).status_code == 403

    def test_words_are_neither_added_nor_deleted(self, administrator: Client) -> None:
        assert administrator.get(reverse("admin:jobboard_mailwording_add")).status_code == 403
        url = words_url("posting-closed", "delete")
        assert administrator.post(url, {"post": "yes"}).status_code == 403


class TestStartPage:
    @pytest.mark.slow
    def test_a_missing_worker_is_told(self, administrator: Client) -> None:
        assert "The worker is not running" in administrator.get(reverse("admin:index")).text
        coordination.beat("w", timezone.now() - timedelta(minutes=30))
        assert "not been seen for 30" in administrator.get(reverse("admin:index")).text
        coordination.beat("w", timezone.now())
        assert "The worker" not in administrator.get(reverse("admin:index")).text

    def test_missing_mail_settings_are_told(self, administrator: Client, settings: Any) -> None:
        settings.MAILERS = {"default": settings.MAILERS["default"]}
        assert "JOBBOARD_SMTP_URL" in administrator.get(reverse("admin:index")).text

    def test_what_failed_waits(
        self, administrator: Client, django_assert_max_num_queries: Any
    ) -> None:
        enqueue().give_up(timezone.now(), "550 no")
        make_timetable(timezone.now())
        entry = TimetableEntry.objects.get(name="rates")
        entry.begin(timezone.now())
        entry.fail(timezone.now(), "the bank is closed")
        text = administrator.get(reverse("admin:index")).text
        assert "<b>1</b> Mails that were given up" in text
        assert "“Load exchange rates” failed: the bank is closed" in text
        person = User.objects.get(email="administrator@desk.example")
        with django_assert_max_num_queries(4):
            work_waiting_for(person)
            alerts_for(person)

    def test_a_writer_is_told_nothing_of_it(self, sign_in: SignIn) -> None:
        text = sign_in("writer").get(reverse("admin:index")).text
        assert "worker" not in text
        assert "given up" not in text


class TestTimetableInTheAdmin:
    url = "admin:jobboard_timetableentry_changelist"

    def test_it_shows_each_entry_with_its_last_error(self, sign_in: SignIn) -> None:
        make_timetable(timezone.now())
        entry = TimetableEntry.objects.get(name="rates")
        entry.begin(timezone.now())
        entry.fail(timezone.now(), "the bank is closed")
        text = sign_in("moderator").get(reverse(self.url)).text
        assert "Load exchange rates" in text
        assert "the bank is closed" in text

    def test_an_administrator_has_one_run_at_once(self, administrator: Client) -> None:
        make_timetable(timezone.now())
        entry = TimetableEntry.objects.get(name="rates")
        administrator.post(
            reverse(self.url), {"action": "run_soon", "_selected_action": [entry.pk]}
        )
        entry.refresh_from_db()
        assert entry.next_run_at <= timezone.now()


class TestTrying:
    """``manage.py send_test_mail``."""

    @pytest.fixture(autouse=True)
    def _through(self, settings: Any) -> None:
        self.settings = settings

    def point_at(self, port: int) -> None:
        backend = "jobboard.mail.smtp.Backend"
        options = {"host": "127.0.0.1", "port": port, "timeout": 1}
        self.settings.MAILERS = {"transport": {"BACKEND": backend, "OPTIONS": options}}

    def test_it_says_that_the_server_took_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        with running() as server:
            self.point_at(server.port)
            call_command("send_test_mail", "ann@example.org")
        assert "took the mail" in capsys.readouterr().out
        assert server.received[0]["Subject"] == "Mail from Open Roles works"
        assert not OutgoingMail.objects.exists()

    @pytest.mark.parametrize(
        ("answers", "said"),
        [
            ({"rcpt": "550 no such user"}, "refuses the recipient: 550 no such user"),
            ({"mail": "553 not yours"}, "refuses the sender's address: 553 not yours"),
        ],
    )
    def test_it_says_what_the_server_refused(self, answers: dict[str, str], said: str) -> None:
        with running(**answers) as server:
            self.point_at(server.port)
            with pytest.raises(CommandError, match=said):
                call_command("send_test_mail", "ann@example.org")

    def test_it_says_that_nothing_listens(self) -> None:
        with running() as server:
            self.point_at(server.port)
        with pytest.raises(CommandError, match="Nothing listens"):
            call_command("send_test_mail", "ann@example.org")

    def test_it_says_which_settings_are_missing(self) -> None:
        self.settings.MAILERS = {}
        with pytest.raises(CommandError, match="JOBBOARD_SMTP_URL"):
            call_command("send_test_mail", "ann@example.org")

    def test_it_wants_an_address(self) -> None:
        with pytest.raises(CommandError, match="no e-mail address"):
            call_command("send_test_mail", "ann")
