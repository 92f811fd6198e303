"""The admin of a public board opens only with a second factor."""

import re
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.test import Client

from jobboard.models import User
from tests.jobboard.accounts.conftest import (
    PASSWORD,
    CodeFromMail,
    app_code,
    ask_for_code,
)

pytestmark = pytest.mark.django_db

PASSWORD_PAGE = "/accounts/sign-in/password/"
SET_UP = "/accounts/second-factor/app/"


@pytest.fixture
def public(settings: Any) -> None:
    settings.STAFF_2FA = True


def sign_in(client: Client) -> str:
    values = {"login": "root@desk.example", "password": PASSWORD, "next": "/admin/"}
    return client.post(PASSWORD_PAGE, values, follow=True).request["PATH_INFO"]


def set_up(client: Client) -> str:
    """Set the app up as a person does and return its key."""
    page = client.get(SET_UP + "?next=/admin/").text
    found = re.search(r'account__key">([A-Z2-7]+)<', page)
    assert found
    response = client.post(SET_UP, {"code": app_code(found[1])})
    assert response["Location"] == "/accounts/recovery-codes/"
    return found[1]


def recovery_codes(client: Client) -> list[str]:
    return re.findall(r"<li><code>(\d+)</code>", client.get("/accounts/recovery-codes/").text)


def forget_used_codes() -> None:
    """A code counts once; the next one comes half a minute later."""
    from django.core.cache import cache  # noqa: PLC0415

    cache.clear()


class TestOnALocalBoard:
    def test_a_password_is_enough(self, client: Client, administrator: User) -> None:
        assert sign_in(client) == "/admin/"

    def test_who_has_a_second_factor_is_asked_for_it_all_the_same(
        self, client: Client, administrator: User
    ) -> None:
        sign_in(client)
        set_up(client)
        assert sign_in(Client()) == "/accounts/sign-in/second-factor/"


@pytest.mark.usefixtures("public")
class TestOnAPublicBoard:
    def test_who_has_no_second_factor_is_led_to_set_one_up(
        self, client: Client, administrator: User
    ) -> None:
        assert sign_in(client) == SET_UP
        for path in ("/admin/", "/admin/jobboard/user/", "/admin/password_change/"):
            assert client.get(path).status_code == 302

    def test_then_the_admin_opens(self, client: Client, administrator: User) -> None:
        sign_in(client)
        set_up(client)
        assert "/admin/" in client.get("/accounts/recovery-codes/").text
        assert client.get("/admin/").status_code == 200

    def test_next_time_password_and_app_are_both_needed(
        self, client: Client, administrator: User
    ) -> None:
        sign_in(client)
        key = set_up(client)
        forget_used_codes()
        later = Client()
        assert sign_in(later) == "/accounts/sign-in/second-factor/"
        assert later.get("/admin/").status_code == 302
        assert later.post("/accounts/sign-in/second-factor/", {"code": "000000"}).status_code == 200
        response = later.post("/accounts/sign-in/second-factor/", {"code": app_code(key)})
        assert response["Location"] == "/admin/"
        assert later.get("/admin/").status_code == 200

    @pytest.mark.slow
    def test_a_code_by_mail_does_not_replace_the_second_factor(
        self, client: Client, administrator: User, code_from_mail: CodeFromMail
    ) -> None:
        sign_in(client)
        key = set_up(client)
        forget_used_codes()
        later = Client()
        ask_for_code(later, administrator.email)
        response = later.post("/accounts/sign-in/code/", {"code": code_from_mail()})
        assert response["Location"] == "/accounts/sign-in/second-factor/"
        later.post("/accounts/sign-in/second-factor/", {"code": app_code(key)})
        assert later.get("/admin/").status_code == 200

    def test_a_code_of_the_app_counts_once(self, client: Client, administrator: User) -> None:
        sign_in(client)
        key = set_up(client)
        forget_used_codes()
        code = app_code(key)
        for expected in (302, 200):
            browser = Client()
            sign_in(browser)
            url = "/accounts/sign-in/second-factor/"
            assert browser.post(url, {"code": code}).status_code == expected

    def test_a_recovery_code_lets_in_once(self, client: Client, administrator: User) -> None:
        sign_in(client)
        set_up(client)
        codes = recovery_codes(client)
        assert len(codes) == 10
        for expected in (302, 200):
            browser = Client()
            sign_in(browser)
            url = "/accounts/sign-in/second-factor/"
            assert browser.post(url, {"code": codes[0]}).status_code == expected

    def test_guessing_the_second_factor_ends_after_five(
        self, client: Client, administrator: User
    ) -> None:
        sign_in(client)
        key = set_up(client)
        forget_used_codes()
        later = Client(REMOTE_ADDR="198.51.100.1")
        sign_in(later)
        url = "/accounts/sign-in/second-factor/"
        for number in range(6):
            later.post(url, {"code": f"{number:06}"})
        assert later.post(url, {"code": app_code(key)}).status_code == 200

    def test_employers_are_not_asked_for_one(self, client: Client, employer: User) -> None:
        client.force_login(employer)
        assert client.get("/employers/account/").status_code == 200

    def test_who_is_no_editor_is_not_led_in(self, client: Client, employer: User) -> None:
        client.force_login(employer)
        assert client.get("/admin/", follow=True).status_code == 403

    def test_removing_it_closes_the_admin_again(self, client: Client, administrator: User) -> None:
        sign_in(client)
        set_up(client)
        assert client.post("/accounts/second-factor/app/remove/").status_code == 302
        assert client.get("/admin/").status_code == 302

    def test_the_way_in_leads_to_no_other_site(self, client: Client, administrator: User) -> None:
        sign_in(client)
        set_up(client)
        response = client.get("/admin/login/?next=https://evil.example/")
        assert response["Location"] == "/admin/"


