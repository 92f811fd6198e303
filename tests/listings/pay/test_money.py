"""Pay as it is shown, and what follows from it a year; currencies."""

from decimal import Decimal

import pycountry
import pytest

from listings.pay.money import (
    CURRENCIES,
    Engagement,
    Pay,
    Period,
    display,
    short_amount,
    yearly_factor,
    yearly_range,
)


def pay(low: str | None, high: str | None, period: Period = Period.YEAR, code: str = "EUR") -> Pay:
    return Pay(low and Decimal(low), high and Decimal(high), code, period)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("57350", "57,350"),
        ("3245", "3,245"),
        ("1200", "1,200"),
        ("9999.99", "9,999.99"),
        ("100000", "100K"),
        ("93600", "93.6K"),
        ("93650", "93,650"),
        ("999900", "999.9K"),
        ("999950", "999,950"),
        ("1250000", "1.25M"),
        ("1255000", "1,255,000"),
        ("12000000", "12M"),
        ("45", "45"),
        ("45.5", "45.50"),
        ("65000.50", "65,000.50"),
    ],
)
def test_a_short_form_stands_only_where_it_is_exact(amount: str, shown: str) -> None:
    assert short_amount(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (pay("100000", "130000", code="USD"), "USD 100K – 130K / year"),
        (pay("57350", "60000"), "EUR 57,350 – 60,000 / year"),
        (pay("60000", None, code="GBP"), "from GBP 60K / year"),
        (pay(None, "60000"), "up to EUR 60K / year"),
        (pay("57350.00", "57350.00"), "EUR 57,350 / year"),
        (pay("1200", "1200", Period.MONTH), "EUR 1,200 / month (≈ EUR 14.4K / year)"),
        (pay("3245", None, Period.MONTH), "from EUR 3,245 / month (≈ from EUR 38,940 / year)"),
        (pay("45", "45", Period.HOUR), "EUR 45 / hour (≈ EUR 93.6K / year)"),
        (pay("21.37", "21.37", Period.HOUR), "EUR 21.37 / hour (≈ EUR 44,450 / year)"),
    ],
)
def test_pay_is_shown_as_given(given: Pay, shown: str) -> None:
    assert display(given) == shown


PART_TIME = Engagement(("part-time",))


@pytest.mark.parametrize("period", [Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH])
def test_part_time_pay_without_hours_has_no_yearly_figure(period: Period) -> None:
    assert yearly_factor(pay("20", None, period), PART_TIME) is None
    assert yearly_range(pay("20", None, period), PART_TIME) == (None, None)
    assert "≈" not in display(pay("20", None, period), PART_TIME)


def test_part_time_pay_with_hours_says_from_which() -> None:
    fifteen = Engagement(("part-time",), Decimal(15))
    assert display(pay("20", "20", Period.HOUR), fifteen) == (
        "EUR 20 / hour (≈ EUR 15.6K / year at 15 hours a week)"
    )
    half = Engagement(("part-time",), Decimal("19.5"))
    assert display(pay("1500", "1500", Period.MONTH), half) == (
        "EUR 1,500 / month (≈ EUR 18K / year at 19.5 hours a week)"
    )
    assert yearly_factor(pay("200", None, Period.DAY), fifteen) is None


def test_pay_on_a_full_time_basis_says_so() -> None:
    basis = Engagement(("part-time",), Decimal(20), is_full_time_rate=True)
    assert display(pay("20", "20", Period.HOUR), basis) == (
        "EUR 20 / hour (≈ EUR 41.6K / year full time)"
    )


def test_full_time_offered_too_counts_as_full_time() -> None:
    assert (
        yearly_factor(pay("20", None, Period.HOUR), Engagement(("full-time", "part-time"))) == 2080
    )


def test_known_hours_go_before_usual_ones() -> None:
    austrian = Engagement(("full-time",), Decimal("38.5"))
    assert yearly_factor(pay("20", None, Period.HOUR), austrian) == 2002
    assert "at 38.5 hours a week" in display(pay("20", None, Period.HOUR), austrian)


@pytest.mark.parametrize("kind", ["contract", "freelance", "internship"])
def test_rates_of_contracts_have_no_yearly_figure(kind: str) -> None:
    for period in (Period.HOUR, Period.DAY):
        assert yearly_factor(pay("20", None, period), Engagement((kind,))) is None


def test_each_currency_is_one_of_iso_4217() -> None:
    assert set(CURRENCIES) <= {currency.alpha_3 for currency in pycountry.currencies}


def test_there_are_all_currencies_that_people_are_paid_in() -> None:
    assert len(CURRENCIES) > 140
    assert {"EUR", "USD", "GBP", "CHF", "INR", "JPY", "NGN"} <= CURRENCIES
