"""``manage.py prepare``: what has to be done before a board can be served, and no more."""

import hashlib
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jobboard.demo.market import is_shown
from jobboard.mail import rendering
from listings.editing.services import rewrite_words_soon
from listings.insights.statistics import demand_cells as demand
from listings.insights.statistics import pay_cells as pay
from listings.models import Demand, KnownPlace, Listing, Statistic
from listings.search.index import snapshot


class Command(BaseCommand):
    help = "Bring database, demo board and static files up to date; quick when they are."
    requires_system_checks: list[str] = []  # they ask the database, which comes first

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="start with an empty board")

    def handle(self, *, no_demo: bool, **options: Any) -> None:
        connection.ensure_connection()  # where it cannot be reached, manage.py says why
        self.check()
        self.migrate(with_demo=not no_demo)
        rendering.make_rows()  # also of kinds that came without a migration
        call_command("createcachetable", verbosity=0)
        self.places()
        if not no_demo:
            self.demo()
        rewrite_words_soon()
        self.figures()
        self.search_index()
        self.refuse_public_demo()
        self.collect()

    def migrate(self, *, with_demo: bool) -> None:
        """Apply what is not applied. A new database is marked as waiting for the demo."""
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not plan:
            return
        if with_demo and not executor.loader.applied_migrations:
            waiting_for_demo().touch()
        self.stdout.write(f"Database: {len(plan)} migrations …")
        call_command("migrate", interactive=False, verbosity=0)

    def places(self) -> None:
        """Load the names that employers' places are read by, once."""
        if not KnownPlace.objects.exists():
            self.stdout.write("Places …")
            call_command("load_places", verbosity=0, stdout=self.stdout)

    def demo(self) -> None:
        """Load the demo into a new board, also after a first start that was broken off.

        Where the demo is shown, its users are made as well; a board without it gets none.
        """
        if waiting_for_demo().exists():
            self.stdout.write("Demo board: companies, postings, guides …")
            call_command("demo", "load")
            waiting_for_demo().unlink()
        else:
            call_command("demo", "refresh")
        if is_shown():
            call_command("demo", "users", verbosity=0)

    def figures(self) -> None:
        """Take the figures where postings have none by today's method.

        So it is after a load that was broken off, and after the program's method has changed.
        """
        of_today = (
            Statistic.objects.filter(method_version=pay.METHOD_VERSION),
            Demand.objects.filter(method_version=demand.METHOD_VERSION),
        )
        if Listing.objects.exists() and not all(rows.exists() for rows in of_today):
            call_command("refresh_statistics", stdout=self.stdout)

    def search_index(self) -> None:
        """Make the index of searches where there is none; the worker renews it."""
        if not snapshot.path().exists():
            call_command("search_index", "build", stdout=StringIO())

    def refuse_public_demo(self) -> None:
        """Refuse to serve, under a public address, a database that was a demo board."""
        if is_shown() and not settings.PUBLIC.is_local:
            raise CommandError(
                "This database holds the demo's invented postings or its users, and"
                f" {settings.SITE_URL} is public. `manage.py demo remove` takes them away, but for"
                " what was edited: that you close or delete in the admin, at a local address."
                " Or start an empty board in another folder: JOBBOARD_VAR."
            )

    def collect(self) -> None:
        """Collect static files, unless they are the very ones collected last time."""
        marker = Path(settings.STATIC_ROOT) / ".collected"
        state = static_state()
        if marker.exists() and marker.read_text() == state:
            return
        self.stdout.write("Static files …")
        call_command("collectstatic", interactive=False, verbosity=0)
        marker.write_text(state)


def waiting_for_demo() -> Path:
    """Return the mark of a new board that has not got its demo yet."""
    return Path(settings.VAR_DIR) / "demo-to-load"


def static_state() -> str:
    """Return a digest of all source files' names, sizes and times."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}:{found.st_size}:{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
