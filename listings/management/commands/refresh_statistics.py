"""Take the figures of today."""

from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand

from listings.pay.snapshots import refresh


class Command(BaseCommand):
    help = "Compute pay by role, country and level, and append the figures that changed."

    def handle(self, *args: Any, **options: Any) -> None:
        started = perf_counter()
        found = refresh()
        self.stdout.write(f"Statistics: {found} ({perf_counter() - started:.1f} s)")
