"""The interface behind which every outside system stands, and the list of them."""

from typing import Protocol

import httpx

from listings.sources.ashby import AshbyAdapter
from listings.sources.posting import Json, Posting, RawPosting


class Adapter(Protocol):
    """Knows one system: where its boards are and how its answers read. Holds no state.

    ``parser_version`` rises whenever ``read`` gives other results for the same answer.
    """

    system: str
    parser_version: int

    def fetch(self, board: str, client: httpx.Client) -> list[RawPosting]:
        """Ask the system for a board's postings. Raises BoardError."""

    def recorded(self, answer: bytes) -> list[RawPosting]:
        """Take a board's postings out of a recorded answer. Raises BoardError."""

    def read(self, raw: Json) -> Posting:
        """Read one posting. Raises PostingError."""


ADAPTERS: dict[str, Adapter] = {adapter.system: adapter for adapter in (AshbyAdapter(),)}
