"""Currencies that pay may be given in."""

import pycountry

from listings.pay.currencies import CURRENCIES


def test_each_is_one_of_iso_4217() -> None:
    assert set(CURRENCIES) <= {currency.alpha_3 for currency in pycountry.currencies}


def test_there_are_all_that_people_are_paid_in() -> None:
    assert len(CURRENCIES) > 140
    assert {"EUR", "USD", "GBP", "CHF", "INR", "JPY", "NGN"} <= CURRENCIES
