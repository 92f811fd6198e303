"""Boards read into rows, one after another, while their postings are read beside it."""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.utils import timezone

from listings.importers.adapter import BoardError, RawPosting, adapter_of
from listings.importers.batches import Batch, BatchReading, Readers, TooMuchTimeError, limited
from listings.importers.boards import (
    board_lock,
    find_source,
    make_source,
    mark_failed,
    mark_good,
    mark_tried,
)
from listings.importers.facts import READING_VERSION
from listings.importers.plan import (
    SyncPlan,
    answer_hash,
    known_records,
    make_plan,
    problems_as_before,
)
from listings.importers.write import SyncCounts, Writer, unchanged_problems
from listings.models import Source, SourceRecord

logger = logging.getLogger(__name__)

# Boards that are read while an earlier one is written: enough to keep two processes busy.
AHEAD = 6

EMPTY = "The board lists no postings."


@dataclass(frozen=True, slots=True)
class BoardTask:
    """One board and where its answer comes from: what its server says, or what was kept of it.

    A rereading reads everything it kept again.
    """

    system: str
    board: str
    answer: Callable[[], bytes | list[RawPosting]]
    is_recorded: bool = False
    is_rereading: bool = False

    @property
    def name(self) -> str:
        return f"{self.system}:{self.board}"


@dataclass(slots=True)
class BoardOutcome:
    """What became of one board. ``error`` is empty for a good one; ``note`` says why not read."""

    name: str
    error: str = ""
    note: str = ""
    written: SyncCounts = field(default_factory=SyncCounts)


@dataclass(slots=True)
class _Open:
    """A board between its plan and its writing; its lock is held."""

    task: BoardTask
    plan: SyncPlan
    batch: Batch
    reading: "Future[BatchReading]"
    lock: ExitStack


def reading_version(system: str) -> int:
    """The version that records carry: of the adapter and of everything after it."""
    return adapter_of(system).parser_version * 100 + READING_VERSION


def recorded_tasks(folder: Path, system: str) -> list[BoardTask]:
    """One task for each recorded answer; its file name is the board's, percent-encoded."""
    return [
        BoardTask(system, unquote(path.stem), path.read_bytes, is_recorded=True)
        for path in sorted(folder.glob("*.json"))
    ]


def live_task(system: str, board: str) -> BoardTask:
    """Ask a board itself; a system that is not known fails when the answer is asked for."""
    return BoardTask(system, board, lambda: adapter_of(system).fetch(board))


def reread_task(source: Source) -> BoardTask:
    """Read a board's kept answers again: its vocabulary or its readers have changed."""

    def answer() -> list[RawPosting]:
        present = SourceRecord.objects.filter(source=source, last_seen_at__isnull=True)
        return [RawPosting(*row) for row in present.values_list("external_id", "raw")]

    return BoardTask(source.system, source.board, answer, is_rereading=True)


def sync(tasks: Iterable[BoardTask], readers: Readers) -> Iterator[BoardOutcome]:
    """Read boards into rows; yields what became of each, not always in the order of ``tasks``."""
    writer, opened = Writer(), deque[_Open]()
    try:
        for task in tasks:
            begun = _begin(task, readers)
            if isinstance(begun, BoardOutcome):
                yield begun
                continue
            opened.append(begun)
            if len(opened) > AHEAD:
                yield _finish(opened.popleft(), readers, writer)
        while opened:
            yield _finish(opened.popleft(), readers, writer)
    finally:
        for left in opened:
            left.lock.close()


def _begin(task: BoardTask, readers: Readers) -> BoardOutcome | _Open:
    """Hold the board; take its answer, compare it, and hand over what must be read."""
    with ExitStack() as lock:
        if not lock.enter_context(board_lock(task.system, task.board)):
            return BoardOutcome(task.name, note="being read by another run")
        source = find_source(task.system, task.board)
        if source and not source.is_enabled and not task.is_rereading:
            return BoardOutcome(task.name, note="switched off")
        try:
            return _opened(task, source, readers, lock)
        except BaseException as error:  # noqa: BLE001 (see ``reason_of``)
            return _failed(source, task.name, reason_of(error), timezone.now())


