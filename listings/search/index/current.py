"""The index of this process: mapped from the file, and never more than a second behind.

It follows what changes in the database: a large part as it was, and a small one with the rest.
"""

import logging
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

import numpy as np
from django.conf import settings
from django.db import connection
from pyroaring import BitMap

from jobboard.http.changes import ChangeKind, changes
from jobboard.machine import keep_from_collection, return_free_memory
from listings.search import card_cache
from listings.search.index import rows, snapshot
from listings.search.index.part import IndexPart
from listings.search.index.rows import PostingRows
from listings.search.index.snapshot import DamagedFileError, Position, one_snapshot
from listings.search.index.view import Index, Names, View, read_names, read_sources
from listings.search.index.vocabulary import GrowingVocabulary


class LeftBehindError(Exception):
    """Changes that were not read yet are gone: only a newer file can help."""


@dataclass(frozen=True)
class State:
    """All that a process knows; each look makes the next one, and nothing of it ever changes.

    ``moved``   numbers of the postings that ``recent`` holds, or that are gone: masked in ``base``
    ``seen``    transactions from ``position`` on that are included already
    ``changed`` rows that the last look found changed, by kind; None where that is not known
    """

    base: IndexPart
    position: Position
    seen: frozenset[int]
    moved: frozenset[int]
    recent: PostingRows
    names: Names
    sources: dict[int, int]
    index: Index
    changed: Mapping[str, set[int]] | None = None


def begin(base: IndexPart, position: Position) -> State:
    """Start from a file, and look at once."""
    recent = rows.read((), GrowingVocabulary())
    nothing: frozenset[int] = frozenset()
    with one_snapshot():
        known, sources, now = read_names(), read_sources(), clock()
        view = View.of(base, known, sources, BitMap(), now)
        state = State(base, position, nothing, nothing, recent, known, sources, Index((view,)))
        return replace(looked(state), changed=None)


def look(state: State) -> State:
    """Return the state with all that has changed; raises LeftBehindError."""
    with one_snapshot():
        return looked(state)


