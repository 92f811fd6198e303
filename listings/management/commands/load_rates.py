"""Load the European Central Bank's reference rates."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from jobboard.site import dates
from listings.importers.adapter import BoardError
from listings.importers.answers import get
from listings.models.pay import latest_rates, save_rates
from listings.pay.currencies import EURO
from listings.pay.ecb import ECB_URL, fetched_rates, shipped_rates


class Command(BaseCommand):
    help = (
        "Load reference rates: those that came with the program, and the bank's own if it answers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--offline", action="store_true", help="do not ask the bank")

    def handle(self, *args: Any, **options: Any) -> None:
        today = dates.today()
        new = save_rates(shipped_rates(today))
        if not options["offline"]:
            new += self._fetch()
        rates = {
            currency: rate for currency, rate in latest_rates(today).items() if currency != EURO
        }
        newest = max((rate.on for rate in rates.values()), default=None)
        usable = (
            f"{len(rates)} currencies, the latest of {newest}."
            if newest
            else "none of the last 30 days, so pay is compared within one currency only."
        )
        self.stdout.write(f"{new} new rates; {usable}")

    def _fetch(self) -> int:
        today = dates.today()
        try:
            return save_rates(fetched_rates(get(ECB_URL, accept="*/*"), today))
        except (BoardError, ValueError) as error:
            self.stdout.write(f"The bank could not be asked: {error} Shipped rates are used.")
            return 0
