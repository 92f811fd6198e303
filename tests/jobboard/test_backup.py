"""What is saved comes back whole, and nothing is lost on the way."""

import io
import json
import stat
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from jobboard import backup, mail
from jobboard.backup import BackupError, refuse_nothing, restore, save
from jobboard.models import MailState
from tests.database import end_sessions

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _alone() -> None:
    """End what threads and loops of earlier tests left connected: a restore wants to be alone."""
    end_sessions()


@pytest.fixture(autouse=True)
def board(tmp_path: Path) -> Path:
    """A board's folder with one picture and one key, and one group of users in the database."""
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "logo.png").write_bytes(b"picture")
    (tmp_path / "secret-key").write_text("first key")
    Group.objects.create(name="saved")
    return tmp_path


def lose_everything(board: Path) -> None:
    Group.objects.all().delete()
    (board / "media" / "logo.png").unlink()
    (board / "secret-key").write_text("another key")


@contextmanager
def another_session() -> Iterator[BaseDatabaseWrapper]:
    """A session of somebody else in the board's database."""
    session = connection.copy()
    session.inc_thread_sharing()
    session.connect()
    try:
        yield session
    finally:
        session.close()


def test_database_media_and_key_come_back(board: Path) -> None:
    file = save(board)
    lose_everything(board)
    restore(file, board, force=True)
    assert Group.objects.filter(name="saved").exists()
    assert (board / "media" / "logo.png").read_bytes() == b"picture"
    assert (board / "secret-key").read_text() == "first key"


@pytest.mark.slow
def test_mail_that_waited_then_is_not_sent_a_second_time(board: Path) -> None:
    facts = {"code": "1", "minutes": "15"}
    row = mail.enqueue("sign-in-code", "ann@example.org", facts, key="k")
    file = save(board)
    row.attempt(timezone.now())
    row.mark_sent(timezone.now())
    restore(file, board, force=True)
    row.refresh_from_db()
    assert row.state == MailState.GIVEN_UP
    assert "may have been sent" in row.last_error
    assert row.may_be_sent_again


def test_a_backup_is_for_its_owner_alone(board: Path) -> None:
    file = save(board)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_board_that_holds_something_is_not_replaced_unasked(board: Path) -> None:
    file = save(board)
    Group.objects.create(name="made later")
    with pytest.raises(BackupError, match="FORCE=1"):
        restore(file, board)
    assert Group.objects.filter(name="made later").exists()


@pytest.mark.slow
def test_what_a_restore_replaces_is_saved_first(board: Path) -> None:
    file = save(board)
    Group.objects.create(name="made later")
    before = restore(file, board, force=True)
    assert not Group.objects.filter(name="made later").exists()
    assert before is not None
    restore(before, board, force=True)
    assert Group.objects.filter(name="made later").exists()


def test_nothing_is_brought_back_while_somebody_else_is_connected(
    board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "LEAVING", 0.2)
    file = save(board)
    lose_everything(board)
    with another_session(), pytest.raises(BackupError, match="stop web server and worker"):
        restore(file, board, force=True)
    assert not Group.objects.filter(name="saved").exists()


def test_a_session_that_is_just_leaving_is_waited_for(board: Path) -> None:
    file = save(board)
    lose_everything(board)
    with another_session() as session:
        leaving = threading.Timer(0.5, session.close)
        leaving.start()
        restore(file, board, force=True)
        leaving.join()
    assert Group.objects.filter(name="saved").exists()


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_a_file_that_is_no_backup_changes_nothing(content: bytes, board: Path) -> None:
    file = board / "wrong.tar"
    file.write_bytes(content)
    with pytest.raises(BackupError, match="cannot be read as a backup"):
        restore(file, board, force=True)
    assert Group.objects.filter(name="saved").exists()


def test_a_damaged_dump_changes_nothing(board: Path) -> None:
    file = board / "damaged.tar"
    with tarfile.open(file, "w") as archive:
        for name, content in (
            ("manifest.json", json.dumps({"format": 1, "migrations": []}).encode()),
            ("database.dump", b"PGDMP and then nothing"),
        ):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    with pytest.raises(BackupError, match="pg_restore failed"):
        restore(file, board, force=True)
    assert Group.objects.filter(name="saved").exists()


def test_a_backup_of_a_newer_version_is_refused(board: Path) -> None:
    file = board / "newer.tar"
    manifest = json.dumps({"format": 1, "migrations": ["listings.9999_of_the_future"]}).encode()
    with tarfile.open(file, "w") as archive:
        for name, content in (("manifest.json", manifest), ("database.dump", b"")):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    with pytest.raises(BackupError, match="newer version"):
        restore(file, board)


def test_an_empty_database_is_not_saved_as_if_it_were_a_board() -> None:
    refuse_nothing()
    with connection.cursor() as cursor:
        cursor.execute("ALTER SCHEMA public RENAME TO elsewhere; CREATE SCHEMA public")
    try:
        with pytest.raises(BackupError, match="no board to save"):
            refuse_nothing()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public; ALTER SCHEMA elsewhere RENAME TO public")
