"""``manage.py check_claims``: sentences that their figures contradict, or that have no figure."""

from typing import Any

from django.core.management.base import BaseCommand

from jobboard.content.links import texts
from jobboard.content.market_claims import claims_without_figures, contradicted
from jobboard.site import identity


class Command(BaseCommand):
    help = (
        "List sentences about the market that their figure contradicts now, and those that state "
        "an order or a quantity without a figure."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found, home = list(texts()), identity.current().country
        for title, findings in (
            ("Contradicted by their figure everywhere", list(contradicted(found))),
            (f"Contradicted by their figure in {home}", list(contradicted(found, home))),
            ("Without a figure", list(claims_without_figures(found))),
        ):
            self.stdout.write(f"{title}: {len(findings)}.")
            for one in findings:
                self.stdout.write(f"  {one.sentence.place.name}: {one.sentence.written}")
                self.stdout.write(f"    {one.why}")
