"""Take the figures of today."""

from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from listings.insights.demand import snapshots as demand
from listings.insights.salaries import snapshots as pay


class Command(BaseCommand):
    help = "Compute pay and demand by role, country and level; append the figures that changed."

    def handle(self, *args: Any, **options: Any) -> None:
        started, now = perf_counter(), timezone.now()
        with transaction.atomic():
            found, asked = pay.refresh(now), demand.refresh(now)
        seconds = perf_counter() - started
        self.stdout.write(f"Statistics: {found}\nDemand: {asked} ({seconds:.1f} s)")
