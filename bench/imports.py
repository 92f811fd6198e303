"""What reading boards costs: ``python -m bench.imports FOLDER [EVERY]``, of recorded Ashby boards.

Reads every so-manieth board three times: its postings are new; then unchanged, in an answer that is
the last one to the byte; then unchanged again, but compared one by one, as beside a changed one. As
many others are read before, by which most expressions are compiled. In one process, on a board of
its own (``JOBBOARD_VAR``) that has no other boards; prints processor time, program and database,
for each posting.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

from bench.__main__ import processor_time

EVERY = 8
COMPARED = "unchanged, compared one by one"


def main(folder: Path, every: int) -> None:
    from listings.importers.batches import readers
    from listings.importers.sync import recorded_tasks, sync
    from listings.importers.vocabulary import load_vocabulary
    from listings.models import Source

    boards = recorded_tasks(folder, "ashby")
    others, tasks = boards[every // 2 :: every], boards[::every]
    with readers(load_vocabulary(), 0) as here:
        tables = _measured(lambda: list(sync(others, here)))[0]
        for what in ("new", "unchanged", COMPARED):
            if what == COMPARED:
                Source.objects.update(answer_hash="")
            spent, outcomes = _measured(lambda: list(sync(tasks, here)))
            postings = sum(one.written.new + one.written.unchanged for one in outcomes)
            program, database = (1_000 * seconds / postings for seconds in spent)
            print(f"{what}: {program:.2f} + {database:.2f} ms a posting, of {postings} postings")
    print(f"before, {len(others)} boards with the tables of places and words: {tables[0]:.1f} s")


def _measured[T](work: Callable[[], T]) -> tuple[tuple[float, float], T]:
    """Seconds of the processor that the program and the database took, and the result."""
    before = time.process_time(), _of_database()
    result = work()
    return (time.process_time() - before[0], _of_database() - before[1]), result


def _of_database() -> float:
    """Seconds of the processor that the database's part of this connection has taken."""
    from django.db import connection

    connection.ensure_connection()
    return processor_time([connection.connection.info.backend_pid]) / 1_000


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    django.setup()
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else EVERY)
