"""One file that holds a whole board: database, media, secret key, the demo users' passwords.

The file is a tar archive: ``manifest.json``, ``database.dump`` (pg_dump's own format), ``media/``
and single files of the board's folder. Collected files and indexes are derived, so not in it.
It holds personal data and the key that signs sessions: readable for its owner only.
"""

import json
import shutil
import subprocess
import tarfile
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from jobboard.postgres.account import clean_environment, program
from jobboard.postgres.backend.base import DatabaseWrapper, embedded

FORMAT = 1
SINGLE_FILES = ("secret-key", "demo-users.txt")
MEDIA = "media"
LEAVING = 10.0  # seconds for the sessions of programs that have just ended to leave the server
PAUSE = 0.1  # seconds between two looks
FRESH_SCHEMA = """
DROP SCHEMA public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""

# What waited when the backup was made may have been sent since then.
HELD_MAIL = """
UPDATE jobboard_outgoingmail SET given_up_at = now(), delayed_reason = '', last_error =
'It waited when the backup was made, so it may have been sent since: look before you send it again.'
WHERE sent_at IS NULL AND given_up_at IS NULL
"""


class BackupError(RuntimeError):
    """Nothing was saved or brought back; the message says why."""


def save(var: Path) -> Path:
    """Save the board of ``var``, also while it runs; return the new file in its ``backups/``."""
    folder = var / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"board-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.tar"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".saving-") as place:
        dump, draft = Path(place) / "database.dump", Path(place) / "board.tar"
        run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
        manifest = dump.with_name("manifest.json")
        manifest.write_text(json.dumps(describe(), indent=1))
        with draft.open("xb") as file, tarfile.open(fileobj=file, mode="w") as archive:
            for path in (manifest, dump, *(var / name for name in (*SINGLE_FILES, MEDIA))):
                if path.exists():
                    archive.add(path, arcname=path.name)
        draft.chmod(0o600)
        draft.rename(target)
    return target


def restore(file: Path, var: Path, *, force: bool = False) -> Path | None:
    """Bring back what ``save`` saved to the folder ``var``. The board must not be running.

    A board that holds something already is refused, unless ``force``: then it is saved first, and
    that file is returned. The database changes in one transaction, before anything else does.
    Mail that waited when the backup was made is given up, for it may have been sent since.
    """
    with tempfile.TemporaryDirectory(dir=var, prefix=".restoring-") as place:
        parts = unpack(file, Path(place))
        refuse_if_running()
        before = keep_what_is_there(var, force=force)
        load(parts / "database.dump")
        hold_mail()
        for name in (*SINGLE_FILES, MEDIA):
            if (parts / name).exists():
                replace(parts / name, var / name)
        (var / "demo-to-load").unlink(missing_ok=True)
        shutil.rmtree(var / "index", ignore_errors=True)  # it knows the postings of before
    return before


def describe() -> dict[str, Any]:
    """Return what a later version has to know about a backup."""
    applied = MigrationLoader(connection).applied_migrations
    return {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
    }


def unpack(file: Path, folder: Path) -> Path:
    """Unpack a backup into ``folder`` after checking that this version can use it."""
    try:
        with tarfile.open(file) as archive:
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / "manifest.json").read_text())
        known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
        newer = set(manifest["migrations"]) - known
        is_ours = manifest["format"] == FORMAT and (folder / "database.dump").exists()
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{file} cannot be read as a backup of a board: {error}.") from error
    if newer or not is_ours:
        raise BackupError(f"{file} was made by a newer version of the board; update first.")
    return folder


def refuse_if_running() -> None:
    """Raise BackupError if anybody else stays connected to the database.

    A session is listed until its server process has ended, which on a busy machine is a moment
    after its program: our own a moment ago, or a web server that was just stopped.
    """
    connection.close()
    cast("DatabaseWrapper", connection).close_pool()
    until = time.monotonic() + LEAVING
    while ask(OTHERS) != "0":
        if time.monotonic() > until:
            raise BackupError("The board is running: stop web server and worker, then restore.")
        time.sleep(PAUSE)


def refuse_nothing() -> None:
    """Raise BackupError if the database holds no board: it may be another one than is meant."""
    if has_no_tables():
        raise BackupError("The database is empty: there is no board to save.")


def has_no_tables() -> bool:
    """Tell whether the database is as it was made."""
    return ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"


def keep_what_is_there(var: Path, *, force: bool) -> Path | None:
    """Save what a restore would replace; without ``force`` refuse to replace anything."""
    if has_no_tables() and not any((var / MEDIA).glob("*")):
        return None
    if not force:
        raise BackupError(
            f"The board in {var} holds something already. --force (make restore: FORCE=1) saves it "
            "first and then replaces it; JOBBOARD_VAR names another folder."
        )
    return save(var)


def load(dump: Path) -> None:
    """Replace the database's content, all or nothing."""
    script = dump.with_suffix(".sql")
    run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump))
    options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
    run("psql", *options, "--command", FRESH_SCHEMA, "--file", str(script))


def hold_mail() -> None:
    """Send nothing that the restored queue holds, before a person has looked at it."""
    if ask("SELECT to_regclass('public.jobboard_outgoingmail')"):
        run("psql", "--no-psqlrc", "--quiet", "--command", HELD_MAIL)


def replace(new: Path, old: Path) -> None:
    """Put ``new`` in the place of ``old``, of which a saved copy exists."""
    gone = new.with_name(f"{new.name}.gone")
    if old.exists():
        old.rename(gone)
    shutil.move(new, old)


def ask(query: str) -> str:
    """Return the one value that ``query`` gives."""
    return run("psql", "--no-psqlrc", "--tuples-only", "--no-align", "--command", query).strip()


def run(name: str, *arguments: str) -> str:
    """Run one of PostgreSQL's client programs on the board's database; return what it printed."""
    done = subprocess.run(  # noqa: S603
        [str(program(name)), *arguments],
        env=clean_environment() | database_variables(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()}")
    return done.stdout


def database_variables() -> dict[str, str]:
    """Return libpq's variables for the board's database; a password is in no command line."""
    database = connection.settings_dict
    options = {
        f"PG{name.upper()}": str(value)
        for name, value in database["OPTIONS"].items()
        if name in {"passfile", "service", "sslcert", "sslkey", "sslmode", "sslrootcert"}
    }
    place = {f"PG{name}": str(database[name]) for name in ("HOST", "PORT", "USER", "PASSWORD")}
    if settings.EMBEDDED_POSTGRES:
        server = embedded()
        place = {"PGHOST": server.host, "PGPORT": str(server.port), "PGUSER": server.user}
    found = {**options, **place, "PGDATABASE": str(database["NAME"])}
    return {name: value for name, value in found.items() if value}
