"""``manage.py work``: everything that is not a web request."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from jobboard.postgres.refusals import UNPREPARED, migrations_wait
from jobboard.worker import coordination
from jobboard.worker.jobs import limit_this_process
from jobboard.worker.timetable import entry_named, run_entry, sync_rows
from jobboard.worker.worker import Worker


class Command(BaseCommand):
    help = "Send due mail, run background tasks and the timetable, until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--entry", help="run this entry of the timetable now, and end")
        parser.add_argument("--if-due", action="store_true", help="but only if it is due")
        parser.add_argument("--one-task", action="store_true", help="run one waiting task, and end")
        parser.add_argument("--for", dest="worker", default="", help="the worker whose job it is")
        parser.add_argument("--seconds", type=int, help="end a job after so many seconds")
        parser.add_argument("--with-parent", type=int, help="end a job with this parent process")

    def handle(
        self, *, entry: str | None, if_due: bool, worker: str, one_task: bool, **options: Any
    ) -> None:
        if (entry or one_task) and (seconds := options["seconds"]):
            limit_this_process(options["with_parent"] or os.getppid(), seconds)
        if entry:
            self.run_entry(entry, if_due=if_due, worker=worker)
        elif one_task:
            coordination.new_worker(worker).run()
        elif migrations_wait():
            raise CommandError(UNPREPARED)
        else:
            connection.close()
            Worker().run()

    def run_entry(self, name: str, *, if_due: bool, worker: str) -> None:
        """Run an entry, unless another process is at it."""
        try:
            entry = entry_named(name)
        except LookupError as error:
            raise CommandError(str(error)) from error
        sync_rows(timezone.now())
        went_well = run_entry(entry, timezone.now, even_if_not_due=not if_due, worker=worker)
        if not went_well and not if_due:
            raise CommandError(f"{name} failed, or another process is at it; the admin says more.")
