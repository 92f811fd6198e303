"""The demo's users, and where the demo may be."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from jobboard.demo.people import make_users
from jobboard.models import User
from listings.models import (
    Listing,
)

pytestmark = pytest.mark.django_db


def test_the_users_have_their_groups_and_passwords_that_only_the_owner_reads(
    tmp_path: Path,
) -> None:
    path = make_users(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    lines = [line.split() for line in path.read_text().splitlines() if "@" in line]
    assert len(lines) == 4
    for address, password in lines:
        user = User.objects.get(email=address)
        assert user.check_password(password)
        assert user.is_staff
        assert user.is_demo
    editor = User.objects.get(email="editor@demo.example")
    assert [group.name for group in editor.groups.all()] == ["editor"]
    assert not editor.is_superuser


def test_making_users_twice_keeps_their_passwords(tmp_path: Path) -> None:
    first = make_users(tmp_path).read_text()
    assert make_users(tmp_path).read_text() == first


def test_a_lost_file_of_passwords_means_new_ones(tmp_path: Path) -> None:
    path = make_users(tmp_path)
    first = path.read_text()
    path.unlink()
    assert make_users(tmp_path).read_text() != first


@pytest.mark.parametrize("action", ["load", "users"])
def test_the_demo_refuses_a_public_address(action: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PUBLIC", replace(settings.PUBLIC, is_local=False))
    with pytest.raises(CommandError, match="DEMO=0 make run"):
        call_command("demo", action)
    assert not Listing.objects.exists()
    assert not User.objects.exists()