def clock() -> int:
    """Return the database's time in microseconds since 1970: it decides what is live."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (extract(epoch FROM statement_timestamp()) * 1000000)::bigint")
        return int(cursor.fetchone()[0])


def looked(state: State) -> State:
    """The same within a transaction, which must see one state of the database."""
    position, now = Position.now(), clock()
    if position.lineage != state.position.lineage:
        raise LeftBehindError("The database was restored: build the index anew.")
    seen, changed = _changes(state)
    state = replace(
        state, position=position, seen=frozenset(xid for xid in seen if xid >= position.xid)
    )
    if changed.keys() & {ChangeKind.COMPANY, ChangeKind.ROLE, ChangeKind.SKILL, ChangeKind.PLACE}:
        state = replace(state, names=read_names(changed, state.names))
        changed[ChangeKind.POSTING] |= _at_places(changed[ChangeKind.PLACE])
    if changed[ChangeKind.SOURCE]:
        state = replace(state, sources=state.sources | read_sources(changed[ChangeKind.SOURCE]))
    before = state
    if changed[ChangeKind.POSTING]:
        state, changed[ChangeKind.POSTING] = _with_postings(state, changed[ChangeKind.POSTING])
    known = {kind: found for kind, found in changed.items() if found}
    return replace(state, index=_index(before, state, now), changed=known)


def _changes(state: State) -> tuple[set[int], defaultdict[str, set[int]]]:
    """Return the transactions from the position on, and the rows that the unseen ones changed."""
    seen: set[int] = set()
    changed: defaultdict[str, set[int]] = defaultdict(set)
    sql = 'SELECT one.xid::text::bigint, kind, "row" FROM listings_searchchange AS one'
    oldest = f"({sql} ORDER BY one.xid LIMIT 1)"  # by the column, which has an index
    with connection.cursor() as cursor:
        cursor.execute(
            f"{sql} WHERE one.xid >= %s::text::xid8 UNION ALL {oldest}", [str(state.position.xid)]
        )
        for xid, kind, row in cursor.fetchall():
            if xid < state.position.xid:
                continue
            if kind == ChangeKind.PRUNED:
                raise LeftBehindError("Changes were pruned before they were read.")
            seen.add(xid)
            if xid not in state.seen:
                changed[kind].add(row)
    return seen, changed


def _at_places(places: set[int]) -> set[int]:
    """Return the postings at places that changed: what they are found by may have changed too."""
    if not places:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT listing_id FROM listings_listingplace WHERE place_id = ANY(%s)", [list(places)]
        )
        return {number for (number,) in cursor.fetchall()}


def _with_postings(state: State, changed: set[int]) -> tuple[State, set[int]]:
    """Move postings that changed into the small part, with all others of their clusters.

    So no cluster stands in both parts, and counts of the two just add. Returns all of these too.
    """
    ids = np.fromiter(changed, np.int64)
    found = rows.read(changed, state.recent.vocabulary)
    clusters = np.concatenate((found.columns["cluster"], _clusters_of(state, ids)))
    members = {*state.base.members(clusters).tolist(), *_members(state.recent, clusters).tolist()}
    if others := members - changed:
        found = found.plus(rows.read(others, state.recent.vocabulary))
        ids = np.concatenate((ids, np.fromiter(others, np.int64)))
    recent = state.recent.without(ids).plus(found)
    moved = set(ids.tolist())
    return replace(state, recent=recent, moved=state.moved | moved), moved


def _clusters_of(state: State, ids: np.ndarray) -> np.ndarray:
    """Return the clusters in which postings were so far."""
    documents, _ = state.base.by_id.documents(ids)
    columns = state.recent.columns
    recent = columns["cluster"][np.isin(columns["id"], ids)]
    return np.concatenate((state.base.columns["cluster"][documents], recent))


def _members(recent: PostingRows, clusters: np.ndarray) -> np.ndarray:
    return recent.columns["id"][np.isin(recent.columns["cluster"], clusters)]


def _index(before: State, state: State, now: int) -> Index:
    """Return the parts as they are now; what neither time nor a change has touched is kept."""
    old = before.index.views[0]
    masked = old.of_postings(state.moved)
    is_kept = state.names is old.names and now < old.until and state.sources is before.sources
    base = (
        replace(old, live=old.live - masked, now=now)
        if is_kept
        else View.of(state.base, state.names, state.sources, masked, now)
    )
    if not len(state.recent.columns["id"]):
        return Index((base,))
    last = before.index.views[-1]
    is_new = state.recent is not before.recent or len(before.index.views) == 1
    part = IndexPart.of_rows(state.recent) if is_new else last.part
    return Index((base, View.of(part, state.names, state.sources, BitMap(), now)))


LOOK_SECONDS = 1.0
BUILD_AGAIN_SECONDS = 60.0

logger = logging.getLogger("listings.search")


def current() -> Index | None:
    """Return the market as it is; None while there is no index yet, which is then being made.

    Costs nothing but once a second. Another thread that asks meanwhile gets the one before.
    """
    if (held := _held.get()) is not None:
        return held
    return fresh() if settings.SEARCH.is_index_fresh else _process.index()


_held: ContextVar[Index | None] = ContextVar("index", default=None)


@contextmanager
def one_market() -> Iterator[None]:
    """Answer all searches of the block by the market as it is at its beginning."""
    token = _held.set(current())
    try:
        yield
    finally:
        _held.reset(token)


def fresh() -> Index:
    """Read all that the connection sees now into an index of its own, for tests and checks."""
    part = IndexPart.of_rows(rows.read())
    return Index((View.of(part, read_names(), read_sources(), BitMap(), clock()),))


class IndexOfProcess:
    """Holds the state of the process; the one reference that changes is ``state``."""

    def __init__(self) -> None:
        self.state: State | None = None
        self.looked_at = float("-inf")
        self.number = 0  # of the changes that pages knew of when it looked
        self.file: tuple[int, int] | None = None  # the one that was tried last
        self.builder: subprocess.Popen[bytes] | None = None
        self.built_at = float("-inf")
        self.is_replaced = False  # an older file's sets are free as soon as nobody reads them
        self.lock = threading.Lock()

    def index(self) -> Index | None:
        if self._is_due() and self.lock.acquire(blocking=self._must_look()):
            try:
                if self._is_due():  # no other thread did while this one waited
                    self._look()
            finally:
                self.lock.release()
        if self.state is None:
            changes.forget()  # what is made without it is kept by nobody
            return None
        return self.state.index

    def _is_due(self) -> bool:
        return time.monotonic() - self.looked_at >= LOOK_SECONDS or self._must_look()

    def _must_look(self) -> bool:
        """Tell whether nobody may go on with what is there: a kept page would stay behind."""
        return self.state is None or self.number != changes.number

    def _look(self) -> None:
        """Look for a newer file, else for changes."""
        number = changes.number
        if self.is_replaced:
            return_free_memory()
            self.is_replaced = False
        try:
            if (file := _identity()) and file != self.file:
                self.file, self.is_replaced = file, self.state is not None
                self._take(begin(*snapshot.load(snapshot.path())))
                keep_from_collection()  # names by the hundred thousand, until the next file
            elif self.state:
                self._take(look(self.state))
        except DamagedFileError as error:
            logger.warning("The index will be made anew: %s", error)
        except LeftBehindError as error:
            logger.warning("The index will be made anew: %s", error)
            self.state = None
        if self.state is None:
            self._build()
        self.number, self.looked_at = number, time.monotonic()

    def _take(self, state: State) -> None:
        self.state = state
        if state.changed != {}:
            card_cache.kept.forget(state.changed)

    def _build(self) -> None:
        """Have a process of its own make the file; it ends at once where another one does."""
        is_running = self.builder is not None and self.builder.poll() is None
        if is_running or time.monotonic() - self.built_at < BUILD_AGAIN_SECONDS:
            return
        self.built_at = time.monotonic()
        self.builder = subprocess.Popen(
            [sys.executable, "manage.py", "search_index", "build"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


def _identity() -> tuple[int, int] | None:
    """Return what tells a file from the one that it replaces; None where there is none."""
    try:
        facts = snapshot.path().stat()
    except FileNotFoundError:
        return None
    return facts.st_ino, facts.st_mtime_ns


_process = IndexOfProcess()
