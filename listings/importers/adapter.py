"""The interface behind which every outside system stands, and the posting each is read into."""

from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from listings.importers import systems
from listings.pay.money import Pay, PaySource
from listings.pay.tiers import PayTier

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None


class BoardError(Exception):
    """The board gave no usable answer; the message is for people. Nothing may be closed."""


class NoBoardError(BoardError):
    """The system says that it has no board of this name."""


class PostingError(ValueError):
    """One posting cannot be read; the message names the field and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class RawPosting:
    """One posting as its source gave it. ``external_id`` is empty where it has none."""

    external_id: str
    raw: Json


@dataclass(frozen=True, slots=True)
class Location:
    """One location of a posting: its text and the address that came with it."""

    text: str
    locality: str = ""
    region: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class PayGiven:
    """Pay as the source gave it. ``doubt`` says why ``pay`` is missing although there was some.

    ``tiers``: where it differs by level or place, two of them or more. ``has_equity``: a share of
    the company comes with it.
    """

    pay: Pay | None = None
    text: str = ""
    tiers: tuple[PayTier, ...] = ()
    doubt: str = ""
    has_equity: bool = False
    source: PaySource = PaySource.FEED


@dataclass(frozen=True, slots=True)
class Posting:
    """One opening in the board's own terms, whichever system it comes from.

    ``description`` is the source's HTML, not yet sanitised. ``employment_types`` are our values.
    ``posted_at`` is None where the source tells no date.
    """

    title: str
    description: str
    apply_url: str
    source_url: str
    posted_at: datetime | None
    department: str = ""
    employment_types: tuple[str, ...] = ()
    locations: tuple[Location, ...] = ()
    remote_flag: bool | None = None
    workplace_type: str = ""
    pay: PayGiven = field(default_factory=PayGiven)


class Adapter(Protocol):
    """Knows one system: where its boards are and how its answers read. Holds no state.

    ``system`` is its name in a source's row, ``label`` what people call it.
    ``parser_version`` rises whenever ``read`` gives other results for the same answer.
    """

    system: str
    label: str
    parser_version: int

    def fetch(self, board: str, seconds: float | None = None) -> bytes:
        """Ask the system for a board's answer. Raises BoardError.

        ``seconds`` are the limit of all of it, where it is not the usual one.
        """

    def postings(self, answer: bytes) -> list[RawPosting]:
        """Take a board's postings out of its answer. Raises BoardError."""

    def read(self, raw: Json) -> Posting:
        """Read one posting. Raises PostingError."""


def _found() -> dict[str, Adapter]:
    """Every module of ``systems`` that holds an ``ADAPTER``, by the name of its system."""
    names = sorted(f"{systems.__name__}.{module.name}" for module in iter_modules(systems.__path__))
    found = (getattr(import_module(name), "ADAPTER", None) for name in names)
    return {adapter.system: adapter for adapter in found if adapter}


ADAPTERS = _found()


def adapter_of(system: str) -> Adapter:
    """Return the adapter of a system. Raises BoardError for one that this board does not know."""
    if system not in ADAPTERS:
        known = ", ".join(sorted(ADAPTERS))
        raise BoardError(f"“{system}” is no system that this board can read; it knows {known}.")
    return ADAPTERS[system]
