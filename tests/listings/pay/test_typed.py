"""Pay as people paste it."""

import contextlib
from decimal import Decimal
from time import process_time

import pytest

from listings.pay.money import Period
from listings.pay.typed import LONGEST, TypedPay, UnreadablePayError, read_pay


@pytest.mark.parametrize(
    ("text", "low", "high", "currency"),
    [
        ("£450", "450", "450", "GBP"),
        ("£22 an hour", "22", "22", "GBP"),
        ("65.000 €", "65000", "65000", "EUR"),
        ("65\u00a0000\u202f€", "65000", "65000", "EUR"),
        ("65\u2009000", "65000", "65000", None),
        ("EUR 55k", "55000", "55000", "EUR"),
        ("55000-65000", "55000", "65000", None),
        ("55–65k", "55000", "65000", None),
        ("55k-65", "55000", "65000", None),
        ("55 000 - 65 000 zł", "55000", "65000", "PLN"),
        ("€60.000 bis €80.000 pro Jahr", "60000", "80000", "EUR"),
        ("between 50k and 60k", "50000", "60000", None),
        ("4.000,50", "4000.50", "4000.50", None),
        ("4,000.50", "4000.50", "4000.50", None),
        ("1'200.-", "1200", "1200", None),
        ("CHF 100’000.–", "100000", "100000", "CHF"),
        ("3.245,-", "3245", "3245", None),
        ("₹6L", "600000", "600000", "INR"),
        ("₹6L – ₹9L/yr", "600000", "900000", "INR"),
        ("12,00,000", "1200000", "1200000", None),
        ("12 LPA", "1200000", "1200000", None),
        ("1.5 crore", "15000000", "15000000", None),
        ("$120k", "120000", "120000", "USD"),
        ("CA$90k", "90000", "90000", "CAD"),
        ("$90k CAD", "90000", "90000", "CAD"),
        ("50 Tsd. €", "50000", "50000", "EUR"),
        ("1.2M", "1200000", "1200000", None),
        ("45,5", "45.50", "45.50", None),
        ("from 50k", "50000", None, None),
        ("ab 50.000 €", "50000", None, "EUR"),
        ("50k+", "50000", None, None),
        ("up to 60k", None, "60000", None),
        ("bis zu 60.000", None, "60000", None),
    ],
)
def test_pasted_pay_is_read(
    text: str, low: str | None, high: str | None, currency: str | None
) -> None:
    found = read_pay(text)
    assert found.minimum == (None if low is None else Decimal(low))
    assert found.maximum == (None if high is None else Decimal(high))
    assert next(iter(found.currencies), None) == currency


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234", "1234"),
        ("4,000", "4000"),
        ("4'000", "4000"),
        ("1,234,567", "1234567"),
        ("45.5", "45.5"),
        ("45.50", "45.5"),
    ],
)
def test_a_sign_before_three_digits_parts_thousands(text: str, amount: str) -> None:
    assert read_pay(text).minimum == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("$45/h", Period.HOUR),
        ("450 per day", Period.DAY),
        ("€ 3.245 / Monat", Period.MONTH),
        ("60k p.a.", Period.YEAR),
        ("60k a year", Period.YEAR),
        ("60k", None),
    ],
)
def test_a_period_in_the_text_is_kept(text: str, period: Period | None) -> None:
    assert read_pay(text).period == period


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "€",
        "1,2,3",
        "1.2345",
        "0,500",
        "-5",
        "0",
        "5e3",
        "60k70k80k",
        "negotiable",
        "€50k $60k",
        "50k a month a year",
        "10000000000",
        "6" * LONGEST * 2,
        "1.000.00",
    ],
)
def test_what_is_no_pay_is_refused(text: str) -> None:
    with pytest.raises(UnreadablePayError):
        read_pay(text)


def test_too_much_is_told_from_nothing() -> None:
    with pytest.raises(UnreadablePayError, match="above 0"):
        read_pay("0")
    with pytest.raises(UnreadablePayError, match="“10000000000” is more than a posting can hold"):
        read_pay("10000000000")


def test_one_amount_is_no_range() -> None:
    assert read_pay("1200").is_single
    assert not read_pay("from 1200").is_single
    assert read_pay("1200") == TypedPay(Decimal(1200), Decimal(1200))


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["1 ", "1.1", "1,111", "- ", "k", "€", "1'", "a", " ", "p.a.", "1-1", "\u00a01 000"]
)
def test_reading_is_linear(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listings.pay.typed.LONGEST", 10**7)

    def cost(number: int) -> float:
        text = piece * number
        start = process_time()
        for _ in range(3):
            with contextlib.suppress(UnreadablePayError):
                read_pay(text)
        return process_time() - start

    cost(2_000)
    assert cost(20_000) < 35 * max(cost(2_000), 0.002)
