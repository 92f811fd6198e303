"""Take the figures of today."""

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand

from listings.insights.statistics.snapshots import refresh


class Command(BaseCommand):
    help = "Compute pay and demand by role, country and level; append the figures that changed."

    requires_system_checks: list[str] = []  # they load every page: 17 MB beside the postings

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--processes", type=int, help="child processes that compute beside this; 0 for none"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = perf_counter()
        found = "\n".join(map(str, refresh(processes=options["processes"])))
        self.stdout.write(f"{found} ({perf_counter() - started:.1f} s)")
