"""Employers sign in with a code by e-mail; strangers learn nothing by trying."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jobboard.models import Allowance, OutgoingMail, User
from jobboard.site import identity
from tests.jobboard.accounts.conftest import PASSWORD, CodeFromMail, ask_for_code

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/sign-in/"
TYPE_CODE = "/accounts/sign-in/code/"
OWN_DATA = "/employers/account/"
OWN_POSTINGS = "/employers/postings/"


def is_signed_in(client: Client) -> bool:
    return client.get(OWN_DATA).status_code == 200


class TestWithACode:
    def test_the_code_from_the_mail_lets_in(
        self, client: Client, employer: User, code_from_mail: CodeFromMail
    ) -> None:
        ask_for_code(client, employer.email)
        assert OutgoingMail.objects.get().recipient == employer.email
        response = client.post(TYPE_CODE, {"code": code_from_mail()})
        assert response["Location"] == OWN_POSTINGS
        assert is_signed_in(client)

    def test_capitals_and_dashes_do_not_matter(
        self, client: Client, employer: User, code_from_mail: CodeFromMail
    ) -> None:
        ask_for_code(client, "  JOBS@Employer.Example ")
        client.post(TYPE_CODE, {"code": code_from_mail().replace("-", " ").lower()})
        assert is_signed_in(client)

    def test_it_leads_back_to_the_page_that_asked(
        self, client: Client, employer: User, code_from_mail: CodeFromMail
    ) -> None:
        asked = client.get(OWN_DATA + "data.json")
        assert asked["Location"] == f"{SIGN_IN}?next=/employers/account/data.json"
        ask_for_code(client, employer.email, next="/employers/account/data.json")
        page = client.get(TYPE_CODE + "?next=/employers/account/data.json").text
        assert 'name="next" value="/employers/account/data.json"' in page
        values = {"code": code_from_mail(), "next": "/employers/account/data.json"}
        assert client.post(TYPE_CODE, values)["Location"] == "/employers/account/data.json"

    def test_it_leads_to_no_other_site(
        self, client: Client, employer: User, code_from_mail: CodeFromMail
    ) -> None:
        ask_for_code(client, employer.email)
        values = {"code": code_from_mail(), "next": "https://evil.example/"}
        assert client.post(TYPE_CODE, values)["Location"] == OWN_POSTINGS

    def test_a_code_holds_in_the_browser_that_asked(
        self, client: Client, employer: User, code_from_mail: CodeFromMail
    ) -> None:
        ask_for_code(client, employer.email)
        other = Client()
        assert other.post(TYPE_CODE, {"code": code_from_mail()})["Location"] == SIGN_IN
        assert not is_signed_in(other)

    def test_a_code_holds_for_three_tries(
        self, client: Client, employer: User, code_from_mail: CodeFromMail
    ) -> None:
        ask_for_code(client, employer.email)
        wrong = [client.post(TYPE_CODE, {"code": "BCDF-GHJK"}) for _ in range(3)]
        assert [response.status_code for response in wrong] == [200, 200, 302]
        assert "not the code" in wrong[0].text
        client.post(TYPE_CODE, {"code": code_from_mail()})
        assert not is_signed_in(client)

    def test_tries_are_counted_outside_the_session_too(
        self, client: Client, employer: User, code_from_mail: CodeFromMail
    ) -> None:
        ask_for_code(client, employer.email)
        session = client.session
        before = dict(session)
        for _ in range(3):
            client.post(TYPE_CODE, {"code": "BCDF-GHJK"})
        session = client.session
        session.update(before)  # as a request that ran beside the others would have it
        session.save()
        client.post(TYPE_CODE, {"code": code_from_mail()})
        assert not is_signed_in(client)

    def test_a_code_expires(
        self, client: Client, employer: User, code_from_mail: CodeFromMail
    ) -> None:
        ask_for_code(client, employer.email)
        session = client.session
        session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= 16 * 60
        session.save()
        assert client.post(TYPE_CODE, {"code": code_from_mail()})["Location"] == SIGN_IN
        assert not is_signed_in(client)

    def test_who_was_closed_does_not_get_in(self, client: Client, employer: User) -> None:
        User.objects.update(is_active=False)
        ask_for_code(client, employer.email)
        assert not OutgoingMail.objects.exists()

    @pytest.mark.first(3)
    @pytest.mark.parametrize("code", ["", "\x00", "ß" * 100_000, "<script>", "' OR 1=1 --"])
    def test_hostile_codes_are_wrong_codes(self, client: Client, employer: User, code: str) -> None:
        ask_for_code(client, employer.email)
        assert client.post(TYPE_CODE, {"code": code}).status_code == 200
        assert not is_signed_in(client)


class TestWhoIsUnknown:
    def test_known_and_unknown_addresses_get_the_same_answer(
        self, client: Client, employer: User
    ) -> None:
        known = ask_for_code(client, employer.email)
        unknown = ask_for_code(Client(), "nobody@employer.example")
        strip = re.compile(r'(jobs|nobody)@employer\.example|csrfmiddlewaretoken" value="\w+"')
        assert strip.sub("", known) == strip.sub("", unknown)

    def test_known_and_unknown_addresses_cost_the_same_work(
        self, client: Client, employer: User
    ) -> None:
        """Or the time that an answer takes would tell which one it was."""
        found = []
        for address in (employer.email, "nobody@employer.example"):
            with CaptureQueriesContext(connection) as done:
                Client().post(SIGN_IN, {"email": address})
            written = [one["sql"] for one in done if one["sql"].startswith("INSERT")]
            found.append([sql.split('"')[1] for sql in written if '"' in sql])
        assert "jobboard_outgoingmail" in found[0]
        assert found[0] == found[1]

    def test_strangers_get_no_mail(self, client: Client, db: None) -> None:
        ask_for_code(client, "nobody@employer.example")
        assert not OutgoingMail.objects.exists()

    def test_wrong_codes_of_both_get_the_same_answer(self, client: Client, employer: User) -> None:
        answers = []
        for address in (employer.email, "nobody@employer.example"):
            browser = Client()
            ask_for_code(browser, address)
            tries = [browser.post(TYPE_CODE, {"code": "BCDF-GHJK"}) for _ in range(3)]
            answers.append([response.status_code for response in tries])
        assert answers[0] == answers[1]

    @pytest.mark.parametrize("address", ["", "no address", "a@b", "\x00@x.example", "x" * 9_999])
    def test_what_is_no_address_is_named(self, client: Client, address: str) -> None:
        response = client.post(SIGN_IN, {"email": address})
        assert response.status_code == 200
        assert 'class="error"' in response.text

    @pytest.mark.slow
    def test_the_sixth_code_within_an_hour_is_refused_to_both_alike(
        self, client: Client, employer: User
    ) -> None:
        for address in (employer.email, "nobody@employer.example"):
            for _ in range(5):
                ask_for_code(Client(), address)
            response = Client().post(SIGN_IN, {"email": address})
            assert "Too many attempts" in response.text
        assert OutgoingMail.objects.filter(kind="sign-in-code").count() == 5

    def test_a_flood_from_one_network_ends_whatever_the_addresses(self, db: None) -> None:
        for number in range(30):
            ask_for_code(Client(), f"jobs@employer-{number}.example")
        response = Client(REMOTE_ADDR="127.0.0.99").post(SIGN_IN, {"email": "one@more.example"})
        assert "Too many attempts" in response.text
        elsewhere = Client(REMOTE_ADDR="198.51.100.1")
        assert elsewhere.post(SIGN_IN, {"email": "one@more.example"}).status_code == 302


def test_a_board_without_mail_says_so(client: Client, employer: User, settings: Any) -> None:
    settings.MAILERS = {k: v for k, v in settings.MAILERS.items() if k != "transport"}
    for response in (client.get(SIGN_IN), client.post(SIGN_IN, {"email": employer.email})):
        assert "sends no mail at the moment" in response.text
    assert not OutgoingMail.objects.exists()


class TestWithAPassword:
    def test_wrong_passwords_and_unknown_addresses_get_the_same_answer(
        self, client: Client, administrator: User
    ) -> None:
        for address in (administrator.email, "nobody@desk.example"):
            response = client.post(
                "/accounts/sign-in/password/", {"login": address, "password": "wrong"}
            )
            assert "do not fit together" in response.text

    def test_the_sixth_guess_is_refused_even_when_right(
        self, client: Client, administrator: User
    ) -> None:
        values = {"login": administrator.email, "password": "wrong"}
        for _ in range(5):
            client.post("/accounts/sign-in/password/", values)
        response = client.post("/accounts/sign-in/password/", values | {"password": PASSWORD})
        assert "Too many attempts" in response.text
        assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "",
        "signup/",
        "sign-up/",
        "login/",
        "email/",
        "password/reset/",
        "password/change/",
        "password/set/",
        "confirm-email/",
        "social/signup/",
        "2fa/webauthn/",
    ],
)
def test_what_the_board_does_not_need_is_not_there(client: Client, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "code/", "password/", "second-factor/"])
def test_no_get_changes_anything(client: Client, employer: User, path: str) -> None:
    client.get(SIGN_IN + path)
    assert not OutgoingMail.objects.exists()
    assert not Allowance.objects.exists()


def test_signing_out_takes_a_post(client: Client, employer: User) -> None:
    client.force_login(employer)
    assert "Sign out?" in client.get("/accounts/sign-out/").text
    assert is_signed_in(client)
    assert client.post("/accounts/sign-out/")["Location"] == "/"
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", [SIGN_IN, f"{SIGN_IN}password/", "/accounts/closed/"])
def test_the_pages_are_kept_from_indexes_and_caches(client: Client, path: str) -> None:
    response = client.get(path)
    assert f"· {identity.current().name}</title>" in response.text
    assert "noindex" in response.text
    assert "no-store" in response["Cache-Control"]
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert " style=" not in response.text
    assert "<script" not in response.text
    assert "Disallow: /accounts/" in client.get("/robots.txt").text


def test_addresses_are_kept_in_small_letters(db: None) -> None:
    user = User.objects.create_user("Jobs@Employer.Example")
    assert user.email == "jobs@employer.example"
    assert User.objects.get_by_natural_key("JOBS@employer.example") == user


def test_allowances_end_by_themselves(client: Client, employer: User) -> None:
    ask_for_code(client, employer.email)
    client.post(reverse("account_confirm_login_code"), {"code": "BCDF-GHJK"})
    row = Allowance.objects.get(kind="sign-in code")
    assert row.ends_at < timezone.now() + timedelta(minutes=16)
