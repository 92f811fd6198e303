"""The reading part of a sync: one board at a time, in this process or in several. No Django."""

import gc
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from typing import Protocol

from jobboard.machine import cores
from listings.importers.adapter import Adapter, Json, PostingError, adapter_of
from listings.importers.fact_reader import FactReader
from listings.importers.facts import BoardPosting, FactVocabulary, ListingFacts, member_of
from listings.reading.asked_skills import otherwise_repeated
from listings.reading.places import place_reader
from listings.reading.repeated import (
    Repeated,
    Said,
    as_bytes,
    of_bytes,
    repeated_among,
    said_by,
    said_in,
)

AGAIN = 1.0  # seconds until it is said once more, to code that catches everything


class TooMuchTimeError(BaseException):
    """No ``Exception``: what forgives one broken posting must not go on with the next."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TooMuchTimeError in the block once it has used so many seconds of the processor.

    The kernel's timer stops regular expressions too. Signals belong to a process's main thread: in
    any other thread there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    over = False

    def ring(*_: object) -> None:
        if not over:
            raise TooMuchTimeError

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    try:
        try:
            yield
        finally:
            over = True
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


NO_ID = "no-id:"  # stands before the hash that names a posting without a usable id


@dataclass(frozen=True, slots=True)
class Batch:
    """What has to be read of one board.

    ``raws`` are its postings; those in ``changed`` are read anew, the others only where they
    share a key with them or with ``touched_keys`` (groups that have lost or regained a posting).
    ``most_seconds`` of the processor may be spent on it. ``before``: what changed or left, as the
    board gave it the last time; ``stayed``: what it gives as it did then, with the paragraphs of
    each as they are kept (empty: not known). ``own_keys``: the key of each posting where its like
    is not to be grouped with it.
    """

    system: str
    company: str
    raws: dict[str, Json]
    changed: frozenset[str]
    known_keys: dict[str, str]
    touched_keys: frozenset[str]
    most_seconds: float
    before: dict[str, Json] = field(default_factory=dict)
    stayed: dict[str, bytes] = field(default_factory=dict)
    own_keys: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BatchReading:
    """``keys`` of the postings read, ``problems`` of those that could not be, facts by key.

    ``said``: the paragraphs of the postings that were read anew, as they are kept.
    """

    keys: dict[str, str] = field(default_factory=dict)
    said: dict[str, bytes] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    facts: dict[str, ListingFacts] = field(default_factory=dict)


def read_batch(reader: FactReader, batch: Batch) -> BatchReading:
    """Read what a batch asks for. A posting that cannot be read harms no other.

    Raises TooMuchTimeError where the whole takes longer than it may.
    """
    with limited(batch.most_seconds), _uncollected():
        return _read(reader, batch)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the garbage collector wait: reading makes no circles, and looking for them cost 5%."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _read(reader: FactReader, batch: Batch) -> BatchReading:
    adapter, problems = adapter_of(batch.system), dict[str, str]()
    members = _members(adapter, batch, sorted(batch.changed), problems)
    keys = {member.external_id: member.group_key for member in members}
    affected = batch.touched_keys | set(keys.values())
    affected |= {batch.known_keys[one] for one in batch.changed if one in batch.known_keys}
    said = _all_said(adapter, batch, members)
    repeated = repeated_among(said.values())
    stale = _told_otherwise(adapter, batch, said, repeated)
    affected |= {batch.known_keys[one] for one in stale if one in batch.known_keys}
    others = sorted(
        one
        for one, key in batch.known_keys.items()
        if key in affected and one in batch.raws and one not in batch.changed
    )
    members += _members(adapter, batch, others, {})
    groups: dict[str, list[BoardPosting]] = {}
    for member in members:
        groups.setdefault(member.group_key, []).append(member)
    facts = {key: reader.read(batch.company, group, repeated) for key, group in groups.items()}
    doubts = {
        one.external_id: one.posting.pay.doubt or "pay: not plausible as given."
        for one in members
        if facts[one.group_key].is_pay_doubtful
    }
    own = {one: as_bytes(said[one]) for one in keys if one in said}
    return BatchReading(keys=keys, said=own, problems=problems, doubts=doubts, facts=facts)


def _all_said(adapter: Adapter, batch: Batch, changed: list[BoardPosting]) -> dict[str, Said]:
    """The paragraphs of all postings of the board; those that stayed are not read for them."""
    known = {one: of_bytes(kept) for one, kept in batch.stayed.items() if kept}
    for one in changed:
        known[one.external_id] = said_by(one.normalized_title, one.text.split("\n"))
    others = {name: raw for name, raw in batch.raws.items() if name not in known}
    return known | _said(adapter, others)


def repeated_in(adapter: Adapter, postings: Iterable[Json]) -> Repeated:
    """What the employer says in postings of different jobs; what can't be read says nothing."""
    return repeated_among(_said(adapter, dict(enumerate(postings))).values())


