"""``manage.py demo load | refresh | remove | users``: the board as it looks with life in it."""

from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from jobboard.demo import market, people
from jobboard.demo.catalogue import catalogue
from jobboard.demo.people import fill_queue
from listings.models import Listing
from roles.models import Role

PACK = Path(settings.BASE_DIR) / "jobboard" / "demo" / "pack"


class Command(BaseCommand):
    help = "The demo board: load it, move it on to today, remove it, or make its users."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=("load", "refresh", "remove", "users"))

    def handle(self, *, action: str, verbosity: int, **options: Any) -> None:
        self.quiet = verbosity == 0
        getattr(self, action)()

    def load(self) -> None:
        self._refuse_public()
        self._load_pack()
        call_command("load_rates", offline=True, verbosity=0)
        moved = market.load(timezone.now(), quiet=self.quiet)
        self._say(f"Demo board: {moved.published:,} postings made, {moved.live:,} of them live.")
        self._follow(moved)

    def refresh(self) -> None:
        """Move the demo on; where it stands, its texts follow the program's."""
        if market.stands() and Role.objects.filter(is_demo=True).exists():
            self._load_pack()
        moved = market.refresh(timezone.now())
        if not moved.live:
            self._say("There is no demo board here; `manage.py demo load` makes one.")
            return
        self._say(
            f"Demo board: {moved.published:,} new postings, {moved.closed:,} closed, "
            f"{moved.live:,} live."
        )
        self._follow(moved)

    def remove(self) -> None:
        done = market.remove()
        people.forget_passwords(Path(settings.VAR_DIR))
        self._say(
            f"Removed: {done.postings:,} postings, {done.companies:,} companies, "
            f"{done.guides:,} guides, {done.terms:,} glossary terms, {done.roles:,} roles, "
            f"{done.users:,} users of the demo."
        )
        for line in done.kept:
            self._say(f"Kept: {line}.")
        self._say("Places, skills and words for levels stay; the admin can delete them.")
        if done.postings or done.roles:
            self._take_figures()

    def users(self) -> None:
        self._refuse_public()
        path = people.make_users(Path(settings.VAR_DIR))
        self._say(f"Demo users and their passwords: {path} (readable for you only).")

    def _follow(self, moved: market.MarketChange) -> None:
        """Fill the moderation queue; bring PostgreSQL's statistics and the figures up to date."""
        if received := fill_queue(catalogue().waiting, timezone.now()):
            self._say(f"Moderation queue: {received} postings from invented employers, a report.")
        Listing.objects.analyze_if_grown(moved.published)
        if moved.published or moved.closed:
            self._take_figures()

    def _take_figures(self) -> None:
        out = StringIO() if self.quiet else self.stdout
        call_command("refresh_statistics", stdout=out)

    def _load_pack(self) -> None:
        from jobboard.content.load import load_pack  # noqa: PLC0415

        load_pack(PACK, is_demo=True)

    def _refuse_public(self) -> None:
        if not settings.PUBLIC.is_local:
            raise CommandError(
                f"The demo board is not for a public address ({settings.SITE_URL}): its postings "
                "are invented. Start an empty board with `DEMO=0 make run`."
            )

    def _say(self, line: str) -> None:
        if not self.quiet:
            self.stdout.write(line)
