"""The whole worker as it runs: its jobs are processes, and end with it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

import pytest
from django.utils import timezone

from jobboard.environment import BASE_DIR
from jobboard.models import TimetableEntry
from jobboard.worker.timetable import sync_rows
from tests.jobboard.mail.servers import running
from tests.jobboard.mail.test_killed import database_url, worker
from tests.processes import PATIENCE, is_alive, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def jobs_of(pid: int) -> list[int]:
    """Return the processes of a worker's jobs."""
    children = Path(f"/proc/{pid}/task")
    found = [path.read_text() for path in children.glob("*/children")]
    return [int(child) for line in found for child in line.split() if is_job(int(child))]


def is_job(pid: int) -> bool:
    try:
        return b"--entry" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def make_due() -> None:
    sync_rows(timezone.now())
    TimetableEntry.objects.update(next_run_at=timezone.now())


def has_run(*names: str) -> Callable[[], bool]:
    rows = TimetableEntry.objects.filter(name__in=names, success_at__isnull=False)
    return lambda: rows.count() == len(names)


@contextmanager
def two_workers(output: IO[str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Workers as two machines would run them: the database is all that they share."""
    variables = {"DATABASE_URL": database_url(), "JOBBOARD_LOG_FORMAT": "text"}
    command = [sys.executable, "manage.py", "work"]
    processes = [
        subprocess.Popen(command, cwd=BASE_DIR, env=os.environ | variables, stderr=output)
        for _ in range(2)
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_what_is_due_runs_and_two_workers_do_it_once(tmp_path: Path) -> None:
    log = tmp_path / "log"
    make_due()
    names = ("old-mail", "drafts")
    TimetableEntry.objects.exclude(name__in=names).update(
        next_run_at=timezone.now() + timedelta(days=1)
    )
    with log.open("w") as output, two_workers(output) as workers:
        wait_for(has_run(*names))
        for process in workers:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(PATIENCE) for process in workers] == [0, 0]
    done = [line for line in log.read_text().splitlines() if line.endswith("done")]
    assert len(done) == len(names)
    assert not TimetableEntry.objects.filter(failures__gt=0).exists()


def test_a_worker_that_is_killed_leaves_no_job_behind() -> None:
    make_due()
    with running() as server, worker(server.port) as process:
        seen: set[int] = set()

        def have_begun() -> bool:
            seen.update(jobs_of(process.pid))
            return len(seen) >= 2

        wait_for(have_begun)
        left = [pid for pid in seen if is_alive(pid)]
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        for pid in left:
            wait_for(lambda pid=pid: not is_alive(pid))  # type: ignore[misc]
