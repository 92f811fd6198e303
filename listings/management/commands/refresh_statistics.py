"""Take the figures of today."""

from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand

from listings.insights.snapshots import refresh


class Command(BaseCommand):
    help = "Compute pay and demand by role, country and level; append the figures that changed."

    def handle(self, *args: Any, **options: Any) -> None:
        started = perf_counter()
        found = "\n".join(map(str, refresh()))
        self.stdout.write(f"{found} ({perf_counter() - started:.1f} s)")
