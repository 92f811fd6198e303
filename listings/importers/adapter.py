"""The interface behind which every outside system stands, and the adapters in ``systems``."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from listings.importers import systems
from listings.importers.posting import BoardError, Json, Posting, RawPosting


class Adapter(Protocol):
    """Knows one system: where its boards are and how its answers read. Holds no state.

    ``system`` is its name in a source's row, ``label`` what people call it.
    ``parser_version`` rises whenever ``read`` gives other results for the same answer.
    """

    system: str
    label: str
    parser_version: int

    def fetch(self, board: str, seconds: float | None = None) -> list[RawPosting]:
        """Ask the system for a board's postings. Raises BoardError.

        ``seconds`` are the limit of all of it, where it is not the usual one.
        """

    def recorded(self, answer: bytes) -> list[RawPosting]:
        """Take a board's postings out of a recorded answer. Raises BoardError."""

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
