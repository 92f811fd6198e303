from typing import Any

from django.core.management.base import BaseCommand

from listings.importers.bulk_rows import load_known_places


class Command(BaseCommand):
    help = "Load the names of cities and regions that employers' places are read by."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{load_known_places():,} places known by name.")
