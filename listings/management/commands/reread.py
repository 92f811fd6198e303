"""Read kept answers again, after readers, roles, skills or words for levels have changed."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from listings.importers.batches import readers
from listings.importers.rereading import ended_postings, reread_postings
from listings.importers.running import SyncReport
from listings.importers.sync import reread_task, sync
from listings.importers.vocabulary import load_vocabulary
from listings.models import Source


class Command(BaseCommand):
    help = (
        "Read kept answers again without fetching, also of postings that ended; "
        "what people have edited stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", action="append", metavar="system:board")
        parser.add_argument("--processes", type=int, help="child processes that read; 0 for none")

    def handle(self, *args: Any, **options: Any) -> None:
        sources = _sources(options["source"])
        report = SyncReport()
        with readers(load_vocabulary(), options["processes"]) as reading:
            tasks = [reread_task(source) for source in sources]
            progress = tqdm(total=len(tasks), unit="board", disable=not sys.stderr.isatty())
            with progress:
                for outcome in sync(tasks, reading):
                    report.add(outcome)
                    progress.update()
            ended = [pk for source in sources for pk in ended_postings(source)]
            report.outcomes += reread_postings(ended, reading).outcomes
        for line in report.lines():
            self.stdout.write(line)
        if report.has_changes:
            call_command("refresh_statistics", stdout=self.stdout)


def _sources(names: list[str] | None) -> list[Source]:
    sources = list(Source.objects.all())
    if names is None:
        return sources
    known = {str(source): source for source in sources}
    if unknown := [name for name in names if name not in known]:
        raise CommandError(f"No such board here: {', '.join(unknown)}.")
    return [known[name] for name in names]
