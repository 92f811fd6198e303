"""Users at the admin: an e-mail address is the login."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jobboard.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "three-plain-words"
NEW = {
    "email": "new@desk.example",
    "name": "New",
    "usable_password": "true",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root@desk.example", PASSWORD))
    return client


def test_a_person_signs_in_with_address_and_password(client: Client) -> None:
    User.objects.create_superuser("Root@desk.example", PASSWORD)
    way = client.get(reverse("admin:index"), follow=True)
    assert way.redirect_chain[-1][0].startswith(reverse("account_login"))
    values = {"login": "root@desk.example", "password": PASSWORD, "next": reverse("admin:index")}
    signed_in = client.post(reverse("account_login"), values, follow=True)
    assert signed_in.status_code == 200
    assert signed_in.redirect_chain[-1][0] == reverse("admin:index")


def test_a_user_is_added_by_address(administrator: Client) -> None:
    url = reverse("admin:jobboard_user_add")
    assert administrator.get(url).status_code == 200
    assert administrator.post(url, NEW).status_code == 302
    assert User.objects.get(email="new@desk.example").check_password(PASSWORD)


@pytest.mark.parametrize(
    "changes",
    [
        {"email": ""},
        {"email": "no address"},
        {"email": "ROOT@desk.example"},
        {"password2": "other"},
        {"password1": "1", "password2": "1"},
    ],
)
def test_a_bad_user_is_refused_with_a_message(
    administrator: Client, changes: dict[str, str]
) -> None:
    response = administrator.post(reverse("admin:jobboard_user_add"), {**NEW, **changes})
    assert response.status_code == 200
    assert response.context["errors"]
    assert User.objects.count() == 1


def test_a_user_is_changed_and_gets_another_password(administrator: Client) -> None:
    user = User.objects.create_user("old@desk.example", PASSWORD)
    url = reverse("admin:jobboard_user_change", args=[user.pk])
    assert administrator.get(url).status_code == 200
    values = {"email": "renamed@desk.example", "name": "Renamed", "is_active": "on"}
    assert administrator.post(url, values).status_code == 302
    user.refresh_from_db()
    assert user.email == "renamed@desk.example"
    change = reverse("admin:auth_user_password_change", args=[user.pk])
    other = {"password1": "four-other-words", "password2": "four-other-words"}
    assert administrator.post(change, {**other, "usable_password": "true"}).status_code == 302
    user.refresh_from_db()
    assert user.check_password("four-other-words")


def test_people_change_their_own_password(administrator: Client) -> None:
    values = {
        "old_password": PASSWORD,
        "new_password1": "four-other-words",
        "new_password2": "four-other-words",
    }
    assert administrator.post(reverse("admin:password_change"), values).status_code == 302


def test_a_list_of_users_is_searched_by_name(administrator: Client) -> None:
    response = administrator.get(reverse("admin:jobboard_user_changelist"), {"q": "root"})
    assert response.status_code == 200
    assert len(response.context["cl"].result_list) == 1
