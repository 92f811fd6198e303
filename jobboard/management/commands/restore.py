"""``manage.py restore FILE``, behind ``make restore FILE=…``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from jobboard.backup import BackupError, restore


class Command(BaseCommand):
    help = "Bring back what `backup` saved; the board must not be running."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a file that `make backup` made")
        parser.add_argument(
            "--force", action="store_true", help="save what the board holds, then replace it"
        )

    def handle(self, *, file: str, force: bool, **options: Any) -> None:
        if not file:
            raise CommandError("Name the file: make restore FILE=var/backups/board-….tar")
        try:
            before = restore(Path(file), settings.VAR_DIR, force=force)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        if before:
            self.stdout.write(f"What was there before is in {before}.")
        self.stdout.write("The board is back; start it again.")
