"""Currencies that pay may be given in: ISO 4217."""

import tomllib

from listings.reading.countries import DATA

CURRENCIES = frozenset(
    tomllib.loads((DATA / "currencies.toml").read_text(encoding="utf-8"))["codes"].split()
)
