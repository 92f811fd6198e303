"""``manage.py load_pack FOLDER``: roles, skills and words of a pack become rows."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobboard.content.folder import PackError
from jobboard.content.load import load_pack
from listings.importers.facts import FactVocabulary
from listings.importers.vocabulary import load_vocabulary
from listings.words.changes import changes_between, clashes_of, names_by_slug

MOST_CLASHES = 20

LABELS = {
    "role": ("role", "roles"),
    "term": ("glossary term", "glossary terms"),
    "guide": ("guide", "guides"),
    "series": ("series", "series"),
    "skill": ("skill", "skills"),
    "level word": ("level word", "level words"),
    "occupation word": ("occupation word", "occupation words"),
}


class Command(BaseCommand):
    help = "Load a content pack. What a person edited stays, unless --update."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--update", action="store_true", help="the pack's words win")

    def handle(self, *args: Any, folder: Path, update: bool, **options: Any) -> None:
        before = load_vocabulary()
        try:
            loaded = load_pack(folder, update=update)
        except PackError as error:
            raise CommandError(str(error)) from error
        for kind, (one, many) in LABELS.items():
            new = len(loaded.created.get(kind, ()))
            self.stdout.write(f"{new:5} new {one if new == 1 else many}")
        for kind, (one, many) in LABELS.items():
            if updated := len(loaded.updated.get(kind, ())):
                self.stdout.write(f"{updated:5} updated {one if updated == 1 else many}")
        if loaded.offered:
            said = "newer versions of what was edited here wait in the admin, under Shipped content"
            self.stdout.write(f"{loaded.offered:5} {said}")
        self._tell_clashes(before)

    def _tell_clashes(self, before: FactVocabulary) -> None:
        """Name new phrases that mean something else too."""
        after = load_vocabulary()
        found = clashes_of(after, changes_between(before, after), names_by_slug())
        for clash in found[:MOST_CLASHES]:
            self.stdout.write(f"Clash: {clash}")
        if len(found) > MOST_CLASHES:
            self.stdout.write(f"and {len(found) - MOST_CLASHES} more clashes")
