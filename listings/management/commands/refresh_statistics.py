"""Take the figures of today."""

from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand

from listings.insights.snapshots import refresh


class Command(BaseCommand):
    help = "Compute pay and demand by role, country and level; append the figures that changed."

    def handle(self, *args: Any, **options: Any) -> None:
        started = perf_counter()
        pay, demand = refresh()
        seconds = perf_counter() - started
        self.stdout.write(f"{pay}\n{demand} ({seconds:.1f} s)")
