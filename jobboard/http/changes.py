"""What has changed in the database, as far as this process has looked.

Triggers note each change, and what kind of thing it was, in the table that the search index follows
(``listings.models.SearchChange``). A process reads what is new there at most once a second, at the
start of a request and before any data, so whatever is made afterwards is at least as new. What ends
by the clock alone (a posting runs out, a guide's day comes) counts as a change at its moment.
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from threading import Lock
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import TextChoices

from jobboard.site import dates, identity

type Shown = str | tuple[str, int]
"""A kind of thing, all of which counts, or one row of it."""

type NextMoment = Callable[[datetime], datetime | None]
"""When time alone next changes what is shown, as of a moment; None for never."""


class ChangeKind(TextChoices):
    """What kind of thing a row of the table of changes tells of."""

    POSTING = "posting"
    COMPANY = "company"
    SOURCE = "source"
    ROLE = "role"
    SKILL = "skill"
    PLACE = "place"
    CONTENT = "content"
    FIGURES = "figures"
    IDENTITY = "identity"
    VERIFIED = "verified"
    WORDS = "words"
    HIDDEN = "hidden"
    PRUNED = "pruned"


TEXTS: Final = (
    ChangeKind.CONTENT,
    ChangeKind.COMPANY,
    ChangeKind.ROLE,
    ChangeKind.SKILL,
    ChangeKind.PLACE,
)
"""What pages that hold no list depend on, beside ``ALWAYS``."""
MARKET: Final = (*TEXTS, ChangeKind.POSTING, ChangeKind.VERIFIED)
"""What lists of postings depend on."""
ALWAYS: Final = (ChangeKind.HIDDEN, ChangeKind.IDENTITY)
"""What every page depends on: who the board is, and that whatever is hidden is gone at once."""
BY_TIME: Final = (ChangeKind.POSTING, ChangeKind.CONTENT)
"""What the clock alone may change."""

MOST_ROWS = 10_000  # remembered one by one

DIGEST = """hashint8extended(xid::text::bigint, hashint8extended("row", hashtext(kind)))"""
NEWS = f"""
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    'listings_searchchange'::regclass::oid::bigint, statement_timestamp(),
    (SELECT one.xid::text::bigint FROM listings_searchchange AS one ORDER BY one.xid LIMIT 1),
    CASE WHEN %(is_whole)s THEN (
        SELECT jsonb_object_agg(kind, digest) FROM (
            SELECT kind, bit_xor({DIGEST}) AS digest FROM listings_searchchange GROUP BY kind
        ) kinds
    ) END,
    xid::text::bigint, kind, "row", {DIGEST}
FROM (VALUES (0)) one LEFT JOIN listings_searchchange
    ON xid >= coalesce(%(position)s::text::xid8, pg_snapshot_xmin(pg_current_snapshot()))
"""  # noqa: S608 (our own text)


class KnownChanges(NamedTuple):
    """What of the change table is known: a name for the state of each kind of thing.

    The same in every process that knows of the same changes, whenever it started: the lines of a
    kind, hashed and joined by XOR, so that their order and how many were read at once is the same.
    """

    number: int = 0  # of the look, in this process
    table: int = 0
    day: str = ""
    digests: Mapping[str, int] = {}  # another one each time

    def state_of(self, shows: Iterable[Shown]) -> tuple[Any, ...]:
        """A name for the state of these things; of single rows, for that of all of their kind."""
        kinds = sorted({str(one if isinstance(one, str) else one[0]) for one in shows})
        return self.table, self.day, *((kind, self.digests.get(kind, 0)) for kind in kinds)


class Changes:
    """Counts the looks that found something, and remembers at which one what had changed.

    Safe with several threads: one looks, others go on with what was known a moment ago.
    """

    def __init__(self) -> None:
        self.number = 0  # of the last look that found anything
        self.changed_at = time.monotonic()  # when that was, or this began to look
        self.looked_at = float("-inf")
        self._lock = Lock()
        self._position: int | None = None  # every transaction below was over, and is included
        self._table = 0  # another one after a backup was restored
        self._oldest: int | None = None  # line of it
        self._seen: frozenset[int] = frozenset()  # transactions from there on that are included
        self._last: dict[Shown, int] = {}
        self._all = 0  # the look at which anything may have changed
        self._next_moment: NextMoment = lambda _: None
        self.moment: datetime | None = None  # when time alone next changes what is shown
        self._day: date | None = None
        self.known = KnownChanges()

    def ask_for_next_moment(self, next_moment: NextMoment) -> None:
        """Ask ``next_moment`` when time alone changes something; the app that knows calls this."""
        self._next_moment = next_moment

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
        if self.number <= number:
            return True
        last = self._last
        return self._all <= number and all(last.get(one, 0) <= number for one in shown)

    def is_quiet_since(self, number: int, moment: float) -> bool:
        """Tell whether nothing at all has changed since that look, and since before a moment.

        ``moment`` is on the process's clock.
        """
        return self.number == number and self.changed_at <= moment

    def _look(self) -> None:
        is_first = self._position is None
        rows = self._rows(is_whole=is_first)
        if not is_first and rows[0][1:4:2] != (
            self._table,
            self._oldest,
        ):  # restored, or old lines are gone
            rows = self._rows(is_whole=True)
        xmin, table, now, oldest, whole = rows[0][:5]
        news = {row[5:] for row in rows if row[5] is not None and row[5] not in self._seen}
        found = {(kind, row) for _, kind, row, _ in news}
        if table != self._table or any(kind == ChangeKind.PRUNED for kind, _ in found):
            self._note_all()
        else:
            self._note(found)
        self._seen = frozenset(row[5] for row in rows if row[5] is not None and row[5] >= xmin)
        self._position, self._table, self._oldest = xmin, table, oldest
        self._watch_the_clock(now, is_new=bool(found))
        digests = _joined(self.known.digests, news) if whole is None else json.loads(whole)
        self.known = KnownChanges(self.number, table, str(self._day), digests)

    def _rows(self, *, is_whole: bool) -> list[tuple[Any, ...]]:
        """What is new in the table; ``is_whole``: with the state of all of it. Of one moment."""
        position = None if self._position is None else str(self._position)
        with connection.cursor() as cursor:
            cursor.execute(NEWS, {"position": position, "is_whole": is_whole})
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

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
        self.changed_at, self.number = time.monotonic(), number
        if ChangeKind.IDENTITY in kinds:
            identity.forget()

    def _note_all(self) -> None:
        self._last, self.changed_at = {}, time.monotonic()
        self._all = self.number = self.number + 1
        identity.forget()

    def _watch_the_clock(self, now: datetime, *, is_new: bool) -> None:
        """Count as changed what has ended or begun by ``now``; with a new day, everything."""
        has_come = self.moment is not None and self.moment <= now
        if has_come:
            self._note({(kind, 0) for kind in BY_TIME})
        if has_come or is_new or self._day is None:
            self.moment = self._next_moment(now)
        today = dates.day_of(now)
        if self._day not in (None, today):
            self._note_all()
        self._day = today


def _joined(digests: Mapping[str, int], news: Iterable[tuple[Any, ...]]) -> Mapping[str, int]:
    found = dict(digests)
    for _, kind, _, digest in news:
        found[kind] = found.get(kind, 0) ^ digest
    return found


changes: Final = Changes()