def _opened(
    task: BoardTask, source: Source | None, readers: Readers, lock: ExitStack
) -> BoardOutcome | _Open:
    if source and not task.is_rereading:
        mark_tried(source, at=timezone.now())
    begun = _compare(task, source)
    if isinstance(begun, BoardOutcome):
        return begun
    batch = begun.batch(begun.source.company.name)
    return _Open(task, begun, batch, readers.submit(batch), lock.pop_all())


def _compare(task: BoardTask, source: Source | None) -> BoardOutcome | SyncPlan:
    """What the answer changes, or what became of the board where there is nothing to read."""
    now, version, hashed = timezone.now(), reading_version(task.system), ""
    with limited(settings.JOBS.board_seconds):
        postings = task.answer()
    if isinstance(postings, bytes):
        hashed = answer_hash(postings, version)
        if source and (problems := problems_as_before(source, hashed, version)) is not None:
            written = SyncCounts(unchanged=source.answer_postings, problems=problems)
            return _unchanged(task, source, written, hashed, now)
        with limited(settings.JOBS.board_seconds):
            postings = adapter_of(task.system).postings(postings)
    if not postings:
        return (
            BoardOutcome(task.name, note=EMPTY) if task.is_rereading else _empty(source, task, now)
        )
    source = source or make_source(task.system, task.board, is_recorded=task.is_recorded)
    plan = make_plan(
        source,
        postings,
        known_records(source),
        version=version,
        now=now,
        answer_hash=hashed,
        is_rereading=task.is_rereading,
    )
    if not plan.is_unchanged:
        return plan
    written = SyncCounts(unchanged=len(plan.raws), problems=unchanged_problems(plan))
    return _unchanged(task, source, written, hashed, now)


def _failed(source: Source | None, name: str, error: str, now: datetime) -> BoardOutcome:
    if source:
        mark_failed(source, error, at=now)
    return BoardOutcome(name, error=error)


def _empty(source: Source | None, task: BoardTask, now: datetime) -> BoardOutcome:
    """No postings at all: a failure, unless there were none before."""
    if source and source.records.filter(last_seen_at__isnull=True).exists():
        return _failed(source, task.name, EMPTY, now)
    if source:
        mark_good(source, at=now, is_recorded=task.is_recorded, outcome=EMPTY)
    return BoardOutcome(task.name, note=EMPTY)


def _unchanged(
    task: BoardTask, source: Source, written: SyncCounts, hashed: str, now: datetime
) -> BoardOutcome:
    mark_good(
        source,
        at=now,
        is_recorded=task.is_recorded,
        outcome=written.in_words(),
        answer_hash=hashed,
        postings=written.unchanged,
    )
    return BoardOutcome(task.name, written=written)


def _finish(board: _Open, readers: Readers, writer: Writer) -> BoardOutcome:
    """Wait for the reading, write it, and let the board go. No board may stop the others."""
    task, plan = board.task, board.plan
    is_recorded = None if task.is_rereading else task.is_recorded
    with board.lock:
        try:
            written = writer.write(plan, _reading(board, readers), is_recorded=is_recorded)
        except BaseException as error:  # noqa: BLE001 (see ``reason_of``)
            return _failed(plan.source, task.name, reason_of(error), plan.now)
        return BoardOutcome(task.name, written=written)


def _reading(board: _Open, readers: Readers) -> BatchReading:
    """What was read. Where a child was killed, nobody knows over which board: each is read anew."""
    try:
        return board.reading.result()
    except BrokenProcessPool:
        return readers.read_alone(board.batch)


def reason_of(error: BaseException) -> str:
    """Say in plain words why a board could not be read; a wish to end goes on.

    Also what is no ``Exception`` is the board's own: libraries in other languages raise such.
    """
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
        raise error
    if isinstance(error, BoardError):
        return str(error)
    logger.error("A board could not be read", exc_info=error)
    if isinstance(error, MemoryError | BrokenProcessPool):
        return "Reading it needs more memory than there is."
    if isinstance(error, TooMuchTimeError):
        return "Reading it takes more processor time than it may."
    if isinstance(error, RecursionError):
        return "The answer is nested too deeply."
    if isinstance(error, OSError):
        return f"The answer could not be had ({error.strerror or type(error).__name__})."
    said = " ".join(str(error).split())[:200]
    return f"It could not be taken in ({type(error).__name__}: {said})."
