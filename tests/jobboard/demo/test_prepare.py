"""What ``manage.py prepare`` makes of a demo board, and of one that was a demo board."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import call_command
from django.core.management.base import CommandError

from jobboard.demo import market
from jobboard.demo.people import FILE, make_users
from jobboard.management.commands.prepare import Command
from jobboard.models import User
from tests.listings.factories import make_company, make_listing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    return tmp_path


@pytest.fixture
def _public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PUBLIC", replace(settings.PUBLIC, is_local=False))


def test_a_demo_board_has_its_users_and_the_file_of_their_passwords(var: Path) -> None:
    make_listing(is_demo=True)
    Command().demo()
    assert "administrator@demo.example" in (var / FILE).read_text()
    assert User.objects.filter(is_demo=True, is_staff=True).count() == 4


def test_a_board_without_the_demo_gets_no_users(var: Path) -> None:
    Command().demo()
    assert not User.objects.exists()
    assert not (var / FILE).exists()


@pytest.mark.usefixtures("_public")
def test_invented_postings_are_not_served_under_a_public_address() -> None:
    make_listing(company=make_company(is_demo=True), is_demo=True)
    with pytest.raises(CommandError, match="demo remove"):
        Command().refuse_public_demo()
    call_command("demo", "remove", verbosity=0)
    Command().refuse_public_demo()


def test_users_of_the_demo_are_not_served_under_a_public_address(
    var: Path, request: pytest.FixtureRequest
) -> None:
    make_users(var)
    Command().refuse_public_demo()
    request.getfixturevalue("_public")
    with pytest.raises(CommandError, match="demo remove"):
        Command().refuse_public_demo()


def test_remove_takes_the_users_and_the_file_of_their_passwords(var: Path) -> None:
    make_users(var)
    call_command("demo", "remove", verbosity=0)
    assert not User.objects.exists()
    assert not (var / FILE).exists()


def test_a_user_in_the_admins_log_stays_as_a_name_without_a_way_in(var: Path) -> None:
    make_users(var)
    editor = User.objects.get(email="editor@demo.example")
    LogEntry.objects.create(user=editor, action_flag=CHANGE, object_repr="A posting")
    done = market.remove()
    assert done.users == 3
    assert [(user, user.is_active) for user in User.objects.all()] == [(editor, False)]
    assert any("users" in line for line in done.kept)


def test_a_demo_that_comes_back_lets_its_users_in_again(var: Path) -> None:
    make_users(var)
    LogEntry.objects.create(
        user=User.objects.get(email="editor@demo.example"), action_flag=CHANGE, object_repr="x"
    )
    call_command("demo", "remove", verbosity=0)
    make_users(var)
    assert User.objects.filter(is_active=True).count() == 4
