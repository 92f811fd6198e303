"""Boards read into rows, one after another, while their postings are read beside it."""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import httpx
from django.utils import timezone

from listings.models import Source, SourceRecord
from listings.sources.adapter import ADAPTERS
from listings.sources.batches import Readers, Reading
from listings.sources.boards import (
    board_lock,
    find_source,
    make_source,
    mark_failed,
    mark_good,
)
from listings.sources.facts import READING_VERSION
from listings.sources.plan import Plan, known_records, make_plan
from listings.sources.posting import BoardError, RawPosting
from listings.sources.write import Writer, Written, unchanged_problems

logger = logging.getLogger(__name__)

# Boards that are read while an earlier one is written: enough to keep two processes busy.
AHEAD = 6

EMPTY = "The board lists no postings."


@dataclass(frozen=True, slots=True)
class Task:
    """One board and where its answer comes from. A rereading reads everything it kept again."""

    system: str
    board: str
    answer: Callable[[], list[RawPosting]]
    is_recorded: bool = False
    is_rereading: bool = False

    @property
    def name(self) -> str:
        return f"{self.system}:{self.board}"


@dataclass(slots=True)
class Outcome:
    """What became of one board. ``error`` is empty for a good one; ``note`` says why not read."""

    name: str
    error: str = ""
    note: str = ""
    written: Written = field(default_factory=Written)


@dataclass(slots=True)
class _Open:
    """A board between its plan and its writing; its lock is held."""

    task: Task
    plan: Plan
    reading: "Future[Reading]"
    lock: ExitStack


def reading_version(system: str) -> int:
    """The version that records carry: of the adapter and of everything after it."""
    return ADAPTERS[system].parser_version * 100 + READING_VERSION


def recorded_tasks(folder: Path, system: str) -> list[Task]:
    """One task for each recorded answer; its file name is the board's, percent-encoded."""
    adapter = ADAPTERS[system]

    def answer(path: Path) -> Callable[[], list[RawPosting]]:
        return lambda: adapter.recorded(path.read_bytes())

    return [
        Task(system, unquote(path.stem), answer(path), is_recorded=True)
        for path in sorted(folder.glob("*.json"))
    ]


def live_task(system: str, board: str, client: httpx.Client) -> Task:
    adapter = ADAPTERS[system]
    return Task(system, board, lambda: adapter.fetch(board, client), is_recorded=False)


def reread_task(source: Source) -> Task:
    """Read a board's kept answers again: its vocabulary or its readers have changed."""

    def answer() -> list[RawPosting]:
        present = SourceRecord.objects.filter(source=source, last_seen_at__isnull=True)
        return [RawPosting(*row) for row in present.values_list("external_id", "raw")]

    return Task(source.system, source.board, answer, is_rereading=True)


def sync(tasks: Iterable[Task], readers: Readers) -> Iterator[Outcome]:
    """Read boards into rows; yields what became of each, not always in the order of ``tasks``."""
    writer, opened = Writer(), deque[_Open]()
    try:
        for task in tasks:
            begun = _begin(task, readers)
            if isinstance(begun, Outcome):
                yield begun
                continue
            opened.append(begun)
            if len(opened) > AHEAD:
                yield _finish(opened.popleft(), writer)
        while opened:
            yield _finish(opened.popleft(), writer)
    finally:
        for left in opened:
            left.lock.close()


def _begin(task: Task, readers: Readers) -> Outcome | _Open:
    """Hold the board; take its answer, compare it, and hand over what must be read."""
    with ExitStack() as lock:
        if not lock.enter_context(board_lock(task.system, task.board)):
            return Outcome(task.name, note="being read by another run")
        source = find_source(task.system, task.board)
        if source and not source.is_enabled and not task.is_rereading:
            return Outcome(task.name, note="switched off")
        begun = _compare(task, source)
        if isinstance(begun, Outcome):
            return begun
        reading = readers.submit(begun.batch(begun.source.company.name))
        return _Open(task, begun, reading, lock.pop_all())


def _compare(task: Task, source: Source | None) -> Outcome | Plan:
    """What the answer changes, or what became of the board where there is nothing to read."""
    now = timezone.now()
    try:
        answer = task.answer()
    except (BoardError, OSError) as error:
        return _failed(source, task.name, str(error), now)
    if not answer:
        return (
            Outcome(task.name, note=EMPTY) if task.is_rereading else _empty(source, task.name, now)
        )
    source = source or make_source(task.system, task.board, is_recorded=task.is_recorded)
    plan = _plan(task, source, answer, now)
    return _unchanged(task, plan) if plan.is_unchanged else plan


def _plan(task: Task, source: Source, answer: list[RawPosting], now: datetime) -> Plan:
    return make_plan(
        source,
        answer,
        known_records(source),
        version=reading_version(task.system),
        now=now,
        is_rereading=task.is_rereading,
    )


def _failed(source: Source | None, name: str, error: str, now: datetime) -> Outcome:
    if source:
        mark_failed(source, error, at=now)
    return Outcome(name, error=error)


def _empty(source: Source | None, name: str, now: datetime) -> Outcome:
    """No postings at all: a failure, unless there were none before."""
    if source is None or not source.records.filter(last_seen_at__isnull=True).exists():
        return Outcome(name, note=EMPTY)
    return _failed(source, name, EMPTY, now)


def _unchanged(task: Task, plan: Plan) -> Outcome:
    mark_good(plan.source, at=plan.now, is_recorded=task.is_recorded, held=frozenset())
    written = Written(unchanged=len(plan.raws), problems=unchanged_problems(plan))
    return Outcome(task.name, written=written)


def _finish(board: _Open, writer: Writer) -> Outcome:
    """Wait for the reading, write it, and let the board go. No board may stop the others."""
    task, plan = board.task, board.plan
    is_recorded = None if task.is_rereading else task.is_recorded
    with board.lock:
        try:
            written = writer.write(plan, board.reading.result(), is_recorded=is_recorded)
        except Exception as error:
            logger.exception("%s could not be written", task.name)
            return _failed(
                plan.source, task.name, f"Not written: {type(error).__name__}.", plan.now
            )
        return Outcome(task.name, written=written)
