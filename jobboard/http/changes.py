"""What has changed in the database, as far as this process has looked.

Triggers note each change, and what kind of thing it was, in the table that the search index follows
(``listings.models.SearchChange``). A process reads what is new there at most once a second, at the
start of a request and before any data, so whatever is made afterwards is at least as new. What ends
by the clock alone (a posting runs out, a guide's day comes) counts as a change at its moment.
"""

import time
from collections.abc import Iterable
from datetime import date, datetime
from threading import Lock
from typing import Final

from django.conf import settings
from django.db import connection

from jobboard.site import dates, identity
from listings.models import SearchChange
from listings.moments import next_moment

type Shown = str | tuple[str, int]
"""A kind of thing, all of which counts, or one row of it."""

Kind = SearchChange.Kind

TEXTS: Final = (Kind.CONTENT, Kind.COMPANY, Kind.ROLE, Kind.SKILL, Kind.PLACE)
"""What pages that hold no list depend on, beside ``ALWAYS``."""
MARKET: Final = (*TEXTS, Kind.POSTING, Kind.VERIFIED)
"""What lists of postings depend on."""
ALWAYS: Final = (Kind.HIDDEN, Kind.IDENTITY)
"""What every page depends on: who the board is, and that whatever is hidden is gone at once."""
BY_TIME: Final = (Kind.POSTING, Kind.CONTENT)
"""What the clock alone may change."""

MOST_ROWS = 10_000  # remembered one by one

NEWS = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    'listings_searchchange'::regclass::oid::bigint, statement_timestamp(),
    xid::text::bigint, kind, "row"
FROM (VALUES (0)) one LEFT JOIN listings_searchchange
    ON xid >= coalesce(%s::text::xid8, pg_snapshot_xmax(pg_current_snapshot()))
"""


class Changes:
    """Counts the looks that found something, and remembers at which one what had changed.

    Safe with several threads: one looks, others go on with what was known a moment ago.
    """

    def __init__(self) -> None:
        self.number = 0  # of the last look that found anything
        self.looked_at = float("-inf")
        self._lock = Lock()
        self._position: int | None = None  # every transaction below was over, and is included
        self._table = 0  # another one after a backup was restored
        self._seen: frozenset[int] = frozenset()  # transactions from there on that are included
        self._last: dict[Shown, int] = {}
        self._all = 0  # the look at which anything may have changed
        self._moment: datetime | None = None
        self._day: date | None = None

    def look(self) -> int:
        """Learn what is new, unless that was less than a second ago; return ``number``.

        One small query. Raises a ``DatabaseError``: who cannot look must show nothing that is kept.
        """
        is_first = self._position is None
        if not self._is_due() or not self._lock.acquire(blocking=is_first):
            return self.number
        try:
            if self._is_due():
                self._look()
                self.looked_at = time.monotonic()
        finally:
            self._lock.release()
        return self.number

    def _is_due(self) -> bool:
        return time.monotonic() - self.looked_at >= settings.KEPT_PAGES.look_seconds

    def forget(self) -> None:
        """Count everything as changed."""
        with self._lock:
            self._note_all()

    def is_as_at(self, number: int, shown: Iterable[Shown]) -> bool:
        """Tell whether none of these has changed since the look with that number."""
        last = self._last
        return self._all <= number and all(last.get(one, 0) <= number for one in shown)

    def _look(self) -> None:
        position = None if self._position is None else str(self._position)
        with connection.cursor() as cursor:
            cursor.execute(NEWS, [position])
            rows = cursor.fetchall()
        xmin, table, now = rows[0][:3]
        news = {row[3:] for row in rows if row[3] is not None and row[3] not in self._seen}
        found = {(kind, row) for _, kind, row in news}
        if table != self._table or any(kind == Kind.PRUNED for kind, _ in found):
            self._note_all()
        else:
            self._note(found)
        self._seen = frozenset(row[3] for row in rows if row[3] is not None and row[3] >= xmin)
        self._position, self._table = xmin, table
        self._watch_the_clock(now, is_new=bool(found))

    def _note(self, found: set[tuple[str, int]]) -> None:
        if not found:
            return
        number = self.number + 1
        if len(self._last) + len(found) > MOST_ROWS:
            self._note_all()
            return
        kinds: set[Shown] = {kind for kind, _ in found}
        # a new dict, since other threads may be reading the one before
        self._last = self._last | dict.fromkeys(kinds | found, number)
        self.number = number
        if Kind.IDENTITY in kinds:
            identity.forget()

    def _note_all(self) -> None:
        self._last = {}
        self._all = self.number = self.number + 1
        identity.forget()

    def _watch_the_clock(self, now: datetime, *, is_new: bool) -> None:
        """Count as changed what has ended or begun by ``now``; with a new day, everything."""
        has_come = self._moment is not None and self._moment <= now
        if has_come:
            self._note({(kind, 0) for kind in BY_TIME})
        if has_come or is_new or self._day is None:
            self._moment = next_moment(now)
        today = dates.day_of(now)
        if self._day not in (None, today):
            self._note_all()
        self._day = today


changes: Final = Changes()
