"""The interface behind which every outside system stands, and the list of them."""

from typing import Protocol

from listings.importers.ashby import AshbyAdapter
from listings.importers.posting import BoardError, Json, Posting, RawPosting


class Adapter(Protocol):
    """Knows one system: where its boards are and how its answers read. Holds no state.

    ``parser_version`` rises whenever ``read`` gives other results for the same answer.
    """

    system: str
    parser_version: int

    def fetch(self, board: str, seconds: float | None = None) -> list[RawPosting]:
        """Ask the system for a board's postings. Raises BoardError.

        ``seconds`` are the limit of all of it, where it is not the usual one.
        """

    def recorded(self, answer: bytes) -> list[RawPosting]:
        """Take a board's postings out of a recorded answer. Raises BoardError."""

    def read(self, raw: Json) -> Posting:
        """Read one posting. Raises PostingError."""


# One for each ``System`` of the model.
ADAPTERS: dict[str, Adapter] = {adapter.system: adapter for adapter in (AshbyAdapter(),)}


def adapter_of(system: str) -> Adapter:
    """Return the adapter of a system. Raises BoardError for one that this board does not know."""
    if system not in ADAPTERS:
        known = ", ".join(sorted(ADAPTERS))
        raise BoardError(f"“{system}” is no system that this board can read; it knows {known}.")
    return ADAPTERS[system]
