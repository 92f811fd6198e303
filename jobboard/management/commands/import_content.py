"""``manage.py import_content FOLDER``: the board's content becomes what the files say."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobboard.content.folder import PackError
from jobboard.content.importing import import_content
from jobboard.content.rows import Merged

MOST_NAMED = 20


class Command(BaseCommand):
    help = "Bring roles, guides and glossary to what a folder of files says, as one revision."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--check", action="store_true", help="say what would be, change nothing"
        )
        parser.add_argument("--delete", action="store_true", help="delete what is in no file")
        parser.add_argument("--yes", action="store_true", help="delete without asking")

    def handle(
        self, *args: Any, folder: Path, check: bool, delete: bool, yes: bool, **options: Any
    ) -> None:
        try:
            if delete and not check and not yes:
                self._ask(import_content(folder, is_check=True))
            result = import_content(folder, is_check=check, has_deletion=delete)
        except PackError as error:
            number = len(error.problems)
            noun = "problem" if number == 1 else "problems"
            raise CommandError(f"{error}\n{number} {noun}; nothing was changed.") from error
        self._say(result)
        if check:
            self.stdout.write("Nothing was changed: this was a check.")

    def _ask(self, result: Merged) -> None:
        for kind, slugs in result.left.items():
            self.stdout.write(f"{len(slugs)} {kind}: {', '.join(slugs)}")
        if result.left and input("Delete these? They are in no file. [y/N] ").lower() != "y":
            raise CommandError("Nothing was changed.")

    def _say(self, result: Merged) -> None:
        for name in ("created", "updated", "unchanged", "left", "deleted"):
            for kind, slugs in getattr(result, name).items():
                named = f": {', '.join(slugs[:MOST_NAMED])}" if name != "unchanged" else ""
                more = " …" if name != "unchanged" and len(slugs) > MOST_NAMED else ""
                self.stdout.write(f"{len(slugs):5} {kind} {name}{named}{more}")
