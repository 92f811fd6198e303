"""Boards read with what follows from it, by hand, by the clock or a button; boards tried out."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.tasks import task
from django.utils import timezone

from jobboard.models import TimetableEntry
from listings.importers.adapter import NoBoardError, PostingError, RawPosting, adapter_of
from listings.importers.batches import readers
from listings.importers.sync import BoardOutcome, BoardTask, live_task, reason_of, sync
from listings.importers.vocabulary import load_vocabulary
from listings.models import Listing, Source

# Below this many boards the tables of child processes take longer than they save.
BOARDS_WORTH_CHILDREN = 8


class BoardsFailedError(Exception):
    """Not one board could be read: rather this board's own network than all of theirs."""


@dataclass(slots=True)
class SyncReport:
    """Adds up boards; ``lines`` says it all in a few lines."""

    outcomes: list[BoardOutcome] = field(default_factory=list)

    def add(self, outcome: BoardOutcome) -> None:
        self.outcomes.append(outcome)

    @property
    def failed(self) -> list[BoardOutcome]:
        return [one for one in self.outcomes if one.error]

    @property
    def new(self) -> int:
        return self._count("new")

    @property
    def has_changes(self) -> bool:
        """Tell whether anything that pages and figures rest on is another than before."""
        return any(map(self._count, ("new", "changed", "closed", "reopened")))

    def in_one_line(self) -> str:
        """Return what the worker's timetable shows."""
        read = len(self.outcomes) - len(self.failed)
        said = f"{read} boards read, {len(self.failed)} failed; postings: "
        return said + ", ".join(self._postings())

    def lines(self) -> Iterable[str]:
        left_out = [one for one in self.outcomes if one.note]
        good = len(self.outcomes) - len(self.failed) - len(left_out)
        yield f"Boards: {good} read, {len(left_out)} left out, {len(self.failed)} failed."
        yield f"Postings: {', '.join(self._postings())}."
        yield f"Listings: {self._count('closed')} closed, {self._count('reopened')} listed again."
        if withheld := self._count("withheld"):
            yield f"Withheld: {withheld} missing postings wait for a second run that agrees."
        yield from _some([f"  {one.name}: {one.error}" for one in self.failed])
        yield from _some([f"  {one.name}: left out ({one.note})" for one in left_out])
        yield from _some([f"  skipped {line}" for line in self._problems()])
        yield from _some([f"  without pay {line}" for line in self._doubts()])

    def _postings(self) -> Iterable[str]:
        yield from (f"{self._count(name)} {name}" for name in ("new", "changed", "unchanged"))
        yield f"{len(self._problems())} skipped"

    def _count(self, name: str) -> int:
        return sum(getattr(one.written, name) for one in self.outcomes)

    def _problems(self) -> list[str]:
        return [
            f"{one.name} {posting}: {reason}"
            for one in self.outcomes
            for posting, reason in one.written.problems.items()
        ]

    def _doubts(self) -> list[str]:
        return [
            f"{one.name} {posting}: {reason}"
            for one in self.outcomes
            for posting, reason in one.written.doubts.items()
        ]


def read_boards(
    tasks: Sequence[BoardTask],
    processes: int | None = None,
    each: Callable[[BoardOutcome], object] = lambda outcome: None,
) -> SyncReport:
    """Read boards into rows; ``each`` is told what became of one."""
    if processes is None and len(tasks) < BOARDS_WORTH_CHILDREN:
        processes = 0
    report = SyncReport()
    with readers(load_vocabulary(), processes) as reading:
        for outcome in sync(tasks, reading):
            report.add(outcome)
            each(outcome)
    Listing.objects.analyze_if_grown(report.new)
    return report


def read_enabled() -> str:
    """Read every enabled board again; return what became of them.

    The longest unasked comes first: what ended the last run comes last. A board that fails says
    so in its own row. Raises BoardsFailedError where all of several failed.
    """
    boards = Source.objects.to_read().values_list("system", "board")
    report = read_boards([live_task(system, board) for system, board in boards])
    if len(report.failed) > 1 and len(report.failed) == len(report.outcomes):
        first = report.failed[0]
        raise BoardsFailedError(
            f"All {len(report.failed)} boards failed; {first.name}: {first.error}"
        )
    take_figures_soon(report)
    return report.in_one_line()


@task()
def read_source(pk: int) -> str:
    """Read one board now; its row says how it went."""
    source = Source.objects.get(pk=pk)
    report = read_boards([live_task(source.system, source.board)])
    Source.objects.filter(pk=pk).update(asked_at=None)
    take_figures_soon(report)
    return report.in_one_line()


def take_figures_soon(report: SyncReport) -> None:
    """Have the worker take figures where a run has changed what they rest on."""
    if report.has_changes:
        TimetableEntry.objects.filter(name="statistics").update(next_run_at=timezone.now())


def take_figures_now(report: SyncReport, **options: object) -> None:
    """Take figures in this process, for who waits for them."""
    if report.has_changes:
        call_command("refresh_statistics", **options)


MOST_LINES = 40


def _some(lines: list[str]) -> Iterable[str]:
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"  … and {len(lines) - MOST_LINES} more"


FIRST = 5
_BOARD = re.compile(r"[^\x00-\x1f\x7f/\\?#%<>\"{}|^`]{1,200}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class BoardTrial:
    """``error`` is empty where the board answered; ``is_missing`` where there is no such board."""

    number: int = 0
    titles: tuple[str, ...] = ()
    unreadable: int = 0
    error: str = ""
    is_missing: bool = False


def try_board(system: str, board: str) -> BoardTrial:
    """Ask a board for its postings and read the first few."""
    try:
        adapter = adapter_of(system)
        answer = adapter.postings(adapter.fetch(board, settings.OUTGOING.try_seconds))
        titles, unreadable = _titles(system, answer[:FIRST])
    except BaseException as error:  # noqa: BLE001 (see ``reason_of``)
        return BoardTrial(error=reason_of(error), is_missing=isinstance(error, NoBoardError))
    return BoardTrial(len(answer), titles, unreadable)


def _titles(system: str, answer: Sequence[RawPosting]) -> tuple[tuple[str, ...], int]:
    adapter, titles, unreadable = adapter_of(system), [], 0
    for one in answer:
        try:
            titles.append(adapter.read(one.raw).title)
        except PostingError:
            unreadable += 1
    return tuple(titles), unreadable


def check_board_name(board: str) -> None:
    """Raise ValidationError unless the text can be a board's name, as its own address has it."""
    if "/" in board:
        raise ValidationError("The board's name alone, not its whole address.")
    if not _BOARD.fullmatch(board) or board != board.strip() or not board.isprintable():
        raise ValidationError("A board's name has letters, digits, spaces and - _ . only.")
