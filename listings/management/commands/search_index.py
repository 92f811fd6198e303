"""``manage.py search_index build|check|info``."""

import random
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from jobboard.site import dates
from listings.editing.services import rewrite_words
from listings.search.index import current, snapshot
from listings.search.index.check import VALUES_COMPARED, differences, random_query
from listings.search.index.snapshot import DamagedFileError
from listings.search.index.view import Index

WITH_MEMORY = "SET LOCAL work_mem = '256MB'"
"""Else SQL looks up what is excluded once more for each posting, hours for a million of them."""

FACETS_COMPARED = 4
"""Of each search: over many searches random ones are all compared, and more searches with them."""


def _index_of_now(state: current.State) -> Index:
    return current.looked(state).index


class Command(BaseCommand):
    """Makes the index of searches anew, compares it with SQL, or says how it stands."""

    help = "The index that answers searches; the worker renews it, so nobody has to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=("build", "check", "info"))
        parser.add_argument("--searches", type=int, default=100, help="how many are compared")
        parser.add_argument(
            "--values",
            type=int,
            default=VALUES_COMPARED,
            help="how many values of a facet; 0: total, page and what each filter leaves",
        )
        parser.add_argument(
            "--facets", type=int, default=FACETS_COMPARED, help="how many facets of each search"
        )
        parser.add_argument("--seed", type=int, default=1, help="which random ones")

    def handle(self, *, act: str, searches: int, seed: int, **options: Any) -> None:
        match act:
            case "build":
                self.build()
            case "check":
                self.check_searches(searches, seed, options["values"], options["facets"])
            case "info":
                self.info()

    def build(self) -> None:
        rewrite_words()  # of an older version; the worker does it too, an hour later at most
        began = time.monotonic()
        is_ours = snapshot.build()
        took = f"Made in {time.monotonic() - began:.1f} s."
        self.stdout.write(took if is_ours else "Another process is making it.")

    def state(self) -> current.State:
        try:
            return current.begin(*snapshot.load(snapshot.path()))
        except (OSError, DamagedFileError, current.LeftBehindError) as error:
            raise CommandError(f"There is no index to use: {error}") from error

    def check_searches(self, searches: int, seed: int, values: int, facets: int) -> None:
        """Compare, also while the data changes: each search sees one state of the database."""
        state, pick = self.state(), random.Random(seed)  # noqa: S311 (no secret)
        wrong = compared = 0
        for _ in range(searches):
            with snapshot.one_snapshot(), connection.cursor() as cursor:
                cursor.execute(WITH_MEMORY)
                state = current.looked(state)
                query = random_query(state.index, pick)
                again = partial(_index_of_now, state)
                found = differences(state.index, query, pick, again, values=values, facets=facets)
            compared += found.compared
            wrong += bool(found.wrong)
            for line in found.wrong:
                self.stderr.write(line)
        if wrong:
            raise CommandError(f"{wrong} of {searches} searches differ.")
        self.stdout.write(f"{searches:,} searches, {compared:,} answers: the same as SQL.")

    def info(self) -> None:
        state = self.state()
        file = snapshot.path().stat()
        made = datetime.fromtimestamp(file.st_mtime, UTC)
        live = sum(len(view.live) for view in state.index.views)
        self.stdout.write(
            f"{snapshot.path()}: {file.st_size / 1e6:.1f} MB, made {dates.minute(made)}\n"
            f"{len(state.base):,} postings, {len(state.moved):,} changed since; {live:,} live"
        )
