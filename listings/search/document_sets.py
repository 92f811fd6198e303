"""What a filter asks of the index, which knows the filters: ``index.view.View`` answers."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Protocol

from pyroaring import BitMap


class DocumentSets(Protocol):
    """Sets of documents of the index, which stand for postings; live or not but for two."""

    @property
    def live(self) -> BitMap: ...

    @property
    def featured(self) -> BitMap:
        """Live ones that are featured now."""

    @property
    def has_pay(self) -> BitMap: ...

    def having(self, field: str, keys: Iterable[int]) -> BitMap:
        """Those with any of the values."""

    def having_with_others(self, field: str, keys: Iterable[int], others: int) -> BitMap:
        """Those with any of the values and so many others."""

    def in_regions(self, slugs: Iterable[str]) -> BitMap: ...

    def with_years(self, most: int | None = None) -> BitMap:
        """Those that ask for at most so many years of experience, or for any."""

    def posted_within(self, span: timedelta) -> BitMap: ...
