"""Import the open salary index of aijobs.net."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from listings.importers.vocabulary import load_vocabulary
from listings.insights.salary_index import ReadFile, RowError, read, replace_all
from listings.reading.titles import TitleReader


class Command(BaseCommand):
    help = (
        "Import a file of the open salary index (CSV, as at aijobs.net) in place of the last one. "
        "It is shown beside posted pay and never mixed with it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        started = perf_counter()
        vocabulary = load_vocabulary()
        reader = TitleReader(vocabulary.roles, vocabulary.levels, vocabulary.occupations)
        try:
            with options["file"].open(encoding="utf-8-sig", newline="", errors="replace") as lines:
                found = read(lines, lambda title: reader.read(title).roles, self._progress)
        except (OSError, RowError, csv.Error) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        if not found.used:
            raise CommandError(f"{options['file']}: no row can be used; nothing was changed.")
        kept = replace_all(found.cells, timezone.now())
        self._report(found, kept, perf_counter() - started)

    def _progress(self, rows: int) -> None:
        self.stdout.write(f"{rows:,} rows …")

    def _report(self, found: ReadFile, kept: int, seconds: float) -> None:
        bad = sum(found.bad.values())
        self.stdout.write(
            f"{found.rows:,} rows: {found.used:,} used; left out: {found.no_role:,} of no role "
            f"here, {found.not_full_time:,} not full-time, {bad:,} bad."
        )
        for wrong, number in found.bad.most_common():
            first = found.first_bad[wrong]
            self.stdout.write(f"  {number:,} skipped: {wrong} (first in line {first:,})")
        self.stdout.write(f"{kept:,} figures in place of all earlier ones. ({seconds:.1f} s)")