def _said[Key](adapter: Adapter, postings: Mapping[Key, Json]) -> dict[Key, Said]:
    """The paragraphs of each posting that can be read."""
    found = dict[Key, Said]()
    for key, one in postings.items():
        with suppress(Exception):  # one broken posting must not stop a board
            posting = adapter.read(one)
            found[key] = said_in(posting.title, posting.description)
    return found


def _told_otherwise(
    adapter: Adapter, batch: Batch, said: Mapping[str, Said], repeated: Repeated
) -> list[str]:
    """Postings that stayed, with paragraphs that others repeat now and did not before, or did."""
    if not batch.stayed:
        return []
    stayed = {one: said[one] for one in batch.stayed if one in said}
    before = [*stayed.values(), *_said(adapter, batch.before).values()]
    moved = otherwise_repeated(repeated, repeated_among(before))
    return [one for one, (_, keys) in stayed.items() if not moved.isdisjoint(keys)]


def _members(
    adapter: Adapter, batch: Batch, names: list[str], problems: dict[str, str]
) -> list[BoardPosting]:
    members = []
    for name in names:
        try:
            if name.startswith(NO_ID):
                raise PostingError("id: missing, or not a short text.")
            member = member_of(name, adapter.read(batch.raws[name]))
            key = batch.own_keys.get(name, member.group_key)
            members.append(replace(member, group_key=key))
        except PostingError as problem:
            problems[name] = str(problem)
        except Exception as error:  # noqa: BLE001 (one broken posting must not stop a board)
            problems[name] = f"Could not be read ({type(error).__name__}: {error})."[:500]
    return members


class Readers(Protocol):
    def submit(self, batch: Batch) -> "Future[BatchReading]":
        """Begin to read a batch."""

    def read_alone(self, batch: Batch) -> BatchReading:
        """Read one batch with no other beside it, after a child was killed."""


def _reader_of(vocabulary: FactVocabulary) -> FactReader:
    """A reader with its tables, which the garbage collector then leaves alone.

    They live as long as the process, and going through them took a twentieth of reading.
    """
    reader = FactReader(vocabulary)
    place_reader()
    gc.freeze()
    return reader


class _Here:
    """Reads in this process, with tables that are built at the first need."""

    def __init__(self, vocabulary: FactVocabulary) -> None:
        self._vocabulary = vocabulary
        self._reader: FactReader | None = None

    def submit(self, batch: Batch) -> "Future[BatchReading]":
        self._reader = self._reader or _reader_of(self._vocabulary)
        done: Future[BatchReading] = Future()
        done.set_result(read_batch(self._reader, batch))
        return done

    def read_alone(self, batch: Batch) -> BatchReading:
        return self.submit(batch).result()


class _Children:
    """Reads in child processes, started at the first need and again when one was killed."""

    def __init__(self, count: int, vocabulary: FactVocabulary) -> None:
        self._count, self._vocabulary = count, vocabulary
        self._pool = self._new_pool(count)

    def _new_pool(self, count: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            count,
            mp_context=get_context("spawn"),
            initializer=_prepare_child,
            initargs=(self._vocabulary,),
        )

    def submit(self, batch: Batch) -> "Future[BatchReading]":
        try:
            return self._pool.submit(_read_in_child, batch)
        except BrokenProcessPool:
            self._pool.shutdown()
            self._pool = self._new_pool(self._count)
            return self._pool.submit(_read_in_child, batch)

    def read_alone(self, batch: Batch) -> BatchReading:
        with self._new_pool(1) as pool:
            return pool.submit(_read_in_child, batch).result()

    def end(self) -> None:
        self._pool.shutdown()


_child_reader: list[FactReader] = []


def _prepare_child(vocabulary: FactVocabulary) -> None:
    _child_reader[:] = [_reader_of(vocabulary)]


def _read_in_child(batch: Batch) -> BatchReading:
    return read_batch(_child_reader[0], batch)


@contextmanager
def readers(vocabulary: FactVocabulary, processes: int | None = None) -> Iterator[Readers]:
    """Give readers in ``processes`` children (default: one a core), or here where it is 0.

    Children are spawned, not forked: a fork would copy the database connection's threads.
    """
    count = cores() if processes is None else processes
    if not count:
        yield _Here(vocabulary)
        return
    children = _Children(count, vocabulary)
    try:
        yield children
    finally:
        children.end()
