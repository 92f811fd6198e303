"""How long a statement may take: short where a visitor waits for a page, longer elsewhere."""

from dataclasses import dataclass
from enum import StrEnum

GRACE_SECONDS = 2.0  # the server ends a statement first; one that does not is hung itself


class Kind(StrEnum):
    """What a process does with the database."""

    PAGE = "page"
    WORK = "work"
    MIGRATION = "migration"


@dataclass(frozen=True)
class Waits:
    """Seconds after which the server ends a statement, or its wait for a lock."""

    statement: int
    lock: int

    @property
    def silence(self) -> float:
        """Seconds after which a server that has not answered is given up."""
        return self.statement + GRACE_SECONDS

    def as_options(self) -> str:
        """The limits as libpq's ``options``, so that they cost no statement of their own."""
        return f"-c statement_timeout={self.statement}s -c lock_timeout={self.lock}s"

    def as_sql(self) -> str:
        """The limits as statements, for a connection that is open already."""
        return f"SET statement_timeout = '{self.statement}s'; SET lock_timeout = '{self.lock}s'"


class Process:
    """What this process is: commands and the worker do work, until ``wsgi.py`` says otherwise."""

    kind = Kind.WORK
