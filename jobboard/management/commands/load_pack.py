"""``manage.py load_pack FOLDER``: roles, skills and words of a pack become rows."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobboard.content.folder import PackError
from jobboard.content.load import load_pack

LABELS = {
    "role": "roles",
    "term": "glossary terms",
    "guide": "guides",
    "series": "series",
    "skill": "skills",
    "level word": "level words",
    "occupation word": "occupation words",
}


class Command(BaseCommand):
    help = "Load a content pack. What a person edited stays, unless --update."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--update", action="store_true", help="the pack's words win")

    def handle(self, *args: Any, folder: Path, update: bool, **options: Any) -> None:
        try:
            loaded = load_pack(folder, update=update)
        except PackError as error:
            raise CommandError(str(error)) from error
        for kind, label in LABELS.items():
            self.stdout.write(f"{len(loaded.created.get(kind, ())):5} new {label}")
        for kind, label in LABELS.items():
            if updated := loaded.updated.get(kind):
                self.stdout.write(f"{len(updated):5} updated {label}")
        if loaded.offered:
            said = "newer versions of what was edited here wait in the admin, under Shipped content"
            self.stdout.write(f"{loaded.offered:5} {said}")
