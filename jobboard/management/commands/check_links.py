"""``manage.py check_links``: links within the site, and addresses outside that are due."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from jobboard.content.link_checks import MOST_LINKS, check_outside
from jobboard.content.links import SitePages, is_outside, uses
from jobboard.models import LinkCheck


class Command(BaseCommand):
    help = "Look for dead links in texts and sources; the admin's first page shows what was found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--inside", action="store_true", help="ask no other server")
        parser.add_argument("--most", type=int, default=MOST_LINKS, help="addresses to ask at most")

    def handle(self, *args: Any, inside: bool, most: int, **options: Any) -> None:
        pages, dead = SitePages(), 0
        for address, places in uses().items():
            if not is_outside(address) and (fault := pages.fault(address)):
                dead += 1
                self.stdout.write(f"{address}: {fault} ({', '.join(p.name for p in places)})")
        self.stdout.write(f"Within the site: {dead} dead links.")
        if not inside:
            done = check_outside(most=most)
            dead = LinkCheck.objects.dead().count()
            self.stdout.write(
                f"Outside: {done.asked} asked, {done.failed} failed, {done.left} left for next "
                f"time; {dead} dead (failed on two days)."
            )
