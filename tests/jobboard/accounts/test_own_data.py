"""People see and delete what is kept about them."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.test import Client

from jobboard.models import OpenForm, OutgoingMail, UnsavedText, User
from tests.jobboard.accounts.conftest import CodeFromMail

pytestmark = pytest.mark.django_db

PAGE = "/employers/account/"


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    for path in (PAGE, PAGE + "data.json", PAGE + "delete/"):
        assert client.get(path)["Location"].startswith("/accounts/sign-in/?next=")
    assert client.post(PAGE + "delete/code/").status_code == 302


def test_the_file_holds_account_postings_and_admin(client: Client, employer: User) -> None:
    client.force_login(employer)
    response = client.get(PAGE + "data.json")
    assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in response["Cache-Control"]
    data = response.json()
    assert data["account"]["email"] == "jobs@employer.example"
    assert data.keys() == {"account", "postings", "admin"}
    assert "password" not in response.text


def test_the_file_holds_what_the_admin_keeps(client: Client, administrator: User) -> None:
    place = {"user": administrator, "model": "roles.guide", "object_id": 7, "key": "k"}
    OpenForm.objects.create(**place, field="introduction")
    UnsavedText.objects.create(**place, data={"introduction": ["Not saved yet."]})
    LogEntry.objects.create(user=administrator, action_flag=CHANGE, object_repr="Nurse")
    client.force_login(administrator)
    kept = client.get(PAGE + "data.json").json()["admin"]
    assert [form["field"] for form in kept["open_forms"]] == ["introduction"]
    assert [text["data"] for text in kept["unsaved_texts"]] == [
        {"introduction": ["Not saved yet."]}
    ]
    assert [change["object_repr"] for change in kept["changes"]] == ["Nurse"]


# What of a person stands in the file, and why the rest does not.
IN_THE_FILE = {
    *("UnsavedText", "OpenForm", "LogEntry", "Revision", "CompanyMember", "CompanyRevision"),
    *("Listing", "PostingDraft", "PostingRevision", "ModerationNote", "User_groups"),
}
NOT_IN_IT = {
    "EmailAddress": "holds the address of the account and nothing else",
    "Authenticator": "is a secret of the second factor, which no file may hold",
    "Author": "is public, and stays when the account goes",
    "User_user_permissions": "is given by groups alone",
}


def test_each_table_that_names_a_person_is_in_the_file_or_says_why_not() -> None:
    """A new table about people fails here until somebody has thought of it."""
    fields = User._meta.get_fields(include_hidden=True)
    pointing = [one for one in fields if one.auto_created and one.is_relation]
    naming = {str(one.related_model.__name__) for one in pointing if one.related_model}
    assert naming == IN_THE_FILE | NOT_IN_IT.keys()


class TestDeleting:
    def test_the_code_from_the_mail_deletes_the_account(
        self,
        client: Client,
        employer: User,
        code_from_mail: CodeFromMail,
    ) -> None:
        client.force_login(employer)
        assert client.post(PAGE + "delete/code/")["Location"] == PAGE + "delete/"
        assert OutgoingMail.objects.get().recipient == employer.email
        assert "Delete for good" in client.get(PAGE + "delete/").text
        response = client.post(PAGE + "delete/", {"code": code_from_mail()}, follow=True)
        assert "Your account is deleted" in response.text
        assert not User.objects.exists()
        assert client.get(PAGE).status_code == 302

    def test_without_a_code_nothing_is_deleted(self, client: Client, employer: User) -> None:
        client.force_login(employer)
        assert client.post(PAGE + "delete/", {"code": ""})["Location"] == PAGE
        assert User.objects.exists()

    def test_three_wrong_codes_end_it(
        self, client: Client, employer: User, code_from_mail: CodeFromMail
    ) -> None:
        client.force_login(employer)
        client.post(PAGE + "delete/code/")
        for code in ("BCDF-GHJK", "", "\x00", "ü", "BCDF-GHJK", "BCDF-GHJK"):
            response = client.post(PAGE + "delete/", {"code": code})
            assert response.status_code == 200
            assert 'class="error"' in response.text
        answer = client.post(PAGE + "delete/", {"code": code_from_mail()})
        assert "Too many wrong codes" in answer.text
        assert User.objects.exists()

    def test_a_code_of_another_account_is_none(
        self, client: Client, employer: User, code_from_mail: CodeFromMail
    ) -> None:
        client.force_login(employer)
        client.post(PAGE + "delete/code/")
        other = User.objects.create_user("other@employer.example")
        client.force_login(other)
        client.post(PAGE + "delete/", {"code": code_from_mail()})
        assert User.objects.count() == 2

    def test_staff_are_deleted_by_an_administrator(
        self, client: Client, administrator: User
    ) -> None:
        client.force_login(administrator)
        assert client.post(PAGE + "delete/code/")["Location"] == PAGE
        assert not OutgoingMail.objects.exists()
        assert "An administrator deletes" in client.get(PAGE).text

    def test_mail_is_limited(self, client: Client, employer: User) -> None:
        client.force_login(employer)
        answers = [client.post(PAGE + "delete/code/").status_code for _ in range(6)]
        assert answers == [302] * 5 + [429]
        assert OutgoingMail.objects.count() == 5

    def test_no_get_deletes(self, client: Client, employer: User) -> None:
        client.force_login(employer)
        assert client.get(PAGE + "delete/code/").status_code == 405
        assert not OutgoingMail.objects.exists()