class TestResetByAnAdministrator:
    @pytest.fixture
    def editor(self, db: None) -> User:
        user = User.objects.create_user("editor@desk.example", PASSWORD, is_staff=True)
        for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
            Authenticator.objects.create(user=user, type=kind, data={"secret": "X", "seed": "X"})
        return user

    def test_app_and_codes_go_and_the_log_says_who_did_it(
        self, client: Client, administrator: User, editor: User
    ) -> None:
        client.force_login(administrator)
        assert "app, since" in client.get(f"/admin/jobboard/user/{editor.pk}/change/").text
        values = {"action": "reset_second_factor", "_selected_action": [editor.pk]}
        response = client.post("/admin/jobboard/user/", values, follow=True)
        assert "Second factor reset: editor@desk.example" in response.text
        assert not Authenticator.objects.exists()
        line = LogEntry.objects.get(object_id=str(editor.pk))
        assert (line.user, line.change_message) == (administrator, "second factor reset")

    def test_the_only_administrator_does_it_at_the_machine(self, editor: User) -> None:
        with pytest.raises(CommandError, match="Nobody"):
            call_command("reset_second_factor", "nobody@desk.example")
        call_command("reset_second_factor", "Editor@desk.example", stdout=StringIO())
        assert not Authenticator.objects.exists()

    def test_only_administrators_may(self, client: Client, editor: User) -> None:
        from django.contrib.auth.models import Permission  # noqa: PLC0415

        clerk = User.objects.create_user("clerk@desk.example", PASSWORD, is_staff=True)
        clerk.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
        client.force_login(clerk)
        values = {"action": "reset_second_factor", "_selected_action": [editor.pk]}
        client.post("/admin/jobboard/user/", values)
        assert Authenticator.objects.count() == 2


def test_an_address_that_was_changed_opens_nothing(
    client: Client, administrator: User, employer: User
) -> None:
    EmailAddress.objects.create(user=employer, email=employer.email, verified=True, primary=True)
    client.force_login(administrator)
    values = {"email": "new@employer.example", "name": "Emma", "is_active": "on"}
    client.post(f"/admin/jobboard/user/{employer.pk}/change/", values)
    assert not EmailAddress.objects.exists()


def test_secrets_are_not_listed_in_the_admin(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    text = client.get("/admin/").text
    assert "Authenticator" not in text
    assert "/admin/account/" not in text


def test_only_staff_who_are_asked_cost_a_query(
    client: Client, administrator: User, settings: Any, django_assert_max_num_queries: Any
) -> None:
    client.force_login(administrator)
    client.get("/admin/jobboard/picture/")
    with django_assert_max_num_queries(12):
        client.get("/admin/jobboard/picture/")
