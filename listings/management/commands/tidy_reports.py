"""``manage.py tidy_reports``: what time decides about reports by readers."""

from typing import Any

from django.core.management.base import BaseCommand

from jobboard.http import rate_limits
from listings.moderation.reports import end_undecided_freezes, forget_networks


class Command(BaseCommand):
    help = "End automatic freezes that nobody decided in 72 h; forget networks and spent limits."

    def handle(self, **options: Any) -> None:
        self.stdout.write(
            f"{end_undecided_freezes()} postings back on the lists,"
            f" {forget_networks()} networks and {rate_limits.purge()} limits forgotten."
        )
