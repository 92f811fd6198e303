"""``manage.py work``: everything that is not a web request."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from jobboard.worker.performing import make_rows, perform
from jobboard.worker.process import Worker
from jobboard.worker.timetable import entry_named


class Command(BaseCommand):
    """The worker, or one entry of its timetable by hand."""

    help = "Send due mail, run background tasks and the timetable, until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--entry", help="perform this entry of the timetable now, and end")
        parser.add_argument("--if-due", action="store_true", help="but only if it is due")
        parser.add_argument(
            "--with-parent", type=int, metavar="PID", help="end when this parent process ends"
        )

    def handle(
        self, *, entry: str | None, if_due: bool, with_parent: int | None, **options: Any
    ) -> None:
        if entry:
            self.perform(entry, if_due=if_due)
        else:
            Worker(parent=with_parent).run()

    def perform(self, name: str, *, if_due: bool) -> None:
        """Perform an entry, unless another process is at it."""
        try:
            entry = entry_named(name)
        except LookupError as error:
            raise CommandError(str(error)) from error
        make_rows(timezone.now())
        if not perform(entry, timezone.now, is_asked_for=not if_due) and not if_due:
            raise CommandError(f"{name} failed, or another process is at it; the admin says more.")
