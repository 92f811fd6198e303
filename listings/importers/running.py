"""Boards read, with what follows from it: by hand, by the clock, by a button."""

from collections.abc import Callable, Sequence

from django.core.management import call_command
from django.tasks import task
from django.utils import timezone

from jobboard.models import TimetableEntry
from listings.importers.batches import readers
from listings.importers.report import Report
from listings.importers.sync import Outcome, Task, live_task, sync
from listings.importers.vocabulary_rows import load_vocabulary
from listings.models import Source
from listings.models.planner import analyze_if_grown

# Below this many boards the tables of child processes take longer than they save.
BOARDS_WORTH_CHILDREN = 8


class BoardsFailedError(Exception):
    """Not one board could be read: rather this board's own network than all of theirs."""


def read_boards(
    tasks: Sequence[Task],
    processes: int | None = None,
    each: Callable[[Outcome], object] = lambda outcome: None,
) -> Report:
    """Read boards into rows; ``each`` is told what became of one."""
    if processes is None and len(tasks) < BOARDS_WORTH_CHILDREN:
        processes = 0
    report = Report()
    with readers(load_vocabulary(), processes) as reading:
        for outcome in sync(tasks, reading):
            report.add(outcome)
            each(outcome)
    analyze_if_grown(report.new)
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


def take_figures_soon(report: Report) -> None:
    """Have the worker take figures where a run has changed what they rest on."""
    if report.has_changes:
        TimetableEntry.objects.filter(name="statistics").update(next_run_at=timezone.now())


def take_figures_now(report: Report, **options: object) -> None:
    """Take figures in this process, for who waits for them."""
    if report.has_changes:
        call_command("refresh_statistics", **options)
