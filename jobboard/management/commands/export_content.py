"""``manage.py export_content FOLDER``: every role, guide and term as Markdown files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobboard.content.writing import ExportError, export, pack_of
from jobboard.site import identity


class Command(BaseCommand):
    help = "Write all content as a pack of files, which import_content and load_pack read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            changed, removed = export(pack_of(identity.current().name), folder)
        except (ExportError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{changed} files written, {removed} taken away: {folder}")
