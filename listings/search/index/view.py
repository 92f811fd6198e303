"""Which documents of a part are live at a moment, and what may be asked of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np
from django.db import connection
from pyroaring import BitMap

from listings.models.source import VERIFIED_FOR
from listings.search.index.bitmaps import to_bitmap
from listings.search.index.names import Names
from listings.search.index.part import IndexPart
from listings.search.index.rows import NEVER

NO_SOURCE = 0


def read_sources(ids: Iterable[int] | None = None) -> dict[int, int]:
    """Return until when each board vouches for its postings, in microseconds since 1970."""
    good = "extract(epoch FROM last_good_at) * 1000000"
    allowed = int(VERIFIED_FOR.total_seconds() * 1_000_000)
    until = f"CASE WHEN is_recorded THEN {NEVER} ELSE coalesce({good} + {allowed}, 0) END::bigint"
    sql = f"SELECT id, {until} FROM listings_source"
    with connection.cursor() as cursor:
        if ids is None:
            cursor.execute(sql)
        else:
            cursor.execute(f"{sql} WHERE id = ANY(%s)", [list(ids)])
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class View:
    """A part at the moment ``now`` (microseconds since 1970), as it stays until ``until``."""

    part: IndexPart
    names: Names
    now: int
    live: BitMap
    until: int

    @classmethod
    def of(
        cls, part: IndexPart, names: Names, sources: dict[int, int], masked: BitMap, now: int
    ) -> "View":
        """Find what is live; O(n), a few milliseconds for a million documents."""
        posted, ends = part.columns["posted"], _ends(part, sources)
        is_live = (posted <= now) & (ends > now)
        live = to_bitmap(np.flatnonzero(is_live)) - masked
        live -= part.fields["company"].having(names.blocked)
        next_start = posted[posted > now].min(initial=NEVER)
        next_end = ends[is_live].min(initial=NEVER)
        return cls(part, names, now, live, int(min(next_start, next_end)))

    def having(self, field: str, keys: Iterable[int]) -> BitMap:
        """Return the documents, live or not, with any of the values."""
        return self.part.fields[field].having(keys)

    @cached_property
    def featured(self) -> BitMap:
        """Live documents that are featured now."""
        return self.live & to_bitmap(np.flatnonzero(self.part.columns["featured"] > self.now))

    @cached_property
    def irregular(self) -> BitMap:
        """Copies of whose clusters another document than the head may be shown."""
        copies = self.part.copies
        return copies.headless | (copies.mates(self.featured) & copies.bitmap)

    def with_years(self, most: int | None = None) -> BitMap:
        """Return documents that ask for at most so many years of experience, or for any."""
        years = self.part.fields["years_asked"]
        return years.having(key for key in years.keys.tolist() if most is None or key <= most)

    def posted_within(self, span: timedelta) -> BitMap:
        """Return documents that were posted since then; O(log n)."""
        first = self.part.posted_after(self.now - span // timedelta(microseconds=1))
        return BitMap(range(first, len(self.part)))

    def of_postings(self, ids: Iterable[int]) -> BitMap:
        """Return the documents of postings by their numbers."""
        wanted = np.fromiter(ids, np.int64)
        return to_bitmap(np.sort(self.part.by_id.documents(wanted)[0]))


@dataclass(frozen=True)
class Index:
    """The parts of the market as they are at one moment; immutable, so threads may share it."""

    views: tuple[View, ...]

    @property
    def names(self) -> Names:
        return self.views[0].names

    @property
    def now(self) -> int:
        """The moment, in microseconds since 1970."""
        return self.views[0].now


def _ends(part: IndexPart, sources: dict[int, int]) -> np.ndarray:
    """(n,) when each document leaves the lists: its own end, or that of its board's word."""
    known, codes = part.sources
    until = np.array(
        [NEVER if source == NO_SOURCE else sources.get(source, 0) for source in known.tolist()],
        np.int64,
    )
    return np.minimum(part.columns["ends"], until[codes]) if len(codes) else part.columns["ends"]
