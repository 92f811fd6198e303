"""Currencies that pay may be given in, ISO 4217, and which one a country pays in."""

import tomllib
from functools import cache

from listings.reading.countries import DATA

EURO = "EUR"
CURRENCIES = frozenset(
    tomllib.loads((DATA / "currencies.toml").read_text(encoding="utf-8"))["codes"].split()
)


def currencies_of(country: str) -> tuple[str, ...]:
    """Return the currencies that a country (ISO 3166-1) pays in, the usual one first."""
    return _by_country().get(country, ())


def home_of(currency: str) -> tuple[str, ...]:
    """Return the one country (ISO 3166-1) that a currency names, or none: "CAD" is Canada's pay.

    The euro and the dollar of the United States pay in many.
    """
    countries = [country for country, codes in _by_country().items() if codes[0] == currency]
    return tuple(countries[:1]) if currency not in {"EUR", "USD"} else ()


@cache
def _by_country() -> dict[str, tuple[str, ...]]:
    rows = tomllib.loads((DATA / "country_currencies.toml").read_text(encoding="utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    for currency, countries in rows.items():
        for country in countries.split():
            found[country] = (*found.get(country, ()), currency)
    return found
